import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack } from '../../../src/models/packing';
import { miniLmConfig } from '../../../src/training/speed/young-model';

const config = miniLmConfig(1);
const texts = (lengths: number[]): number[][] => lengths.map((length) => Array.from({ length }, () => 7));

test('every text is in one micro-batch, which is neither too large nor of texts too unlike', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(lengths, fc.constantFrom(0, 0.6), (given, alike) => {
      const batches = [...pack(texts(given), config, 'mean', 512, [], alike)];
      expect(batches.flatMap((batch) => batch.texts).sort((a, b) => a - b)).toEqual(given.map((_, i) => i));
      for (const batch of batches) {
        expect(batch.lengths).toEqual(batch.texts.map((text) => given[text]));
        expect(batch.texts.length === 1 || batch.longest * batch.texts.length <= 512).toBe(true);
        expect(Math.min(...batch.lengths)).toBeGreaterThanOrEqual(alike * batch.longest);
      }
    }),
  );
});

test('one long text is not what short ones are padded to', () => {
  const lengthsOf = (alike: number) =>
    [...pack(texts([200, 30, 28, 20, 10]), config, 'mean', 2048, [], alike)].map(({ lengths }) => lengths);
  expect(lengthsOf(0)).toEqual([[200, 30, 28, 20, 10]]);
  expect(lengthsOf(0.6)).toEqual([[200], [30, 28, 20], [10]]);
});
