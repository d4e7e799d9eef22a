import { phrasesOf } from '../tables/phrases';
import type { Word } from '../pdf/page-content';
import { makeLines, type Line } from './line';
import type { UprightPage } from './upright';

export type Edge = 'top' | 'bottom';

/** A line near the top or bottom of a page, where running heads and feet stand. */
export interface EdgeLine {
  page: number;
  edge: Edge;
  /** 0 is the outermost. */
  order: number;
  line: Line;
  /** Points from the page's edge. */
  distance: number;
  /** Its text with numbers folded. */
  text: string;
}

/** A piece of a line with wide gaps at its sides, its numbers folded. */
export interface Part {
  text: string;
  x0: number;
  x1: number;
}

// Share of the page's height, at top and bottom, where running heads stand; where the margin is wider, the first line may be one.
const depth = 0.13;
const deepestHead = 0.25;
const deepestLine = 6;
// In em: no gap between words is this wide.
const wide = 1.5;
// In units of the font size: the lines of a paragraph are nearer to one another.
const clear = 0.8;
const longest = 80;

export function edgeLines(page: UprightPage, index: number, edge: Edge): EdgeLine[] {
  const top = edge === 'top';
  const near = page.words.filter((w) =>
    top ? w.y1 < depth * page.height : w.y0 > (1 - depth) * page.height,
  );
  const lines = makeLines(near.length > 0 ? near : outermost(page, top));
  if (!top) lines.reverse();
  const found = lines.slice(0, deepestLine).map((line, order): EdgeLine => ({
    page: index,
    edge,
    order,
    line,
    distance: top ? line.y0 : page.height - line.y1,
    text: folded(line.text),
  }));
  // A first line that stands lower may be a table's.
  return near.length > 0 || !top
    ? found
    : found.filter((one) => partsOf(one.line).length < fewestCells && standsApart(page, one));
}

/** The words of the first line of a page with a wide margin, or of the last line of a page that is not full. */
function outermost({ words, height }: UprightPage, top: boolean): Word[] {
  const edge = words.reduce((at, w) => (top ? Math.min(at, w.y1) : Math.max(at, w.y0)), top ? Infinity : 0);
  if (top && edge > deepestHead * height) return [];
  return words.filter((w) => (top ? w.y0 < edge : w.y1 > edge));
}

/** It stands where running heads and feet do, not only first or last. */
export const isInMargin = ({ distance }: EdgeLine, page: UprightPage): boolean =>
  distance < depth * page.height;

/** Numbers, Roman ones and an appendix's letter before one ('B-2') all read '#'. */
const folded = (text: string): string =>
  text
    .replace(/\b(?:[A-Z]{1,2}-)?\d+|\b[ivxlc]+\b/gi, '#')
    .replace(/\s+/g, ' ')
    .slice(0, longest);

export const partsOf = (line: Line, fold = true): Part[] =>
  phrasesOf(line, wide).map(({ text, x0, x1 }) => ({ text: fold ? folded(text) : text, x0, x1 }));

/** Between it and the text inwards of it is more room than between lines of text. */
export function standsApart(page: UprightPage, { line, edge }: EdgeLine): boolean {
  const middle = (line.y0 + line.y1) / 2;
  return page.words.every((word) => {
    const inwards = (word.y0 + word.y1) / 2 - middle;
    if ((edge === 'top' ? inwards : -inwards) < 0.5 * line.size) return true;
    const room = edge === 'top' ? word.y0 - line.y1 : line.y0 - word.y1;
    return room >= clear * line.size || !/[\p{L}\p{N}]/u.test(word.text);
  });
}

/** The first line of text under this one, `room` em away at most. */
function lineUnder(page: UprightPage, line: Line, room: number): Line | null {
  const middle = (line.y0 + line.y1) / 2;
  const under = page.words.filter(
    (w) => (w.y0 + w.y1) / 2 - middle >= 0.5 * line.size && w.y0 - line.y1 < room * line.size,
  );
  return makeLines(under)[0] ?? null;
}

// Says which page it stands on, as running heads do.
const pageNumbered = /\b(?:page|seite|pagina|página)\s*:?\s*\d/i;

// In em: a heading's row may stand so far above the first below it, with a rule or shading between.
const headingRoom = 2.2;

/** A line whose every part stands over a part of the two lines below it, and nearly every part of theirs under one of its own. */
function headsColumns(page: UprightPage, line: Line): boolean {
  const parts = partsOf(line);
  if (parts.length < fewestCells || pageNumbered.test(line.text)) return false;
  const first = lineUnder(page, line, headingRoom);
  const second = first && lineUnder(page, first, headingRoom);
  return [first, second].every((row) => {
    const cells = row ? partsOf(row) : [];
    const over = (p: Part, q: Part) => Math.min(p.x1, q.x1) > Math.max(p.x0, q.x0);
    return (
      cells.length >= fewestCells &&
      cells.length <= parts.length + 1 &&
      parts.filter((part) => cells.some((cell) => over(part, cell))).length >=
        Math.min(parts.length, cells.length)
    );
  });
}

// A head, a page number and what may stand between them make no row of a table.
const fewestCells = 3;

/**
 * Of the lines at one page's top, outermost first, those that are headings of a table: close above a row of it, or over its
 * columns. `running`: those that come back on other pages, as both do.
 */
export function tableHeads(
  page: UprightPage,
  lines: readonly EdgeLine[],
  running: (line: EdgeLine) => boolean,
): EdgeLine[] {
  const heads: EdgeLine[] = [];
  for (const candidate of lines.toReversed()) {
    if (!running(candidate) || pageNumbered.test(candidate.line.text)) continue;
    if (headsColumns(page, candidate.line)) {
      heads.push(candidate);
      continue;
    }
    const under = lineUnder(page, candidate.line, clear);
    if (!under) continue;
    const next = lines.find(({ line }) => line.words.includes(under.words[0]!));
    const row = next && running(next) ? heads.includes(next) : partsOf(under).length >= fewestCells;
    if (row) heads.push(candidate);
  }
  return heads;
}

/** The share of letters that two readings of one print have in common at least, a scan's mistakes allowed for. */
const common = 0.75;
const fewest = 4;

/** One print, as two scans may have been read. */
export function sameReading(a: string, b: string): boolean {
  const [s, t] = [lettersOf(a), lettersOf(b)];
  const longer = Math.max(s.length, t.length);
  if (longer < fewest || Math.min(s.length, t.length) < common * longer) return false;
  return editDistance(s, t) <= (1 - common) * longer;
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}]/gu, '');

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
