import type { Word } from '../pdf/page-content';
import { enclose, type Box } from './box';

/** The parties of a court's case, and its number, on the two sides of a column of brackets. */
export interface Caption {
  /** The brackets: drawn with letters instead of a line. */
  brackets: readonly Word[];
  /** Left, then right. */
  sides: readonly [Box, Box];
}

const bracket = /^[)\]}§|]$/;
const fewest = 4;
// Points by which they stand one below another; in em, from one to the next, and from the text before them.
const same = 2;
const nearest = 4;
const apart = 0.8;
// Of them, so many stand apart from the text: the bracket of a figure does not.
const mostApart = 0.8;
const fewestWords = 3;

/** Brackets one below another with text on both sides that reads by itself, as on the first page of a court paper. */
export function courtCaption(words: readonly Word[]): Caption | null {
  const all = words.filter(({ text }) => bracket.test(text));
  for (const first of all) {
    const column = all
      .filter(({ x0, text }) => text === first.text && Math.abs(x0 - first.x0) < same)
      .toSorted((a, b) => a.y0 - b.y0);
    const brackets = column.filter((word, i) => i === 0 || word.y0 - column[i - 1]!.y0 < nearest * word.size);
    if (brackets.length < fewest || brackets.length < column.length) continue;
    const { x0, x1, y0, y1 } = enclose(brackets);
    const beside = words.filter((word) => !brackets.includes(word) && word.y1 > y0 && word.y0 < y1);
    const left = beside.filter((word) => word.x1 <= x0 + same);
    const right = beside.filter((word) => word.x0 >= x1 - same);
    // Boxes to tick, and figures in brackets, stand in several columns.
    if (all.some((other) => other.y1 > y0 && other.y0 < y1 && !brackets.includes(other))) continue;
    if (left.length < fewestWords || right.length < fewestWords || left.length + right.length < beside.length)
      continue;
    const alone = brackets.filter((one) =>
      left.every((word) => word.y1 <= one.y0 || word.y0 >= one.y1 || one.x0 - word.x1 > apart * one.size),
    );
    if (alone.length < mostApart * brackets.length) continue;
    return { brackets, sides: [enclose(left), enclose(right)] };
  }
  return null;
}
