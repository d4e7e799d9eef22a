import { Runtime } from '../../../src/engine/runtime';
import type { RuntimeOptions } from '../../../src/engine/types';
import { loadModel } from '../../../src/models/source';
import type { LoadedModel } from '../../../src/models/types';
import {
  modelInTraining,
  productShare,
  timeStep,
  type Columns,
} from '../../../src/training/speed/measurements';
import type { ProductShare, TimedStep } from '../../../src/training/speed/types';
import { miniLmConfig, youngWeights } from '../../../src/training/speed/young-model';
import { source } from './served';

type Batch = [question: string, passage: string][];

const miniLm = (): Promise<LoadedModel> => loadModel({ kind: 'served', id: 'all-MiniLM-L6-v2' }, source);

const encoded = ({ tokenizer }: LoadedModel, batch: Batch): Columns =>
  [0, 1].map((column) => batch.map((pair) => tokenizer.encode(pair[column]!, 256)));

/** Steps of all-MiniLM-L6-v2 with its dropout over batches of question and passage; the first batch is also the warm-up. */
export async function trainMiniLM({
  batches,
  threads,
}: {
  batches: Batch[];
  threads: number;
}): Promise<TimedStep[]> {
  const loaded = await miniLm();
  const model = modelInTraining(await Runtime.create({ backend: 'wasm', threads }), loaded);
  const columns = batches.map((batch) => encoded(loaded, batch));
  const timed: TimedStep[] = [];
  for (const one of [columns[0]!, ...columns]) timed.push(await timeStep(model, one));
  await model.dispose();
  return timed.slice(1);
}

/** Where a step of all-MiniLM-L6-v2 on WASM spends its time. */
export async function wasmProducts(request: {
  batch: Batch;
  threads: number;
  repeats: number;
}): Promise<ProductShare | null> {
  const loaded = await miniLm();
  const { batch, threads, repeats } = request;
  return productShare({ backend: 'wasm', threads }, loaded, encoded(loaded, batch), repeats);
}

/** Where a step of one layer of MiniLM's width on WebGPU spends its time: 4 texts of 64 tokens. */
export function gpuProducts({ repeats }: { repeats: number }): Promise<ProductShare | null> {
  const config = miniLmConfig(1, { vocab_size: 1000 });
  const column = (seed: number): number[][] =>
    Array.from({ length: 2 }, (_, i) =>
      Array.from({ length: 64 }, (_, j) => (seed + i * 131 + j * 17) % 1000),
    );
  const model = { config, pooling: 'mean', weights: youngWeights(config) } as const;
  const options: RuntimeOptions = { backend: 'webgpu', threads: 1 };
  return productShare(options, model, [column(0), column(2)], repeats);
}

export interface BaseStep extends TimedStep {
  /** From weights in memory to a model ready to train. */
  readySeconds: number;
}

/** bge-base's shape with random weights, 32 pairs of 32 and 256 tokens. */
export async function trainBase({
  threads,
  repeats,
}: {
  threads: number;
  repeats: number;
}): Promise<BaseStep[]> {
  const config = miniLmConfig(12, { hidden_size: 768, intermediate_size: 3072 });
  const weights = youngWeights(config);
  const begun = performance.now();
  const runtime = await Runtime.create({ backend: 'wasm', threads });
  const dims = [768, 512, 256, 128, 64];
  const model = modelInTraining(runtime, { config, pooling: 'cls', weights }, dims);
  const readySeconds = (performance.now() - begun) / 1000;
  const column = (length: number, seed: number): number[][] =>
    Array.from({ length: 32 }, (_, i) =>
      Array.from({ length }, (_, j) => 1000 + ((seed + i * 977 + j * 131) % 20000)),
    );
  const columns = [column(32, 1), column(256, 2)];
  const timed: BaseStep[] = [];
  for (let i = 0; i < repeats; i++) timed.push({ readySeconds, ...(await timeStep(model, columns)) });
  await model.dispose();
  return timed;
}
