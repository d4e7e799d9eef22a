import { describe, expect, test } from 'vitest';
import { binaryClassification } from '../../../src/evaluation/binary-classification';
import { embeddingSimilarity, spearman } from '../../../src/evaluation/embedding-similarity';
import { neighbourAccuracy } from '../../../src/evaluation/nearest-neighbours';
import { marginsOf, teacherAgreement, teacherMargins } from '../../../src/evaluation/teacher-margins';
import { tripletAccuracy } from '../../../src/evaluation/triplet';
import golden from '../../goldens/evaluation/labelled.json';

const { width } = golden;
const vectors = (matrix: number[][]): Float32Array => Float32Array.from(matrix.flat());
const [a, b, c] = [vectors(golden.a), vectors(golden.b), vectors(golden.c)];

/** Within 1e-6; of thresholds, which the evaluators keep in float32, relatively. */
function expectMetrics(found: Record<string, number>, wanted: Record<string, number>): void {
  expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort());
  for (const [name, value] of Object.entries(wanted)) {
    const size = name.endsWith('_threshold') ? Math.max(1, Math.abs(value)) : 1;
    expect(Math.abs(found[name]! - value), name).toBeLessThan(1e-6 * size);
  }
}

test('similarities go with scores as EmbeddingSimilarityEvaluator says', () =>
  expectMetrics(embeddingSimilarity(a, b, width, golden.scores), golden.similarity));

test('triplets are told apart as TripletEvaluator says', () =>
  expectMetrics(tripletAccuracy(a, b, c, width), golden.triplet));

test.each(golden.binary.map((one, i) => [i, one] as const))(
  'pairs are told apart as BinaryClassificationEvaluator says (%i)',
  (_, { labels, metrics }) => expectMetrics(binaryClassification(a, b, width, labels), metrics),
);

describe('classes are told by neighbours as scikit-learn does', () => {
  const seen = 40;
  const known = { vectors: b.subarray(0, seen * width), labels: golden.classes.slice(0, seen) };
  const held = { vectors: b.subarray(seen * width), labels: golden.classes.slice(seen) };
  test.each(golden.neighbours)('$k of them', ({ k, accuracy }) =>
    expect(neighbourAccuracy(known, held, width, k)).toBeCloseTo(accuracy, 12),
  );
});

test('equal numbers share their rank', () => expect(spearman([1, 1, 2], [3, 3, 9])).toBeCloseTo(1, 12));

test('a teacher’s margins go with the cosines’ as scipy says, and may be given as margins', () => {
  const columns = [a, b, c];
  expectMetrics(teacherAgreement(marginsOf(columns, width, golden.teacher)), golden.margins);
  const given = golden.teacher.map(([first, second]) => first! - second!);
  expectMetrics(teacherAgreement(marginsOf(columns, width, given)), golden.margins);
  expect(teacherMargins([3, 1, 2], 3)).toEqual([2, 1]);
});
