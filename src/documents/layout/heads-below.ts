import { isCaption } from './classify';
import { isFigure } from '../tables/numeric';
import { phrasesOf } from '../tables/phrases';
import type { Line } from './line';

// In em: no word space.
const wide = 1.15;
const mostLines = 6;
const fewestFigures = 2;
// In em: from the lowest heading to the first row, and from one line of the headings to the next, at most.
const nearRow = 3;
const nearLine = 1.8;
// Of the width of both columns of text: a heading is narrower than a line of either.
const narrow = 0.3;
// In em from base line to base line: the text above the headings ends so far above them; its own lines are nearer.
const standsOff = 1.5;

/**
 * How many of the last of these lines, which stand in two columns of text, are headings of a table that begins with the next
 * line: narrow, in several columns, close above its row, with room between them and the text.
 */
export function headsBelow(lines: readonly Line[], next: Line | undefined): number {
  if (!next || lines.length === 0) return 0;
  const figures = phrasesOf(next, wide).filter(({ text }, i) => i > 0 && isFigure(text));
  if (figures.length < fewestFigures) return 0;
  const width = Math.max(...lines.map((l) => l.x1)) - Math.min(...lines.map((l) => l.x0));
  const step = (i: number) => (lines[i + 1] ?? next).baseline - lines[i]!.baseline;
  const last = lines.length - 1;
  let columns = 0;
  for (let i = last; i >= Math.max(0, lines.length - mostLines); i--) {
    const line = lines[i]!;
    if (step(i) > (i === last ? nearRow : nearLine) * line.size) return 0;
    const phrases = phrasesOf(line, wide);
    if (phrases.some((p) => p.x1 - p.x0 > narrow * width)) return 0;
    columns = Math.max(columns, phrases.length);
    if (columns > 1 && i > 0 && step(i - 1) >= standsOff * line.size) return lines.length - i;
  }
  return 0;
}

// In em: what belongs to the line below stands so near to it, and so far from the text above.
const near = 1.6;
const far = 2;
const mostOpening = 4;

/**
 * How many of the last of these lines, which end two columns of text, belong to what crosses both of them below, at `bottom`:
 * a caption, or the first lines of a heading or box, with more room above than below.
 */
export function opensBelow(lines: readonly Line[], bottom: number): number {
  for (let i = lines.length - 1; i >= Math.max(1, lines.length - mostOpening); i--) {
    const [above, line] = [lines[i - 1]!, lines[i]!];
    const room = line.y0 - above.y1;
    const under = (lines[i + 1]?.y0 ?? bottom) - line.y1;
    if (under > (isCaption(line.text) ? far : near) * line.size) return 0;
    if (phrasesOf(line, wide).length > 1) return 0;
    if (room > far * line.size || (isCaption(line.text) && room > line.size)) return lines.length - i;
  }
  return 0;
}
