import { tableRuns } from '../tables/aligned-runs';
import { isFigure } from '../tables/numeric';
import { phrasesOf, type Phrase } from '../tables/phrases';
import { median, type Line } from './line';
import { isProse } from './prose';

/** A place where what stands left of `x` and right of it, between two heights, has nothing to do with one another. */
export interface Parting {
  x: number;
  top: number;
  bottom: number;
}

// In em.
const phraseGap = 1.15;
const narrowest = 1.5;
// Of the rows of two tables that stand beside one another by chance, at most this share meet.
const meeting = 0.34;
// The space between two tables whose rows do meet is this many times as wide as that between their columns.
const wider = 1.25;
// Points.
const step = 1;

interface Gap {
  from: number;
  to: number;
}

/** Tables, or a table and text, that stand beside one another without a line between them; null where there are none. */
export function sideBySide(lines: readonly Line[]): Parting | null {
  for (const whole of tableRuns(lines)) {
    const isRow = (line: Line) => phrasesOf(line, phraseGap).length > 1;
    // Text above and below may cross the space between them.
    const run = whole.slice(whole.findIndex(isRow), whole.findLastIndex(isRow) + 1);
    const gaps = clearGaps(run);
    for (const gap of gaps) {
      const x = (gap.from + gap.to) / 2;
      const size = median(run.map((l) => l.size));
      if (gap.to - gap.from < narrowest * size) continue;
      const sides = sidesOf(run, x);
      if (!sides || !(areApart(sides) || areTwo(sides, gap, gaps))) continue;
      return { x, ...reach(lines, run, gap) };
    }
  }
  return null;
}

/** Spaces, widest first, that no word of these lines crosses. */
function clearGaps(run: readonly Line[]): Gap[] {
  const x0 = Math.min(...run.map((l) => l.x0));
  const x1 = Math.max(...run.map((l) => l.x1));
  const bins = new Int32Array(Math.ceil((x1 - x0) / step) + 2);
  for (const { words } of run) {
    for (const word of words) {
      bins[Math.floor((word.x0 - x0) / step)]! += 1;
      bins[Math.ceil((word.x1 - x0) / step)]! -= 1;
    }
  }
  const gaps: Gap[] = [];
  let over = 0;
  let from = -1;
  for (let i = 0; i < bins.length - 1; i++) {
    over += bins[i]!;
    if (over === 0 && from < 0) from = i;
    if (over > 0 && from >= 0) {
      gaps.push({ from: x0 + from * step, to: x0 + i * step });
      from = -1;
    }
  }
  return gaps.sort((a, b) => b.to - b.from - (a.to - a.from));
}

interface Side {
  lines: readonly Line[];
  rows: Phrase[][];
}

interface Sides {
  left: Side;
  right: Side;
  /** Lines with words on both sides. */
  both: number;
}

/** What stands on either side, where both stand beside one another. */
function sidesOf(run: readonly Line[], x: number): Sides | null {
  const isLeft = (l: Line) => l.x0 < x;
  const isRight = (l: Line) => l.x1 > x;
  const first = Math.max(run.findIndex(isLeft), run.findIndex(isRight));
  const last = Math.min(run.findLastIndex(isLeft), run.findLastIndex(isRight));
  const beside = run.slice(Math.max(0, first - 1), last + 2);
  if (last - first < 1) return null;
  const phrases = beside.map((line) => phrasesOf(line, phraseGap));
  const side = (of: (l: Line) => boolean, own: (p: Phrase) => boolean): Side => ({
    lines: beside.filter(of),
    rows: phrases.map((row) => row.filter(own)).filter((row) => row.length > 0),
  });
  return {
    left: side(isLeft, (p) => p.x1 <= x),
    right: side(isRight, (p) => p.x0 >= x),
    both: beside.filter((l) => isLeft(l) && isRight(l)).length,
  };
}

const isTabular = ({ rows }: Side): boolean =>
  rows.filter((row) => row.length > 1).length >= Math.max(2, 0.4 * rows.length);

/** Rows that do not stand at the same heights: two tables, or a table and text. */
function areApart({ left, right, both }: Sides): boolean {
  const fewer = Math.min(left.rows.length, right.rows.length);
  if (fewer < 3 || both > meeting * fewer) return false;
  const [l, r] = [isTabular(left), isTabular(right)];
  const text = (side: Side) =>
    isProse(
      side.rows.flatMap((row) => row.flatMap((p) => p.words)),
      5,
    );
  return (l && r) || (l && text(right)) || (r && text(left));
}

/** Rows at the same heights, but further apart than any two columns, the right ones with labels and headings of their own. */
function areTwo({ left, right }: Sides, gap: Gap, gaps: readonly Gap[]): boolean {
  const next = gaps.find((other) => other !== gap);
  if (!next || gap.to - gap.from < wider * (next.to - next.from)) return false;
  if (!isTabular(left) || !isTabular(right)) return false;
  return isTable(left) && isTable(right) && headings(left) !== headings(right);
}

/** A column of labels and at least one of figures, below headings that are none. */
function isTable({ rows }: Side): boolean {
  const body = rows.filter((row) => row.length > 1).slice(1);
  const labels = body.filter((row) => !isFigure(row[0]!.text)).length;
  const figures = body.filter((row) => isFigure(row[row.length - 1]!.text)).length;
  const head = rows.find((row) => row.length > 1)!;
  return (
    body.length >= 2 &&
    labels >= 0.7 * body.length &&
    figures >= 0.6 * body.length &&
    head.slice(1).some((phrase) => !isFigure(phrase.text))
  );
}

const headings = ({ rows }: Side): string =>
  rows
    .find((row) => row.length > 1)!
    .map((p) => p.text)
    .join('|');

/** The heights between which nothing crosses the gap: the run, and captions and notes close above and below it. */
function reach(
  lines: readonly Line[],
  run: readonly Line[],
  { from, to }: Gap,
): { top: number; bottom: number } {
  const parts = (line: Line) => line.words.every((w) => w.x1 <= from + 1 || w.x0 >= to - 1);
  const near = (a: Line, b: Line) => b.baseline - a.baseline < 2.5 * Math.max(a.size, b.size);
  let first = lines.indexOf(run[0]!);
  let last = lines.indexOf(run[run.length - 1]!);
  const spans = (line: Line) => line.x0 < from && line.x1 > to;
  while (
    first > 0 &&
    near(lines[first - 1]!, lines[first]!) &&
    parts(lines[first - 1]!) &&
    spans(lines[first - 1]!)
  )
    first--;
  while (last + 1 < lines.length && near(lines[last]!, lines[last + 1]!) && parts(lines[last + 1]!)) last++;
  return { top: lines[first]!.y0 - 0.01, bottom: lines[last]!.y1 + 0.01 };
}
