import { expect, test } from 'vitest';
import { DrawnGlyphs } from '../../../src/documents/pdf/drawn-glyphs';

const all = <T>(drawn: DrawnGlyphs<T>, key: number): T[] => {
  const found: T[] = [];
  for (let at = drawn.first(key); at >= 0; at = drawn.after(at)) found.push(drawn.of[at]!);
  return found;
};

test('glyphs are found by their key in the order drawn, however many there are', () => {
  const drawn = new DrawnGlyphs<number>();
  // Keys that end in the same bits, as those of a page's glyphs do by chance.
  const keyOf = (i: number) => (i % 3000) * 65_536 - 70_000_000;
  for (let i = 0; i < 20_000; i++) drawn.add(keyOf(i), i, -i, i);
  expect(all(drawn, keyOf(17))).toEqual([17, 3017, 6017, 9017, 12_017, 15_017, 18_017]);
  expect(all(drawn, 12)).toEqual([]);
  expect([drawn.x[19_999], drawn.y[19_999]]).toEqual([19_999, -19_999]);
});
