import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldRows } from '../../../src/engine/fold-rows';

test('folding leaves one row for each id, the sum of its rows, in few passes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 200 }), (given) => {
      // Whole numbers, so that sums are exact in any order.
      let rows = given.map((_, i) => i + 1);
      const { passes, ids } = foldRows(Int32Array.from(given));
      for (const { first, second, paired } of passes)
        rows = Array.from(first, (at, i) => rows[at]! + paired[i]! * rows[second[i]!]!);
      const expected = new Map<number, number>();
      given.forEach((id, i) => expected.set(id, (expected.get(id) ?? 0) + i + 1));
      expect(new Map(Array.from(ids, (id, i) => [id, rows[i]!]))).toEqual(expected);
      expect(ids).toHaveLength(expected.size);
      expect(passes.length).toBeLessThanOrEqual(Math.ceil(Math.log2(given.length)));
    }),
  );
});

test('ids that all differ are left as they are', () => {
  const ids = Int32Array.of(3, 1, 2);
  expect(foldRows(ids)).toEqual({ passes: [], ids });
});
