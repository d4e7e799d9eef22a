import type { Word } from '../pdf/page-content';
import { isFigure } from '../tables/numeric';
import { asideOf } from './asides';
import type { Box } from './box';
import { headsBelow, opensBelow } from './heads-below';
import { lineCount, makeLines } from './line';
import { areEntries, arePartlyProse, areProse, wordCount } from './prose';
import { sideBySide } from './side-by-side';
import { signatures } from './signatures';

/** Something that stands on the page and is read in order: a word, or a table found before. */
export interface Item<T> extends Box {
  word?: Word;
  table?: T;
}

/** A way to look for gutters. */
interface Look {
  /**
   * Share of a page's lines that may cross a gutter, as text over all columns does. Of the lines of one column far more cross
   * any place.
   */
  crossed: number;
  /** Points free on either side of the middle of a gutter. */
  half: number;
  /** Of these, points into which no line may reach that ends no zone. */
  kept: number;
}

// First few may cross it, then more; one that is hardly crossed may be narrow.
const looks: readonly Look[] = [
  { crossed: 0.4, half: 3.5, kept: 3 },
  { crossed: 0.6, half: 3.5, kept: 3 },
  { crossed: 0.12, half: 2.5, kept: 0.5 },
];
const deepest = 4;
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

const farBelow = 1e9;
// Of a table that a gutter would part.
const fewestRows = 4;
// Words of either side of a gutter that stand beside the other side.
const fewestBeside = 4;

interface Gutter {
  x: number;
  zones: Zone[];
}

interface Zone {
  top: number;
  bottom: number;
  letters: number;
  /** Notes in the margin stand left of the text: they are read after it. */
  noted?: boolean;
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
    const inOrder = zone.noted ? [right, left] : [left, right];
    pieces.push(...inOrder.flatMap((side) => splitColumns(side, depth + 1)));
    from = zone.bottom + 1e-6;
  }
  const rest = items.filter((i) => middle(i) >= from);
  if (rest.length > 0) pieces.push(...splitColumns(rest, depth + 1));
  return pieces;
}

/** Where tables stand beside one another, or two parties sign. */
function parting<T>(items: Item<T>[]): Gutter | null {
  const lines = makeLines(items.flatMap((i) => (i.word ? [i.word] : [])));
  const found = sideBySide(lines) ?? signatures(lines);
  if (!found) return null;
  const { x, top, bottom } = found;
  const crossed = items.some((i) => i.table && i.x0 < x && i.x1 > x && i.y1 > top && i.y0 < bottom);
  return crossed ? null : { x, zones: [{ top, bottom, letters: 0 }] };
}

function bestGutter<T>(items: Item<T>[], nested = false): Gutter | null {
  const x0 = items.reduce((m, i) => Math.min(m, i.x0), Infinity);
  const x1 = items.reduce((m, i) => Math.max(m, i.x1), -Infinity);
  if (x1 - x0 < 120 || x1 - x0 > 1e5) return null;
  const words = items.flatMap((i) => (i.word ? [i.word] : []));
  const lines = lineCount(words);
  const all = words.reduce((n, { text }) => n + text.length, 0);
  const byHeight = items.map((item) => ({ item, middle: (item.y0 + item.y1) / 2 }));
  byHeight.sort((a, b) => a.middle - b.middle);
  let best: Gutter | null = null;
  let letters = 0;
  for (const look of looks) {
    // What parts a half of the text is a gutter; one that parts less may be a wide space beside a narrow gutter.
    if (letters > 0.5 * all) break;
    const found = gutterBy(look, items, { x0, x1, lines, byHeight, nested });
    const own = found?.zones.reduce((n, z) => n + z.letters, 0) ?? 0;
    if (own <= letters) continue;
    letters = own;
    best = found;
  }
  return best;
}

interface Page<T> {
  x0: number;
  x1: number;
  lines: number;
  byHeight: readonly { item: Item<T>; middle: number }[];
  nested: boolean;
}

function gutterBy<T>({ crossed, half, kept }: Look, items: Item<T>[], page: Page<T>): Gutter | null {
  const { x0, x1, byHeight, nested } = page;
  const width = x1 - x0;
  const bins = new Float64Array(Math.ceil(width) + 2);
  for (const item of items) {
    bins[Math.max(0, Math.floor(item.x0 - half - x0))]! += 1;
    bins[Math.min(bins.length - 1, Math.ceil(item.x1 + half - x0))]! -= 1;
  }
  for (let i = 1; i < bins.length; i++) bins[i]! += bins[i - 1]!;
  const limit = crossed * page.lines;
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
      const zones = proseZones(items, byHeight, { x, kept, nested });
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
  { x, kept, nested }: { x: number; kept: number; nested: boolean },
): Zone[] {
  const blockers = items.filter((i) => i.x0 < x + kept && i.x1 > x - kept).sort((a, b) => a.y0 - b.y0);
  const zones: Zone[] = [];
  let top = -farBelow;
  let at = 0;
  for (const blocker of [...blockers, { y0: farBelow, y1: farBelow }]) {
    const bottom = blocker.y0;
    if (bottom > top) {
      while (at < byHeight.length && byHeight[at]!.middle <= top) at++;
      const inside: Item<T>[] = [];
      for (; at < byHeight.length && byHeight[at]!.middle < bottom; at++) inside.push(byHeight[at]!.item);
      const left = inside.flatMap((i) => (i.word && i.x1 <= x + kept ? [i.word] : []));
      const right = inside.flatMap((i) => (i.word && i.x0 >= x - kept ? [i.word] : []));
      const isColumn = areColumns(left, right, nested) && !isTableAcross(left, right);
      const aside = isColumn || nested ? null : asideOf(left, right);
      if (isColumn || aside) {
        const letters = inside.reduce((n, i) => n + (i.word?.text.length ?? 0), 0);
        zones.push({
          ...{
            top: belowEnd(inside, top, { x, crossing: blockers }),
            bottom: aboveHeads(inside, items, bottom),
            letters,
          },
          ...(aside === 'left' && { noted: true }),
        });
      }
    }
    top = Math.max(top, blocker.y1);
  }
  return zones;
}

type Kind = 'prose' | 'index' | 'columns' | 'partly' | null;

/** What stands on one side of a gutter; `nested`: of the columns beside the first of several. */
function kindOf(words: Word[], nested: boolean): Kind {
  if (wordCount(words) < 8) return null;
  const lines = makeLines(words);
  if (areProse(lines, nested ? shortestOfMany : undefined)) return 'prose';
  if (areEntries(lines)) return 'index';
  if (nested) return null;
  return isColumns(words) ? 'columns' : arePartlyProse(lines) ? 'partly' : null;
}

function areColumns(left: Word[], right: Word[], nested: boolean): boolean {
  if (!stepsBeside(left, right)) return false;
  const a = kindOf(left, nested);
  const b = a && kindOf(right, nested);
  if (b === null) return false;
  // Rows that end in figures may be a table's beside text.
  if (a === 'index' || b === 'index') return a === b || a === 'columns' || b === 'columns';
  return a !== 'partly' || b !== 'partly';
}

/** Several rows under one another with figures right behind the gutter, of a table that reaches over it. */
function isTableAcross(left: readonly Word[], right: readonly Word[]): boolean {
  const heights = left.map((word) => (word.y0 + word.y1) / 2);
  let run = 0;
  for (const { words } of makeLines(right)) {
    const first = words[0]!;
    const beside = heights.some((y) => y > first.y0 && y < first.y1);
    run = beside && isFigureOrSign(first.text) ? run + 1 : 0;
    if (run >= fewestRows) return true;
  }
  return false;
}

/** A figure, no number of an item. */
const isFigureOrSign = (text: string): boolean =>
  (isFigure(text) && !/^\(?\d{1,3}[.)]$/.test(text)) || /^\p{Sc}$/u.test(text);

/** Enough of either side stands at the heights of the other: what only follows it is no column beside it. */
function stepsBeside(left: readonly Word[], right: readonly Word[]): boolean {
  const among = (words: readonly Word[], others: readonly Word[]) => {
    const [top, bottom] = others.reduce(
      ([t, b], w) => [Math.min(t, w.y0), Math.max(b, w.y1)],
      [farBelow, -farBelow],
    );
    return words.filter((w) => w.y1 > top && w.y0 < bottom).length;
  };
  return among(left, right) >= fewestBeside && among(right, left) >= fewestBeside;
}

/** Where the columns begin: the last line of what crosses both of them above may be short. */
function belowEnd<T>(
  inside: readonly Item<T>[],
  top: number,
  { x, crossing }: { x: number; crossing: readonly Item<T>[] },
): number {
  if (top <= -farBelow) return top;
  const [first, next] = makeLines(inside.flatMap((i) => (i.word ? [i.word] : [])));
  if (!first || !next) return top;
  const [above, below] = [first.y0 - top, next.y0 - first.y1];
  // As wide as between what crosses them, though that be set wide.
  const heights = crossing.filter((i) => i.y1 <= top + 0.01).map(({ y1 }) => y1);
  const before = Math.max(...heights.filter((y1) => y1 < top - 0.5 * first.size));
  const goesOn = Math.abs(first.y1 - top - (top - before)) < 0.1 * first.size && below > 1.2 * above;
  if (goesOn && first.x1 < x) return first.y1 + 0.01;
  return above < 0.6 * first.size && below > first.size && below > 2 * above ? first.y1 + 0.01 : top;
}

/** Where the text ends: what crosses the gutter below it may have its heading, or a table's headings, above, which do not. */
function aboveHeads<T>(inside: readonly Item<T>[], items: readonly Item<T>[], bottom: number): number {
  const wordsOf = (own: readonly Item<T>[]) => own.flatMap((i) => (i.word ? [i.word] : []));
  if (bottom >= farBelow) return bottom;
  const below = wordsOf(items.filter((i) => i.y1 > bottom && i.y0 < bottom + rowHeight));
  const lines = makeLines(wordsOf(inside));
  const text = lines.slice(0, lines.length - headsBelow(lines, makeLines(below)[0]));
  const opening = opensBelow(text, lines[text.length]?.y0 ?? bottom);
  const heads = lines.slice(text.length - opening);
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
