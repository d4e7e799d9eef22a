import { expect } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import type { RuntimeOptions } from '../../../src/engine/types';
import type { Dropout } from '../../../src/models/architectures/block';
import { everything, type TrainedParts } from '../../../src/models/trained-parts';
import type { BertConfig, Pooling, Weights } from '../../../src/models/types';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import type { TrainingBatch } from '../../../src/training/step-types';
import { TrainableBert } from '../../../src/training/step';
import tiny from '../../goldens/engine/tiny-bert.json';

export const poolings = ['mean', 'cls'] as const satisfies Pooling[];
type Golden = (typeof poolings)[number];
export const none = { hidden: 0, attention: 0 };
export const batches: TrainingBatch[] = tiny.batches.map((columns) => ({ columns }));
export const steps = (pooling: Golden) => tiny.poolings[pooling].steps;

export function floats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
}

export function weightsOf(stored: Record<string, { shape: number[]; data: string }>): Weights {
  return new Map(
    Object.entries(stored).map(([name, { shape, data }]) => [name, { shape, data: floats(data) }]),
  );
}

export const tinyConfig = tiny.config as BertConfig;
export const tinyWeights = (): Weights => weightsOf(tiny.weights);

export async function tinyModel(
  pooling: Golden,
  options: RuntimeOptions,
  more: {
    dropout?: Dropout;
    keptBytes?: number;
    parts?: Partial<TrainedParts>;
    adapters?: Weights;
  } = {},
): Promise<{ model: TrainableBert; runtime: Runtime }> {
  const { weight_decay, beta1, beta2, epsilon, max_grad_norm } = tiny.optimizer;
  const optimizer = { weightDecay: weight_decay, beta1, beta2, epsilon, maxGradNorm: max_grad_norm };
  const runtime = await Runtime.create(options);
  const encoder = { config: tinyConfig, pooling, weights: tinyWeights() };
  const model = new TrainableBert(
    runtime,
    encoder,
    matryoshkaRanking(tiny.loss.matryoshkaDims, tiny.loss.matryoshkaWeights),
    optimizer,
    { ...everything, ...more.parts, dropout: more.dropout ?? none },
    more,
  );
  return { model, runtime };
}

export function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

/** |a - b| / |b| */
export function relativeDistance(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  const norm = (values: number[] | Float32Array): number => Math.hypot(...values);
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}

export async function expectEmbeddings(pooling: Golden, options: RuntimeOptions): Promise<void> {
  const { model } = await tinyModel(pooling, options);
  for (const [column, expected] of tiny.poolings[pooling].embeddings.entries()) {
    const found = await model.embed(batches[0]!.columns[column]!);
    expect(largestDifference(found, floats(expected))).toBeLessThan(1e-5);
  }
  await model.dispose();
}

export async function expectGradients(
  pooling: Golden,
  options: RuntimeOptions,
  keptBytes: number,
): Promise<void> {
  const { model, runtime } = await tinyModel(pooling, options, { keptBytes });
  const { loss, sums } = await model.gradients(batches[0]!, { step: 1, dropoutSeed: 0 });
  const golden = tiny.poolings[pooling];
  expect(Math.abs(loss / golden.loss - 1)).toBeLessThan(1e-5);
  const expected = weightsOf(golden.gradients);
  expect([...sums.keys()].sort()).toEqual([...expected.keys()].sort());
  const total = Math.hypot(...[...expected.values()].map(({ data }) => Math.hypot(...data)));
  for (const [name, { data }] of expected) {
    const found = await runtime.read(sums.get(name)!);
    // A key's bias moves all of a query's scores alike: its gradient is zero but for rounding, so nothing to be relative to.
    const size = Math.hypot(...data);
    if (size < 1e-6 * total) expect(Math.hypot(...found), name).toBeLessThan(1e-6 * total);
    else expect(relativeDistance(found, data), name).toBeLessThan(1e-4);
  }
  runtime.free(sums.values());
  await model.dispose();
}

export async function expectSteps(pooling: Golden, options: RuntimeOptions, count: number): Promise<void> {
  const { model } = await tinyModel(pooling, options);
  for (const [i, expected] of steps(pooling).slice(0, count).entries()) {
    const batch = batches[i % batches.length]!;
    const { loss, gradNorm } = await model.step([batch], {
      learningRate: tiny.optimizer.learning_rate,
      step: i + 1,
      dropoutSeed: 0,
    });
    expect(Math.abs(loss / expected.loss - 1), `loss of step ${i + 1}`).toBeLessThan(1e-4);
    expect(Math.abs(gradNorm / expected.gradNorm - 1), `gradient norm of step ${i + 1}`).toBeLessThan(1e-3);
  }
  await model.dispose();
}
