import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchesGroupedByLabel } from '../../../src/training/group-by-label';
import { SeededRandom } from '../../../src/training/random';

const random = (seed = 1): SeededRandom => SeededRandom.fromSeed(seed);

test('every batch has several classes with two texts of each, and no text comes twice', () => {
  const labels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 4, maxLength: 60 });
  fc.assert(
    fc.property(labels, fc.integer({ min: 2, max: 6 }), fc.nat(), (given, half, seed) => {
      const groups = new Map(given.map((label) => [label, given.filter((one) => one === label).length]));
      fc.pre([...groups.values()].filter((count) => count >= 2).length >= 2);
      const batches = batchesGroupedByLabel(given, 2 * half, random(seed));
      const all = batches.flat();
      expect(new Set(all).size).toBe(all.length);
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(2 * half);
        const inBatch = batch.map((index) => given[index]!);
        for (let at = 0; at < batch.length; at += 2) expect(inBatch[at]).toBe(inBatch[at + 1]);
        expect(new Set(inBatch).size).toBeGreaterThan(1);
      }
    }),
  );
});

test('classes of equal size are used up', () => {
  const labels = Array.from({ length: 24 }, (_, i) => i % 3);
  const batches = batchesGroupedByLabel(labels, 8, random());
  expect(batches.map((batch) => batch.length)).toEqual([8, 8, 8]);
});

test('what the largest class has left at the end is left out, as sentence-transformers does', () => {
  const labels = [...Array<number>(20).fill(0), 1, 1, 1, 1];
  // Two rounds of two classes, two texts each.
  expect(batchesGroupedByLabel(labels, 4, random()).flat()).toHaveLength(8);
});

test('the same random numbers give the same batches', () => {
  const labels = Array.from({ length: 40 }, (_, i) => i % 5);
  expect(batchesGroupedByLabel(labels, 6, random(3))).toEqual(batchesGroupedByLabel(labels, 6, random(3)));
  expect(batchesGroupedByLabel(labels, 6, random(3))).not.toEqual(
    batchesGroupedByLabel(labels, 6, random(4)),
  );
});

test('one class, or single texts, cannot be grouped', () => {
  for (const labels of [
    [1, 1, 1, 1],
    [0, 1, 2, 3],
    [0, 0, 1],
  ])
    expect(() => batchesGroupedByLabel(labels, 4, random())).toThrow('training/no-classes');
});
