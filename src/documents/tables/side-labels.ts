import type { Box } from '../layout/box';
import { makeLines } from '../layout/line';
import type { Rule, Word } from '../pdf/page-content';
import { isFigure } from './numeric';
import { phrasesOf } from './phrases';
import type { RuleGroup } from './rule-grid';

// In em: no word space.
const columnGap = 1.15;
const fewestRows = 4;
// Of the rows, that have figures in the first column and a label beside it.
const mostRows = 0.8;
// Points by which the labels begin at the same place.
const sameStart = 3;

/**
 * Rows whose figures are shaded or framed and whose labels stand on white to the left of them: the lines of the grid, drawn on
 * over the labels. Null where there are none. `first`: the words of each row's first cell; `left`: where what stands to the
 * left ends.
 */
export function overLabels(
  group: RuleGroup,
  box: Box,
  rows: readonly { y0: number; y1: number; first: readonly Word[] }[],
  words: readonly Word[],
  left: number,
): RuleGroup | null {
  if (rows.length < fewestRows) return null;
  const figures = rows.filter(({ first }) => isFigure(first.map((word) => word.text).join(' ')));
  if (figures.length < mostRows * rows.length) return null;
  const own = words.filter(
    (w) => w.x1 < box.x0 && w.x0 > left && w.y0 + w.y1 > 2 * box.y0 && w.y0 + w.y1 < 2 * box.y1,
  );
  const lines = makeLines(own);
  const row = (y: number) => rows.findIndex(({ y0, y1 }) => y >= y0 && y <= y1);
  const labelled = new Set(lines.map((line) => row((line.y0 + line.y1) / 2)));
  if (labelled.size < mostRows * rows.length) return null;
  const x0 = Math.min(...lines.map((line) => line.x0));
  const starts = lines.filter((line) => line.x0 <= x0 + sameStart && phrasesOf(line, columnGap).length === 1);
  if (starts.length < mostRows * lines.length) return null;
  const level = [...new Set(rows.flatMap(({ y0, y1 }) => [y0, y1]))].map((at): Rule => ({
    horizontal: true,
    at,
    from: x0 - 1,
    to: box.x0,
    thickness: 0,
  }));
  const edge: Rule = { horizontal: false, at: x0 - 1, from: box.y0, to: box.y1, thickness: 0 };
  return { horizontal: [...group.horizontal, ...level], vertical: [...group.vertical, edge] };
}
