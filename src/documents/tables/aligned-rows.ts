import { joinLines } from '../layout/paragraphs';
import { median } from '../layout/line';
import type { Cell } from '../types';
import type { AlignedLine } from './aligned-columns';
import { isFigure, isNothing, isNumeric, isYear } from './numeric';

const filled = (row: AlignedLine): number => row.cells.length;
const hasFigures = (row: AlignedLine): boolean =>
  row.cells.some((c) => c.from > 0 && isNumeric(c.phrase.text));
const holds = (row: AlignedLine, column: number): boolean =>
  row.cells.some((c) => c.from <= column && c.to >= column);

const figureIn = (row: AlignedLine, column: number): boolean =>
  row.cells.some((c) => c.from === column && isFigure(c.phrase.text));

// Of the usual distance from row to row: lines nearer than this are one row's.
const nearestRows = 0.9;

/** One row of the table: the lines that make it up. */
export type RowLines = AlignedLine[];

/** Joins lines that are one row: a label or text that wraps, a heading set over several lines. */
export function joinWrapped(lines: readonly AlignedLine[], columns: number): RowLines[] {
  const rows: RowLines[] = [];
  const tight = tightStep(lines);
  const near = nearestRows * median(stepsOf(lines));
  const firstData = firstDataLine(lines);
  lines.forEach((line, i) => {
    const previous = lines[i - 1];
    const row = rows[rows.length - 1];
    if (previous && row) {
      const step = (line.line.baseline - previous.line.baseline) / line.line.size;
      const heading = i < firstData;
      if (
        !line.parted &&
        (heading
          ? step <= 1.5 &&
            row.every((above) => continuesHeading(above, line)) &&
            !((rows.length > 1 || lines[0]!.parted) && isSection(previous, line))
          : (step < near && isWrappedLabel(previous, line)) ||
            (continuesRow(row, line, step, tight, columns) && !beginsLabel(previous, line, lines[i + 1])))
      ) {
        row.push(line);
        return;
      }
    }
    rows.push([line]);
  });
  return rows;
}

/** A line of nothing but years, save in the column of labels. */
export function isYears({ cells }: AlignedLine): boolean {
  const own = cells.filter((c) => c.from > 0);
  return own.length > 1 && own.every((c) => isYear(c.phrase.text));
}

/** Figures, or what stands in place of them in several columns. */
const hasValues = (row: AlignedLine): boolean =>
  hasFigures(row) || row.cells.filter((c) => c.from > 0 && isNothing(c.phrase.text)).length > 1;

const isLabel = ({ cells }: AlignedLine): boolean => cells.length === 1 && cells[0]!.from === 0;

/** The first line with figures, headings of years left out; where bold headings stand over rows that are not, the first of those rows. */
export function firstDataLine(lines: readonly AlignedLine[]): number {
  const figures = lines.filter(hasValues);
  const heavy = figures.filter((l) => l.line.bold).length;
  const bold = lines[0]?.line.bold === true && heavy < 0.5 * figures.length;
  const first = Math.max(
    0,
    lines.findIndex((l, i) => hasValues(l) && !(bold && lines.slice(0, i + 1).every((m) => m.line.bold))),
  );
  const rest = lines.slice(first + 1);
  const years = rest.length > 0 && isYears(lines[first]!);
  return years && rest.filter((l) => hasFigures(l) && !isYears(l)).length >= 0.5 * rest.length
    ? first + 1
    : first;
}

/** From each line to the next, in em. */
const stepsOf = (lines: readonly AlignedLine[]): number[] =>
  lines.slice(1).map((l, i) => (l.line.baseline - lines[i]!.line.baseline) / l.line.size);

/** A label alone and, below it, the rest of it with the figures of both. */
function isWrappedLabel(a: AlignedLine, b: AlignedLine): boolean {
  const alone = filled(a) === 1 && a.cells[0]!.from === 0 && !/[:：]$/.test(a.line.text);
  return alone && b.cells[0]?.from === 0 && filled(b) > 1 && a.line.bold === b.line.bold;
}

/** The distance of lines within a row, in em, where rows stand clearly further apart; else null. */
function tightStep(lines: readonly AlignedLine[]): number | null {
  const steps = stepsOf(lines).sort((a, b) => a - b);
  if (steps.length < 3) return null;
  const low = steps[Math.floor(steps.length * 0.1)]!;
  const large = steps.filter((s) => s > 1.3 * low).length;
  return large >= 0.25 * steps.length && large < steps.length ? 1.15 * low : null;
}

/** Heading lines are one row unless the upper one spans several columns that the lower one parts. */
function continuesHeading(a: AlignedLine, b: AlignedLine): boolean {
  const parts = a.cells.some(
    (c) => c.to > c.from && b.cells.filter((d) => d.from >= c.from && d.to <= c.to).length > 1,
  );
  // Years have no first line.
  if (isYears(b) && filled(a) < filled(b)) return false;
  // A section's label stands below a whole heading, in another weight or before a colon.
  const label = b.cells.length === 1 && b.cells[0]!.from === 0 && holds(a, 0) && filled(a) > 1;
  if (label && (a.line.bold !== b.line.bold || /[:：]$/.test(b.line.text))) return false;
  return !parts && !b.cells.some((c) => c.to > c.from);
}

/** One section's label under another's, below the headings: no second line of it. */
const isSection = (a: AlignedLine, b: AlignedLine): boolean =>
  isLabel(a) && isLabel(b) && !goesOn.test(b.line.text);

const goesOn = /^[\p{Ll}(]/u;

/** The first line of a label under a row with figures, whose own stand beside its second line. */
function beginsLabel(last: AlignedLine, line: AlignedLine, next: AlignedLine | undefined): boolean {
  return (
    isLabel(line) &&
    hasFigures(last) &&
    !goesOn.test(line.line.text) &&
    next?.cells[0]?.from === 0 &&
    goesOn.test(next.line.text)
  );
}

function continuesRow(
  row: RowLines,
  line: AlignedLine,
  step: number,
  tight: number | null,
  columns: number,
): boolean {
  if (step > 1.6) return false;
  const last = row[row.length - 1]!;
  if (line.cells.some((c) => c.from > 0 && isFigure(c.phrase.text)) && hasFigures(last)) return false;
  if (line.cells.some((c) => c.from > 0 && isFigure(c.phrase.text) && figureIn(last, c.from))) return false;
  // A label in bold over one that is not, or before a colon, is a heading of it.
  if (filled(last) === 1 && last.line.bold && !line.line.bold) return false;
  if (isLabel(last) && /[:：]$/.test(last.line.text) && hasFigures(line)) return false;
  const within = line.cells.every((c) => row.some((r) => holds(r, c.from)));
  if (tight !== null) {
    // Rows stand apart, so near lines are one row; one of them has the figures.
    return (
      step <= tight &&
      !(hasFigures(line) && row.some(hasFigures)) &&
      (within || !hasFigures(last) || columns > 2)
    );
  }
  if (holds(line, 0)) {
    // A label goes on below in small letters, its figures on either line.
    const label = line.cells[0]!;
    return (
      label.from === 0 &&
      /^[\p{Ll}(]/u.test(label.phrase.text) &&
      last.cells[0]?.from === 0 &&
      (filled(line) === 1 || filled(last) === 1)
    );
  }
  return within && !hasFigures(line) && filled(line) <= Math.max(1, columns / 2);
}

/** The cells of a row that is the `r`-th of its table. */
export function rowCells(row: RowLines, r: number): Cell[] {
  const cells: Cell[] = [];
  const parts = row.flatMap((line) => line.cells);
  const starts = [...new Set(parts.map((c) => c.from))].sort((a, b) => a - b);
  for (const col of starts) {
    const own = parts.filter((c) => c.from === col);
    const last = cells[cells.length - 1];
    if (last && last.col + last.col_span > col) {
      last.text = joinLines([last.text, ...own.map((c) => c.phrase.text)]);
      continue;
    }
    cells.push({
      row: r,
      col,
      row_span: 1,
      col_span: Math.max(...own.map((c) => c.to)) - col + 1,
      text: joinLines(own.map((c) => c.phrase.text)),
    });
  }
  return cells;
}
