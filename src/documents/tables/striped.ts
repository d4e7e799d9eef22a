import { makeLines } from '../layout/line';
import type { Box } from '../layout/box';
import type { Word } from '../pdf/page-content';
import type { FoundTable } from './found-table';
import { phrasesOf } from './phrases';

// Points by which the sides of two stripes of one table differ.
const shift = 4;
// Em of its own text between one stripe and the next: two rows, or one that wraps.
const farthest = 3.5;
// In em: no word space, not even in justified text.
const columnGap = 1.15;

export const rowCount = ({ cells }: FoundTable): number =>
  cells.reduce((most, { row, row_span }) => Math.max(most, row + row_span), 0);

/**
 * Stripes behind every other row of a table, whose other rows stand on white: bands of one width under one another, with
 * rows of text between. Each alone would be taken for a table. Gives those that are none of their own.
 */
export function stripes(bands: readonly FoundTable[], words: readonly Word[]): Set<FoundTable> {
  const found = new Set<FoundTable>();
  const sorted = [...bands].sort((a, b) => a.y0 - b.y0);
  for (const [i, first] of sorted.entries()) {
    if (found.has(first)) continue;
    const stack = [first];
    let rowsBetween = 0;
    for (const next of sorted.slice(i + 1)) {
      const last = stack.at(-1)!;
      if (!sameSides(last, next) || next.y0 < last.y1 - 1) continue;
      const between = words.filter((w) => middle(w) > last.y1 && middle(w) < next.y0 && beside(w, last));
      const size = between.reduce((m, w) => Math.max(m, w.size), 0);
      if (between.length > 0 && next.y0 - last.y1 > farthest * size) break;
      rowsBetween += makeLines(between).filter((line) => phrasesOf(line, columnGap).length > 1).length;
      stack.push(next);
    }
    const single = stack.filter((band) => rowCount(band) === 1).length;
    if (single > 0 && 2 * single >= stack.length && rowsBetween > 0)
      for (const band of stack) found.add(band);
  }
  return found;
}

const middle = (word: Word): number => (word.y0 + word.y1) / 2;

const beside = (word: Word, band: Box): boolean => word.x1 > band.x0 && word.x0 < band.x1;

const sameSides = (a: Box, b: Box): boolean =>
  Math.abs(a.x0 - b.x0) <= shift && Math.abs(a.x1 - b.x1) <= shift;
