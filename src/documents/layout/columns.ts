import type { Word } from '../pdf/page-content';
import type { Box } from './box';
import { headsBelow } from './heads-below';
import { makeLines } from './line';
import { isProse, wordCount } from './prose';
import { sideBySide } from './side-by-side';

/** Something that stands on the page and is read in order: a word, or a table found before. */
export interface Item<T> extends Box {
  word?: Word;
  table?: T;
}

// Points free on either side of the middle of a gutter.
const halfGutter = 3.5;
const deepest = 4;
// Share of a page's lines that may cross a gutter, as text over all columns does: first few, then more. Of the lines of one
// column far more cross any place.
const mostCrossed = [0.4, 0.6];
// Stretches of one valley that are looked at.
const mostTried = 3;
// Of several columns beside one another each must be this long, in lines, or they are a table's.
const shortestOfMany = 5;
// Share of their letters that must stand in the columns found in them.
const mostOfIt = 0.8;

// No page of text has more words; on a sheet of figures as dense as this, looking for columns of text takes minutes.
const mostWords = 10_000;
// Points in which the first row of a table below the text is looked for.
const rowHeight = 20;

interface Gutter {
  x: number;
  zones: Zone[];
}

interface Zone {
  top: number;
  bottom: number;
  letters: number;
}

/**
 * Cuts a page into single columns of running text, in reading order. A gutter counts only where both its sides
 * read as prose, so that a table's columns stay together.
 */
export function splitColumns<T>(items: Item<T>[], depth = 0): Item<T>[][] {
  const words = items.flatMap((i) => (i.word ? [i.word] : []));
  if (depth >= deepest || words.length > mostWords || wordCount(words) < 24) return [items];
  const best = bestGutter(items) ?? parting(items);
  if (!best) return [items];
  const pieces: Item<T>[][] = [];
  const middle = (i: Item<T>) => (i.y0 + i.y1) / 2;
  let from = -Infinity;
  for (const zone of best.zones) {
    const band = items.filter((i) => middle(i) >= from && middle(i) < zone.top);
    if (band.length > 0) pieces.push(...splitColumns(band, depth + 1));
    const inside = items.filter((i) => middle(i) >= zone.top && middle(i) <= zone.bottom);
    const left = inside.filter((i) => (i.x0 + i.x1) / 2 < best.x);
    const right = inside.filter((i) => (i.x0 + i.x1) / 2 >= best.x);
    pieces.push(...splitColumns(left, depth + 1), ...splitColumns(right, depth + 1));
    from = zone.bottom + 1e-6;
  }
  const rest = items.filter((i) => middle(i) >= from);
  if (rest.length > 0) pieces.push(...splitColumns(rest, depth + 1));
  return pieces;
}

/** Where tables stand beside one another. */
function parting<T>(items: Item<T>[]): Gutter | null {
  const found = sideBySide(makeLines(items.flatMap((i) => (i.word ? [i.word] : []))));
  if (!found) return null;
  const { x, top, bottom } = found;
  const crossed = items.some((i) => i.table && i.x0 < x && i.x1 > x && i.y1 > top && i.y0 < bottom);
  return crossed ? null : { x, zones: [{ top, bottom, letters: 0 }] };
}

function bestGutter<T>(items: Item<T>[], nested = false): Gutter | null {
  for (const share of mostCrossed) {
    const found = gutterCrossedBy(items, share, nested);
    if (found) return found;
  }
  return null;
}

function gutterCrossedBy<T>(items: Item<T>[], share: number, nested: boolean): Gutter | null {
  const x0 = items.reduce((m, i) => Math.min(m, i.x0), Infinity);
  const x1 = items.reduce((m, i) => Math.max(m, i.x1), -Infinity);
  const width = x1 - x0;
  if (width < 120 || width > 1e5) return null;
  const bins = new Float64Array(Math.ceil(width) + 2);
  for (const item of items) {
    bins[Math.max(0, Math.floor(item.x0 - halfGutter - x0))]! += 1;
    bins[Math.min(bins.length - 1, Math.ceil(item.x1 + halfGutter - x0))]! -= 1;
  }
  for (let i = 1; i < bins.length; i++) bins[i]! += bins[i - 1]!;
  const lines = makeLines(items.flatMap((i) => (i.word ? [i.word] : []))).length;
  const limit = share * lines;
  const byHeight = items.map((item) => ({ item, middle: (item.y0 + item.y1) / 2 }));
  byHeight.sort((a, b) => a.middle - b.middle);
  let best: Gutter | null = null;
  let bestLetters = 0;
  const first = Math.floor(0.12 * width);
  const last = Math.ceil(0.88 * width);
  for (let i = first; i <= last; i++) {
    if (bins[i]! > limit) continue;
    let end = i;
    while (end + 1 <= last && bins[end + 1]! <= limit) end++;
    for (const { from, to } of lowest(bins, i, end)) {
      const x = x0 + (from + to) / 2;
      const zones = proseZones(items, byHeight, x, nested);
      const letters = zones.reduce((n, z) => n + z.letters, 0);
      if (letters > bestLetters) {
        bestLetters = letters;
        best = { x, zones };
      }
    }
    i = end;
  }
  return best;
}

/** The lowest stretches of a valley, the lowest first: where a page has few lines, one may be a gap between words. */
function lowest(bins: Float64Array, first: number, last: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let from = first; from <= last;) {
    let to = from;
    while (to < last && bins[to + 1] === bins[from]) to++;
    const low = bins[from]!;
    const left = from === first ? Infinity : bins[from - 1]!;
    const right = to === last ? Infinity : bins[to + 1]!;
    if (low < left && low < right) found.push({ from, to });
    from = to + 1;
  }
  return found.sort((a, b) => bins[a.from]! - bins[b.from]!).slice(0, mostTried);
}

function proseZones<T>(
  items: Item<T>[],
  byHeight: readonly { item: Item<T>; middle: number }[],
  x: number,
  nested: boolean,
): Zone[] {
  const reads = (words: Word[]) =>
    nested ? isProse(words, shortestOfMany) : isProse(words) || isColumns(words);
  const blockers = items
    .filter((i) => i.x0 < x + halfGutter - 0.5 && i.x1 > x - halfGutter + 0.5)
    .sort((a, b) => a.y0 - b.y0);
  const zones: Zone[] = [];
  let top = -1e9;
  let at = 0;
  for (const blocker of [...blockers, { y0: 1e9, y1: 1e9 }]) {
    const bottom = blocker.y0;
    if (bottom > top) {
      while (at < byHeight.length && byHeight[at]!.middle <= top) at++;
      const inside: Item<T>[] = [];
      for (; at < byHeight.length && byHeight[at]!.middle < bottom; at++) inside.push(byHeight[at]!.item);
      const left = inside.flatMap((i) => (i.word && i.x1 <= x ? [i.word] : []));
      const right = inside.flatMap((i) => (i.word && i.x0 >= x ? [i.word] : []));
      if (reads(left) && reads(right)) {
        const letters = inside.reduce((n, i) => n + (i.word?.text.length ?? 0), 0);
        zones.push({ top, bottom: aboveHeads(inside, items, bottom), letters });
      }
    }
    top = Math.max(top, blocker.y1);
  }
  return zones;
}

/** Where the text ends: what crosses the gutter below it may be a table, whose headings do not. */
function aboveHeads<T>(inside: readonly Item<T>[], items: readonly Item<T>[], bottom: number): number {
  const wordsOf = (own: readonly Item<T>[]) => own.flatMap((i) => (i.word ? [i.word] : []));
  const below = wordsOf(items.filter((i) => i.y1 > bottom && i.y0 < bottom + rowHeight));
  if (below.length === 0) return bottom;
  const lines = makeLines(wordsOf(inside));
  const heads = lines.slice(lines.length - headsBelow(lines, makeLines(below)[0]));
  return heads.reduce((top, line) => Math.min(top, line.y0 - 0.01), bottom);
}

/** Two columns of prose: what stands beside the first of three. */
function isColumns(words: Word[]): boolean {
  if (wordCount(words) < 24) return false;
  const best = bestGutter(
    words.map((word): Item<never> => ({ x0: word.x0, y0: word.y0, x1: word.x1, y1: word.y1, word })),
    true,
  );
  const letters = words.reduce((n, w) => n + w.text.length, 0);
  return best !== null && best.zones.reduce((n, z) => n + z.letters, 0) > mostOfIt * letters;
}
