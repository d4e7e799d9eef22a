import { loadModel } from '../../../src/models/source';
import { source } from './served';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { createTrainableModel } from '../../../src/training/step';
import type { TrainableModel } from '../../../src/training/step-types';
import type { BertConfig } from '../../../src/models/types';
import { bgeBase, formulaWeights } from './random-model';

const adamw = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 };

export interface TimedStep {
  seconds: number;
  tokens: number;
  loss: number;
}

const steps = new Map<TrainableModel, number>();

async function timedStep(model: TrainableModel, columns: number[][][]): Promise<TimedStep> {
  const step = (steps.get(model) ?? 0) + 1;
  steps.set(model, step);
  const begun = performance.now();
  const { loss, tokens } = await model.step([{ columns }], { learningRate: 2e-5, step, dropoutSeed: 1 });
  return { seconds: (performance.now() - begun) / 1000, tokens, loss };
}

/** Steps of all-MiniLM-L6-v2 with its dropout over batches of question and passage; the first batch is also the warm-up. */
export async function trainMiniLM({
  batches,
  threads,
}: {
  batches: [question: string, passage: string][][];
  threads: number;
}): Promise<TimedStep[]> {
  const loaded = await loadModel({ kind: 'served', id: 'all-MiniLM-L6-v2' }, source);
  const model = await createTrainableModel(loaded, matryoshkaRanking([384, 256, 128, 64]), adamw, null, {
    backend: 'wasm',
    threads,
  });
  const encoded = batches.map((batch) =>
    [0, 1].map((column) => batch.map((pair) => loaded.tokenizer.encode(pair[column]!, 256))),
  );
  const timed: TimedStep[] = [];
  for (const columns of [encoded[0]!, ...encoded]) timed.push(await timedStep(model, columns));
  await (model as { dispose(): Promise<void> }).dispose();
  return timed.slice(1);
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
  const config: BertConfig = bgeBase;
  const weights = formulaWeights(config);
  const begun = performance.now();
  const model = await createTrainableModel(
    { config, pooling: 'cls', weights },
    matryoshkaRanking([768, 512, 256, 128, 64]),
    adamw,
    null,
    { backend: 'wasm', threads },
  );
  const readySeconds = (performance.now() - begun) / 1000;
  const column = (length: number, seed: number): number[][] =>
    Array.from({ length: 32 }, (_, i) =>
      Array.from({ length }, (_, j) => 1000 + ((seed + i * 977 + j * 131) % 20000)),
    );
  const columns = [column(32, 1), column(256, 2)];
  const timed: BaseStep[] = [];
  for (let i = 0; i < repeats; i++) timed.push({ readySeconds, ...(await timedStep(model, columns)) });
  await (model as { dispose(): Promise<void> }).dispose();
  return timed;
}
