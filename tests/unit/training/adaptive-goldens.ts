import { expect } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import type { RuntimeOptions } from '../../../src/engine/types';
import type { Dropout } from '../../../src/models/architectures/block';
import { everything } from '../../../src/models/trained-parts';
import { BatchLoss, type Draw } from '../../../src/training/batch-loss';
import {
  adaptiveLayerDefaults,
  type AdaptiveLayerParameters,
} from '../../../src/training/losses/adaptive-layer';
import type { LossBatch } from '../../../src/training/losses/loss';
import { lotOf, lots } from '../../../src/training/losses/lots';
import type { LossSettings } from '../../../src/training/losses/settings';
import type { LossName } from '../../../src/training/losses/table';
import { TrainableBert } from '../../../src/training/step';
import { consecutive, LayerRows } from '../../../src/training/text-rows';
import optimizer from '../../goldens/engine/tiny-bert.json';
import golden from '../../goldens/training/adaptive_layer.json';
import { batches, none, tinyConfig, tinyWeights, weightsOf } from '../engine/tiny-bert';
import { relative, rowMajor } from './loss-goldens';
import type { Stored } from './recipe-goldens';

interface Wrapped {
  adaptive: Partial<AdaptiveLayerParameters>;
  matryoshka: { dims: number[]; weights: number[]; per_step?: number } | null;
}

export interface LayerCase extends Wrapped {
  name: string;
  loss: LossName;
  parameters: Record<string, unknown>;
  /** How many. */
  columns: number;
  labels: string | null;
  guide: number[] | null;
  /** Dimensions at the last layer, layers, dimensions at each of these: what is drawn of it. */
  drawn: number[][];
  classifier?: { weight: number[][]; bias: number[]; d_weight: number[][]; d_bias: number[] };
  value: number;
  /** By column, layer, row. */
  grad: number[][][][];
}

export interface LayerRun extends Wrapped {
  lora: boolean;
  adapters?: Stored;
  steps: { drawn: number[][]; loss: number; gradNorm: number }[];
}

/** Those of tests/goldens/training/adaptive_layer.py. */
export const layerCases = golden.cases as unknown as LayerCase[];
export const layerRuns = golden.runs as unknown as LayerRun[];
const inputs = golden.inputs as number[][][];
const LAYERS = 3;

const settingsOf = (
  { adaptive, matryoshka }: Wrapped,
  loss: LossName,
  parameters: Record<string, unknown>,
): LossSettings => ({
  loss: { name: loss, parameters },
  matryoshkaDims: matryoshka?.dims ?? [],
  matryoshkaWeights: matryoshka?.weights ?? [],
  nDimsPerStep: matryoshka?.per_step ?? -1,
  adaptiveLayer: { ...adaptiveLayerDefaults, ...adaptive },
});

/** A seed by whose lots a step trains what was drawn in Python. `inner`: the layers there are before the last. */
function seedThatDraws(
  drawn: number[][],
  step: number,
  inner: number[],
  { adaptive, matryoshka }: Wrapped,
): Draw {
  const { n_layers_per_step: perLayers } = { ...adaptiveLayerDefaults, ...adaptive };
  const dims = matryoshka?.per_step ? matryoshka.dims.length : 0;
  const draws = [...drawn];
  const sorted = (numbers: number[] | undefined) => numbers?.toSorted((a, b) => a - b).join();
  const last = dims > 0 ? draws.shift() : undefined;
  const layers = draws.shift() ?? inner;
  const holds = (seed: number, count: number, perStep: number, drawnFor: number, wanted?: number[]) =>
    wanted === undefined || sorted(lotOf(count, perStep, seed, step, drawnFor)) === sorted(wanted);
  for (let seed = 0; seed < 100_000; seed++) {
    const places = layers.map((layer) => inner.indexOf(layer));
    const fits =
      holds(seed, dims, matryoshka?.per_step ?? -1, lots.dims, last) &&
      holds(seed, inner.length, perLayers, lots.layers, places) &&
      layers.every((layer, i) => holds(seed, dims, matryoshka?.per_step ?? -1, lots.dimsAt(layer), draws[i]));
    if (fits) return { dropoutSeed: seed, step };
  }
  throw new Error('no seed draws that');
}

/** Value within 1e-5, gradients of every column at every layer within 1e-4, relatively. */
export async function expectLayerCase(one: LayerCase, runtime: Runtime): Promise<void> {
  const rows = inputs[0]!.length;
  const width = inputs[0]![0]!.length;
  const inner = consecutive(0, LAYERS);
  const loss = new BatchLoss(runtime, settingsOf(one, one.loss, one.parameters), width, inner);
  const draw = seedThatDraws(one.drawn, 1, inner, one);
  const layers = loss.layersOf(draw);
  const texts = new LayerRows(runtime, one.columns * rows, width, layers);
  const put = async (layer: number, into = texts.layers.get(layer)!) => {
    const matrices = consecutive(0, one.columns).map((column) => inputs[column * (LAYERS + 1) + layer]!);
    const all = runtime.floats(rowMajor(matrices.flat()), [one.columns * rows, width]);
    await into.put(consecutive(0, one.columns * rows), all);
  };
  for (const layer of layers) await put(layer);
  await put(LAYERS, texts.last);
  const batch: LossBatch = {
    rows,
    ...(one.labels && { labels: golden.labels[one.labels as keyof typeof golden.labels] }),
    ...(one.guide && { guide: one.guide.map((index) => rowMajor(inputs[index]!)) }),
  };
  const { weight, bias } = one.classifier ?? { weight: [], bias: [] };
  const own = one.classifier && {
    'classifier.weight': runtime.feed(rowMajor(weight), [weight.length, weight[0]!.length]),
    'classifier.bias': runtime.feed(Float32Array.from(bias), [bias.length]),
  };
  const found = await loss.run(texts, one.columns, batch, draw, own ?? {});
  expect(Math.abs(found.loss - one.value)).toBeLessThan(1e-5 * Math.max(0.1, Math.abs(one.value)));
  for (let column = 0; column < one.columns; column++)
    for (let layer = 0; layer <= LAYERS; layer++) {
      const from = layer === LAYERS ? found.gradients.last : found.gradients.layers.get(layer);
      const wanted = one.grad[column]![layer]!.flat();
      const place = `column ${column}, layer ${layer}`;
      if (!from) expect(Math.hypot(...wanted), place).toBe(0);
      else {
        const gradient = await runtime.read(await from.take(consecutive(column * rows, rows)));
        expect(relative(gradient, wanted), place).toBeLessThan(1e-4);
      }
    }
  if (!one.classifier) return;
  const sums: Record<string, number[]> = { 'classifier.weight': [], 'classifier.bias': [] };
  for (const [name, part] of found.parameters)
    (await runtime.read(part)).forEach((value, i) => (sums[name]![i] = (sums[name]![i] ?? 0) + value));
  expect(relative(sums['classifier.weight']!, one.classifier.d_weight.flat())).toBeLessThan(1e-4);
  expect(relative(sums['classifier.bias']!, one.classifier.d_bias)).toBeLessThan(1e-4);
}

/** The tiny BERT with this loss, `keptBytes` of activations kept. */
export async function layeredModel(
  run: LayerRun,
  options: RuntimeOptions,
  { keptBytes, dropout = none }: { keptBytes?: number; dropout?: Dropout } = {},
): Promise<{ model: TrainableBert; runtime: Runtime }> {
  const { weight_decay, beta1, beta2, epsilon, max_grad_norm } = optimizer.optimizer;
  const lora = run.lora ? { r: 4, alpha: 8, dropout: 0, targetModules: ['query', 'value'] } : null;
  const runtime = await Runtime.create(options);
  const model = new TrainableBert(
    runtime,
    { config: tinyConfig, pooling: 'mean', weights: tinyWeights() },
    settingsOf(run, 'MultipleNegativesRankingLoss', {}),
    { weightDecay: weight_decay, beta1, beta2, epsilon, maxGradNorm: max_grad_norm },
    { ...everything, lora, dropout },
    {
      ...(keptBytes === undefined ? {} : { keptBytes }),
      ...(run.adapters && { adapters: weightsOf(run.adapters) }),
    },
  );
  return { model, runtime };
}

/** `count` steps have sentence-transformers' losses within 1e-4 and norms of the gradient within 1e-3. */
export async function expectLayerRun(
  run: LayerRun,
  options: RuntimeOptions,
  count: number,
  keptBytes?: number,
) {
  const { model } = await layeredModel(run, options, keptBytes === undefined ? {} : { keptBytes });
  for (const [i, expected] of run.steps.slice(0, count).entries()) {
    const draw = seedThatDraws(expected.drawn, i + 1, run.lora ? [1] : [0, 1], run);
    const learningRate = optimizer.optimizer.learning_rate;
    const { loss, gradNorm } = await model.step([batches[i % batches.length]!], { ...draw, learningRate });
    expect(Math.abs(loss / expected.loss - 1), `loss of step ${i + 1}`).toBeLessThan(1e-4);
    expect(Math.abs(gradNorm / expected.gradNorm - 1), `gradient norm of step ${i + 1}`).toBeLessThan(1e-3);
  }
  await model.dispose();
}
