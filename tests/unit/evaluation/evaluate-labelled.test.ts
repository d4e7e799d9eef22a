import { describe, expect, test } from 'vitest';
import { binaryClassification } from '../../../src/evaluation/binary-classification';
import { resampledBootstrap, type Resampled } from '../../../src/evaluation/bootstrap';
import { spearman } from '../../../src/evaluation/embedding-similarity';
import { evaluateLabelled, type LabelledModel } from '../../../src/evaluation/evaluate-labelled';
import { pairSimilarities } from '../../../src/evaluation/pair-similarity';
import { resampledAveragePrecision, resampledSpearman } from '../../../src/evaluation/resampled';
import { SeededRandom } from '../../../src/training/random';
import golden from '../../goldens/evaluation/labelled.json';

const { width } = golden;
const vectors = (matrix: number[][]): Float32Array => Float32Array.from(matrix.flat());
const [a, b] = [vectors(golden.a), vectors(golden.b)];
const signal = new AbortController().signal;

/** A resample, and the same as a list of rows. */
function drawn(rows: number, seed: number): { counts: Int32Array; list: number[] } {
  const random = SeededRandom.fromSeed(seed);
  const list = Array.from({ length: rows }, () => random.permutation(rows)[0]!);
  const counts = new Int32Array(rows);
  for (const row of list) counts[row]! += 1;
  return { counts, list };
}
const pick = (matrix: number[][], list: readonly number[]) => vectors(list.map((row) => matrix[row]!));

describe('a resample has the metric of its rows written out', () => {
  test.each([1, 2, 3])('draw %i', (seed) => {
    const { counts, list } = drawn(golden.a.length, seed);
    const cosines = pairSimilarities(a, b, width, 'cosine');
    const scores = list.map((row) => golden.scores[row]!);
    expect(resampledSpearman(golden.scores, cosines)(counts)).toBeCloseTo(
      spearman(
        scores,
        list.map((row) => cosines[row]!),
      ),
      10,
    );
    const labels = list.map((row) => golden.labels[row]!);
    const written = binaryClassification(pick(golden.a, list), pick(golden.b, list), width, labels);
    const precision = resampledAveragePrecision(cosines, (row) => golden.labels[row] === 1);
    expect(precision(counts)).toBeCloseTo(written.cosine_ap, 10);
  });
});

const meanOf =
  (values: readonly number[]): Resampled =>
  (counts) =>
    values.reduce((sum, value, row) => sum + value * counts[row]!, 0) / values.length;

test('the bootstrap’s interval holds the difference, is the same with the same seed and leaves out what is no number', () => {
  const rows = golden.a.length;
  const before = meanOf(golden.scores);
  const after = meanOf(golden.scores.map((score, row) => score + (row % 2 ? 0.3 : 0.1)));
  const found = resampledBootstrap(before, after, rows);
  expect(found).toEqual(resampledBootstrap(before, after, rows));
  expect(found.mean).toBeCloseTo(0.2, 12);
  expect(found.low).toBeLessThan(0.2);
  expect(found.high).toBeGreaterThan(0.2);
  // 95% of a mean of 60 numbers .1 apart from .2: ± 1.96 · .1 / √60 = .0253.
  expect(found.high - found.low).toBeCloseTo(0.0506, 2);
  const single = resampledAveragePrecision([0.5, 0.4], (row) => row === 0);
  const { low, high } = resampledBootstrap(single, single, 2);
  expect([low, high]).toEqual([0, 0]);
});

describe('base and tuned on rows with labels', () => {
  const rows = golden.a.length;
  const scored = (second: Float32Array, labels: readonly (number | number[])[]): LabelledModel => ({
    rows: { columns: [a, second], labels },
    neighbours: null,
  });
  /** A model whose vectors of both texts are the more alike the higher the score. */
  const learnt = Float32Array.from(a, (value, at) => {
    const share = golden.scores[Math.floor(at / width)]!;
    return share * value + (1 - share) * Math.sin(at);
  });

  test('every metric by dimension, the primary one’s difference with its interval, and a verdict', async () => {
    const found = await evaluateLabelled(signal, {
      of: 'rows',
      metric: 'spearman_cosine',
      base: scored(b, golden.scores),
      tuned: scored(learnt, golden.scores),
      width,
      dimensions: [width, 4],
    });
    expect(found).toMatchObject({ kind: 'labelled', rows, dimensions: [4, width], verdict: 'better' });
    expect(found.metrics.base[width]!.spearman_cosine).toBeCloseTo(golden.similarity.spearman_cosine, 6);
    const difference = found.difference![width]!;
    expect(difference.mean).toBeCloseTo(
      found.metrics.tuned![width]!.spearman_cosine! - found.metrics.base[width]!.spearman_cosine!,
      10,
    );
    expect(difference.low).toBeGreaterThan(0);
  });

  test('few rows give numbers and no verdict; without a tuned model there is nothing to compare', async () => {
    const few = (model: LabelledModel): LabelledModel => ({
      rows: {
        columns: model.rows.columns.map((column) => column.subarray(0, 20 * width)),
        labels: model.rows.labels.slice(0, 20),
      },
      neighbours: model.neighbours,
    });
    const base = few(scored(b, golden.labels));
    const input = { of: 'rows', metric: 'cosine_ap', base, width, dimensions: [width] } as const;
    const found = await evaluateLabelled(signal, { ...input, tuned: few(scored(learnt, golden.labels)) });
    expect(found.verdict).toBe('too-few-rows');
    expect(await evaluateLabelled(signal, { ...input, tuned: null })).toMatchObject({
      verdict: 'no-tuned-model',
      difference: null,
      metrics: { base: { [width]: { cosine_accuracy: expect.any(Number) as number } } },
    });
  });

  test('classes are told by the neighbours whose class is known', async () => {
    const seen = 40;
    const model = (matrix: Float32Array): LabelledModel => ({
      rows: { columns: [matrix.subarray(seen * width)], labels: golden.classes.slice(seen) },
      neighbours: { columns: [matrix.subarray(0, seen * width)], labels: golden.classes.slice(0, seen) },
    });
    const found = await evaluateLabelled(signal, {
      of: 'rows',
      metric: 'knn_accuracy',
      base: model(b),
      tuned: model(b),
      width,
      dimensions: [width],
    });
    const five = golden.neighbours.find(({ k }) => k === 5)!;
    expect(found.metrics.base[width]).toEqual({ knn_accuracy: five.accuracy });
    expect(found.difference![width]).toEqual({ mean: 0, low: 0, high: 0 });
  });
});
