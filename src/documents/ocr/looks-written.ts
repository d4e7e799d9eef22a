import type { Box } from '../layout/box';
import { median } from '../layout/line';
import { halved, looksPrinted } from './grey-image';
import type { Rule } from '../pdf/page-content';
import { inkParts } from './ink-parts';
import { liftRules } from './lift-rules';
import type { GreyImage } from './ocr-engine';

// Pixels: letters of a page's print are some eight high on a picture whose longer side is shorter than this.
const longestSide = 1800;
// Pixels: dust below, headlines and pictures above.
const [leastLetter, mostLetter] = [3, 60];
// In heights of the picture's letters, which are mostly those of small ones.
const like = [0.4, 2.6] as const;
const widestPart = 12;
const wordGap = 1.6;
const shortestLine = 14;
const pitch = [1.2, 6] as const;
// Words at least; a rule or the edge of a box is of one part.
const leastParts = 4;
const leastLines = 3;
// Of all of them, in heights: twelve words.
const leastLength = 90;
const leastLetters = 40;
// Four words, and of all letters those in such lines: sentences in the boxes of a diagram are in shorter ones (.1 of the
// letters; of pages with text in sentences .3 and more).
const runningLine = 20;
const mostlyRunning = 0.25;
// Of a table without lines; the ticks of an axis are one row or one column.
const leastOfCell = 2;
const [leastRows, leastCells] = [4, 3];
// Lines meet that end so near to one another, by their length.
const corner = 0.02;

/**
 * Whether a picture may hold running text (three long lines of like letters, one below another) or a table between drawn
 * lines: told from its dark parts, in milliseconds, where reading it takes seconds. Labels of drawings and charts, logos
 * and photographs have no such lines.
 */
export function looksWritten(picture: GreyImage): boolean {
  if (!looksPrinted(picture)) return false;
  let image = picture;
  while (Math.max(image.width, image.height) > longestSide) image = halved(image);
  const parts = inkParts(inkOf(image)).filter((part) => {
    const height = part.y1 - part.y0;
    return height >= leastLetter && height <= mostLetter;
  });
  if (parts.length < leastLetters) return false;
  return hasLines(parts) || hasGrid(liftRules(image).rules);
}

/** Three lines or more each way that go through one another: frames of boxes are met at their corners alone. */
function hasGrid(rules: readonly Rule[]): boolean {
  const meets = (a: Rule, b: Rule) => {
    const [near, far] = [corner * (b.to - b.from), corner * (a.to - a.from)];
    return a.at > b.from - near && a.at < b.to + near && b.at > a.from - far && b.at < a.to + far;
  };
  return [true, false].every((horizontal) => {
    const others = rules.filter((rule) => rule.horizontal !== horizontal);
    const through = rules.filter(
      (rule) =>
        rule.horizontal === horizontal && others.filter((other) => meets(rule, other)).length >= leastLines,
    );
    return through.length >= leastLines;
  });
}

// Greys from the paper's; print on a screen's dark ground is lighter.
const clear = 56;

/** The picture in black on white, whatever its print and ground are. */
function inkOf({ width, height, grey }: GreyImage): GreyImage {
  const counts = new Uint32Array(256);
  for (let i = 0; i < grey.length; i++) counts[grey[i]!]! += 1;
  const paper = counts.indexOf(Math.max(...counts));
  return { width, height, grey: grey.map((value) => (Math.abs(value - paper) > clear ? 0 : 255)) };
}

/** Long lines that have another above or below them, or rows of as many cells: three or more of the one or the other. */
function hasLines(parts: readonly Box[]): boolean {
  const usual = median(parts.map((part) => part.y1 - part.y0));
  const lines = linesOf(parts, usual);
  const stacked = (some: readonly Line[]) =>
    some.filter((line) => some.some((other) => areStacked(line, other, usual)));
  const long = lines.filter(({ x0, x1, count }) => count >= leastParts && x1 - x0 >= shortestLine * usual);
  const text = stacked(long);
  const length = text.reduce((n, { x0, x1 }) => n + x1 - x0, 0);
  const running = text.filter(({ x0, x1 }) => x1 - x0 >= runningLine * usual);
  const mostly = lettersOf(running) >= mostlyRunning * lettersOf(lines);
  if (text.length >= leastLines && length >= leastLength * usual && mostly) return true;
  const cells = stacked(lines.filter(({ count }) => count >= leastOfCell));
  const full = cells.filter((cell) => cells.filter((other) => sharesRow(cell, other)).length >= leastCells);
  return full.length >= leastRows * leastCells;
}

function areStacked(a: Box, b: Box, usual: number): boolean {
  const apart = Math.abs(a.y0 + a.y1 - b.y0 - b.y1) / 2 / usual;
  const shared = Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0);
  return apart > pitch[0] && apart < pitch[1] && shared > 0.5 * Math.min(a.x1 - a.x0, b.x1 - b.x0);
}

type Line = Box & { count: number };

const lettersOf = (lines: readonly Line[]): number => lines.reduce((n, { count }) => n + count, 0);

/** Letters side by side, joined over the gaps between words. */
function linesOf(parts: readonly Box[], usual: number): Line[] {
  const letters = parts
    .filter((part) => {
      const height = part.y1 - part.y0;
      return height >= like[0] * usual && height <= like[1] * usual && part.x1 - part.x0 < widestPart * usual;
    })
    .sort((a, b) => a.x0 - b.x0);
  const done: Line[] = [];
  let open: Line[] = [];
  for (const letter of letters) {
    const ended = open.filter((line) => line.x1 + wordGap * usual < letter.x0);
    if (ended.length > 0) {
      done.push(...ended);
      open = open.filter((line) => !ended.includes(line));
    }
    const line = open.find((one) => sharesRow(one, letter));
    if (line) {
      line.x1 = Math.max(line.x1, letter.x1);
      line.count++;
    } else open.push({ ...letter, count: 1 });
  }
  return [...done, ...open];
}

const sharesRow = (a: Box, b: Box): boolean =>
  Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > 0.5 * Math.min(a.y1 - a.y0, b.y1 - b.y0);
