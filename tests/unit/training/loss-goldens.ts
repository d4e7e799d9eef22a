import { expect } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import type { LossBatch } from '../../../src/training/losses/loss';
import type { MatryoshkaPart } from '../../../src/training/losses/matryoshka';
import { LossRunner, type LossResult } from '../../../src/training/losses/runner';
import { createLoss, type LossName } from '../../../src/training/losses/table';
import golden from '../../goldens/training/losses.json';

/** A loss of columns with its value and gradients in float64. */
export interface LossCase {
  name: string;
  loss: LossName;
  parameters: Record<string, unknown>;
  columns: number[][][];
  labels: LossBatch['labels'] | null;
  guide?: number[][][] | null;
  matryoshka: { dims: number[]; weights: number[] } | null;
  classifier?: { weight: number[][]; bias: number[]; d_weight: number[][]; d_bias: number[] };
  value: number;
  grad: number[][][];
}

const inputs = golden.inputs as number[][][];
const matrices = (indices: number[]): number[][][] => indices.map((index) => inputs[index]!);

/** Those of tests/goldens/training/losses.py. */
export const lossCases = golden.cases.map((one) => ({
  ...one,
  columns: matrices(one.columns),
  labels: one.labels === null ? null : golden.labels[one.labels as keyof typeof golden.labels],
  guide: one.guide && matrices(one.guide),
})) as LossCase[];

export const rowMajor = (matrix: number[][]): Float32Array => Float32Array.from(matrix.flat());

/** |found - wanted| / |wanted|, or |found| where nothing is wanted but rounding. */
export function relative(found: ArrayLike<number>, wanted: number[]): number {
  expect(found.length).toBe(wanted.length);
  const size = Math.hypot(...wanted);
  const off = Math.hypot(...wanted.map((value, i) => found[i]! - value));
  return size < 1e-9 ? off : off / size;
}

interface RunCase extends Omit<LossResult, 'gradients'> {
  gradients: Float32Array[];
}

export async function runCase(one: LossCase, runtime: Runtime): Promise<RunCase> {
  const { columns, matryoshka, classifier } = one;
  const [rows, width] = [columns[0]!.length, columns[0]![0]!.length];
  const loss = createLoss({ name: one.loss, parameters: one.parameters });
  const parts: MatryoshkaPart[] =
    matryoshka?.dims.map((dim, k) => ({ dim, weight: matryoshka.weights[k]! })) ?? [];
  const batch: LossBatch = {
    rows,
    ...(one.labels && { labels: one.labels }),
    ...(one.guide && { guide: one.guide.map(rowMajor) }),
  };
  const own = classifier && {
    'classifier.weight': runtime.feed(rowMajor(classifier.weight), [
      classifier.weight.length,
      classifier.weight[0]!.length,
    ]),
    'classifier.bias': runtime.feed(Float32Array.from(classifier.bias), [classifier.bias.length]),
  };
  const vectors = columns.map((column) => runtime.floats(rowMajor(column), [rows, width]));
  const result = await new LossRunner(runtime, loss, width, false).run(vectors, batch, parts, own);
  const gradients: Float32Array[] = [];
  for (const gradient of result.gradients) gradients.push(await runtime.read(gradient));
  runtime.free([...vectors, ...result.gradients]);
  return { ...result, gradients };
}

/** The value within 1e-5 and every gradient within 1e-4, relatively. */
export async function expectLossCase(one: LossCase, runtime: Runtime): Promise<void> {
  const found = await runCase(one, runtime);
  expect(Math.abs(found.loss - one.value)).toBeLessThan(1e-5 * Math.max(0.1, Math.abs(one.value)));
  for (const [i, wanted] of one.grad.entries())
    expect(relative(found.gradients[i]!, wanted.flat()), `gradient of column ${i}`).toBeLessThan(1e-4);
  if (!one.classifier) return;
  const { 'classifier.weight': weight, 'classifier.bias': bias } = found.parameters;
  expect(relative(await runtime.read(weight!), one.classifier.d_weight.flat())).toBeLessThan(1e-4);
  expect(relative(await runtime.read(bias!), one.classifier.d_bias)).toBeLessThan(1e-4);
  runtime.free([weight!, bias!]);
}
