import type { Box } from '../layout/box';
import { makeLines } from '../layout/line';
import type { Word } from '../pdf/page-content';

const mostCells = 6;
// Of the page's height, of the words.
const highest = 0.5;
const mostWords = 0.6;
const fewestLines = 15;

/** A frame that a page is laid out in: few boxes, most of the text in ones that hold whole columns of it. */
export function isPageFrame(full: readonly { words: readonly Word[] }[], box: Box, height: number): boolean {
  if (full.length > mostCells || box.y1 - box.y0 < highest * height) return false;
  const all = full.reduce((n, { words }) => n + words.length, 0);
  const long = full.filter(
    ({ words }) => words.length >= fewestLines && makeLines(words).length >= fewestLines,
  );
  return long.reduce((n, { words }) => n + words.length, 0) >= mostWords * all;
}
