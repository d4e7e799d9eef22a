import type { Word } from '../pdf/page-content';
import { makeLines, median, type Line } from './line';
import { areProse, isGappy } from './prose';

// Of the text, and of what stands beside it: so many lines.
const fewestText = 6;
const fewestAside = 3;
// Of the text's width, letters of a line, and share of its letters that are figures.
const widest = 0.5;
const fewestLetters = 6;
const mostFigures = 0.3;
// In em: lines whose middles are nearer meet. Of the lines aside so many meet a line of the text by chance; of those in
// another size, more.
const near = 0.2;
const meeting = { sameSize: 0.4, otherSize: 0.7 };
const otherSize = 0.08;
// Of its lines so many may have gaps.
const gappy = 0.25;

/**
 * Whether one of two sides of a gutter is no column of text but notes in the margin, or a box beside the text: short lines at
 * other heights than the text's, where the rows of a table stand at the same.
 */
export function asideOf(left: readonly Word[], right: readonly Word[]): 'left' | 'right' | null {
  const [a, b] = [makeLines(left), makeLines(right)];
  if (isAside(a, b)) return 'left';
  return isAside(b, a) ? 'right' : null;
}

function isAside(aside: readonly Line[], text: readonly Line[]): boolean {
  if (aside.length < fewestAside || text.length < fewestText) return false;
  const widthOf = (lines: readonly Line[]) =>
    Math.max(...lines.map((l) => l.x1)) - Math.min(...lines.map((l) => l.x0));
  if (widthOf(aside) > widest * widthOf(text) || !isText(aside) || !areProse(text, fewestText)) return false;
  const [top, bottom] = [text[0]!.y0, text.at(-1)!.y1];
  const beside = aside.filter((line) => line.y1 > top && line.y0 < bottom);
  if (beside.length < fewestAside) return false;
  const middle = (line: Line) => (line.y0 + line.y1) / 2;
  const met = beside.filter((line) =>
    text.some((other) => Math.abs(middle(other) - middle(line)) < near * other.size),
  );
  const sizes = [beside, text].map((lines) => median(lines.map(({ size }) => size)));
  const differ = Math.abs(sizes[0]! - sizes[1]!) > otherSize * sizes[1]!;
  return met.length <= (differ ? meeting.otherSize : meeting.sameSize) * beside.length;
}

/** Words in lines, no figures, no signs of a drawing. */
function isText(lines: readonly Line[]): boolean {
  const letters = lines.map(({ words }) => words.reduce((n, { text }) => n + text.length, 0));
  const own = lines.flatMap(({ words }) => words);
  const figures = own.reduce((n, { text }) => n + (text.match(/\d/g)?.length ?? 0), 0);
  return (
    median(letters) >= fewestLetters &&
    figures <= mostFigures * letters.reduce((sum, n) => sum + n, 0) &&
    lines.filter(isGappy).length <= gappy * lines.length
  );
}
