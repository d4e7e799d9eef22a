import { joinWords, type Line } from '../layout/line';
import { isNumeric } from './numeric';
import { isWholeFigure, phraseOf, phrasesOf, usualGap, type Phrase } from './phrases';
import { partFigures } from './figure-columns';

export interface Column {
  x0: number;
  x1: number;
}

export interface AlignedLine {
  line: Line;
  /** In order; each from its first to its last column, inclusive. */
  cells: { from: number; to: number; phrase: Phrase }[];
  /** Drawn lines over most columns stand between it and the line above. */
  parted: boolean;
}

// Points.
const step = 0.5;
// In em: between a heading in the middle of its column and the figures at its right.
const headReach = 4;
// In em: no word space, not even in justified text.
const wideGap = 1.15;

/** The gap in em that parts phrases in these lines. */
export const phraseGap = (lines: readonly Line[]): number =>
  Math.min(1.1, Math.max(0.55, 1.75 * usualGap(lines)));

/** A heading in the middle of its column and figures at its right may not stand over one another: both are one column. */
function joinBeside(
  columns: readonly Column[],
  all: readonly (readonly Phrase[])[],
  farthest: number,
): Column[] {
  const data = all.findIndex((line) => line.some((p, i) => i > 0 && isNumeric(p.text)));
  if (data < 1) return [...columns];
  const holds = (lines: readonly (readonly Phrase[])[], c: Column) =>
    lines.flat().some((p) => overlap(c, p) > touching(c, p));
  const joined = columns.map((column) => ({
    ...column,
    head: holds(all.slice(0, data), column),
    body: holds(all.slice(data), column),
  }));
  for (;;) {
    let best = -1;
    let least = farthest;
    for (let i = 0; i + 1 < joined.length; i++) {
      const [a, b] = [joined[i]!, joined[i + 1]!];
      if (a.head === a.body || a.head !== b.body || a.body !== b.head || b.x0 - a.x1 > least) continue;
      best = i;
      least = b.x0 - a.x1;
    }
    if (best < 0) return joined.map(({ x0, x1 }) => ({ x0, x1 }));
    const [a, b] = [joined[best]!, joined[best + 1]!];
    joined.splice(best, 2, { x0: a.x0, x1: b.x1, head: true, body: true });
  }
}

/** Columns are the widths that words keep to; a few spanning lines may cross the space between. */
export function findColumns(lines: readonly Line[], gap: number): Column[] {
  const rows = lines.filter((line) => phrasesOf(line, wideGap).length > 1);
  // A caption over the rows may have wide spaces between its words, but none that part columns.
  const all = (rows.length >= 0.6 * lines.length ? rows : lines).map((line) => phrasesOf(line, gap));
  const most = usualMost(all.map((p) => p.length));
  const full = all.filter((p) => p.length >= Math.max(2, 0.5 * most));
  const x0 = Math.min(...full.flat().map((p) => p.x0));
  const x1 = Math.max(...full.flat().map((p) => p.x1));
  const bins = new Int32Array(Math.ceil((x1 - x0) / step) + 2);
  for (const { x0: a, x1: b } of full.flat()) {
    bins[Math.max(0, Math.floor((a - x0) / step))]! += 1;
    bins[Math.min(bins.length - 1, Math.ceil((b - x0) / step))]! -= 1;
  }
  for (let i = 1; i < bins.length; i++) bins[i]! += bins[i - 1]!;
  const crossing = full.length < 6 ? 0 : Math.floor(0.12 * full.length);
  const size = lines[0]!.size;
  const columns: Column[] = [];
  let start = -1;
  for (let i = 0; i < bins.length; i++) {
    const covered = bins[i]! > crossing;
    if (covered && start < 0) start = i;
    if (!covered && start >= 0) {
      columns.push({ x0: x0 + start * step, x1: x0 + i * step });
      start = -1;
    }
  }
  const closed = joinBeside(joinClose(columns, 0.22 * size), all, headReach * size);
  return partFigures(joinHeads(widen(closed, all), all), all);
}

/** The most phrases in a line but for one in ten: a justified line with little in it may have wide word spaces. */
const usualMost = (counts: readonly number[]): number =>
  [...counts].sort((a, b) => b - a)[Math.floor(0.1 * counts.length)]!;

/** Columns as wide as what stands in them alone, as their headings may; none reaches into the next. */
function widen(columns: readonly Column[], all: readonly (readonly Phrase[])[]): Column[] {
  const wide = columns.map((column) => ({ ...column }));
  for (const phrase of all.flatMap((line) => (line.length > 1 ? line : []))) {
    const over = wide.flatMap((c, i) => (overlap(c, phrase) > 0 ? [i] : []));
    if (over.length > 1) continue;
    const at = over[0] ?? nearest(wide, phrase);
    const x0 = Math.min(wide[at]!.x0, phrase.x0);
    const x1 = Math.max(wide[at]!.x1, phrase.x1);
    if ((wide[at - 1]?.x1 ?? -Infinity) < x0 && x1 < (wide[at + 1]?.x0 ?? Infinity)) wide[at] = { x0, x1 };
  }
  return wide;
}

/** What only one heading stands in, and that one over the next column too, is that column's. */
function joinHeads(columns: readonly Column[], all: readonly (readonly Phrase[])[]): Column[] {
  const own = columns.map((c) => all.flat().filter((p) => overlap(c, p) > touching(c, p)));
  const joined: Column[] = [];
  columns.forEach((column, i) => {
    const last = joined.at(-1);
    const lone = (k: number) =>
      own[k]!.filter((p) => p.x1 <= columns[k]!.x1 + 1 && p.x0 >= columns[k]!.x0 - 1).length;
    const shared = i > 0 && own[i]!.some((p) => own[i - 1]!.includes(p));
    if (last && shared && Math.min(lone(i), lone(i - 1)) <= 1 && Math.max(lone(i), lone(i - 1)) >= 4)
      last.x1 = column.x1;
    else joined.push({ ...column });
  });
  return joined;
}

function joinClose(columns: readonly Column[], least: number): Column[] {
  const joined: Column[] = [];
  for (const column of columns) {
    const last = joined[joined.length - 1];
    if (last && column.x0 - last.x1 < least) last.x1 = column.x1;
    else joined.push({ ...column });
  }
  return joined;
}

/** Places a line's phrases in columns. A phrase is cut only at a gap between words, never inside a word. */
export function alignLine(line: Line, columns: readonly Column[], gap: number): AlignedLine {
  const cells: AlignedLine['cells'] = [];
  for (const phrase of phrasesOf(line, gap).flatMap((p) => wholeFigures(p, columns))) {
    const from = firstColumn(columns, phrase);
    const to = Math.max(from, lastColumn(columns, phrase));
    const last = cells[cells.length - 1];
    if (last && last.to >= from) {
      // Two phrases over one column are one cell.
      const words = [...last.phrase.words, ...phrase.words];
      last.to = Math.max(last.to, to);
      last.phrase = { words, text: joinWords(words, 'cell'), x0: last.phrase.x0, x1: phrase.x1 };
    } else {
      cells.push({ from, to, phrase });
    }
  }
  return { line, cells, parted: false };
}

/** Figures that stand close together over several columns, one for each. */
function wholeFigures(phrase: Phrase, columns: readonly Column[]): Phrase[] {
  if (phrase.words.length < 2 || !phrase.words.every(isWholeFigure)) return [phrase];
  const parts = phrase.words.map((word) => phraseOf([word]));
  const places = new Set(parts.map((part) => firstColumn(columns, part)));
  return places.size === parts.length ? parts : [phrase];
}

const overlap = (c: Column, p: Phrase): number => Math.min(c.x1, p.x1) - Math.max(c.x0, p.x0);

function firstColumn(columns: readonly Column[], p: Phrase): number {
  const i = columns.findIndex((c) => overlap(c, p) > touching(c, p));
  return i >= 0 ? i : nearest(columns, p);
}

function lastColumn(columns: readonly Column[], p: Phrase): number {
  for (let i = columns.length - 1; i >= 0; i--)
    if (overlap(columns[i]!, p) > touching(columns[i]!, p)) return i;
  return nearest(columns, p);
}

/** Less than a fifth of the narrower one is a brush, not a span. */
const touching = (c: Column, p: Phrase): number => 0.2 * Math.min(c.x1 - c.x0, p.x1 - p.x0);

function nearest(columns: readonly Column[], p: Phrase): number {
  const middle = (p.x0 + p.x1) / 2;
  let best = 0;
  columns.forEach((c, i) => {
    const distance = (k: Column) => Math.max(0, k.x0 - middle, middle - k.x1);
    if (distance(c) < distance(columns[best]!)) best = i;
  });
  return best;
}
