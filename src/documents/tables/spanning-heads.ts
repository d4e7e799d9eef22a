import type { Cell } from '../types';
import type { AlignedLine, Column } from './aligned-columns';
import { firstDataLine, isYears } from './aligned-rows';

// Share of a span's width by which a heading may stand off its middle, and em besides.
const slackShare = 0.06;
const slackSize = 0.5;

// In em: from a heading to those below it, at least.
const nearestBelow = 0.9;
// In em: from one line of a heading to the next, at most.
const farthestInHead = 1.5;

/** Headings above the figures that stand in the middle over several columns, each with its own heading below, span those. */
export function spreadHeads(lines: readonly AlignedLine[], columns: readonly Column[]): void {
  const heads = firstDataLine(lines);
  for (let i = 0; i + 1 < heads; i++) {
    const line = lines[i]!;
    // Lines that overlap in height are the lines of headings set in the middle of one row.
    if (lines[i + 1]!.line.baseline - line.line.baseline < nearestBelow * line.line.size) continue;
    const below = lines.slice(i + 1, heads).flatMap((l) => l.cells);
    const parted = (a: number, b: number) => {
      for (let c = a; c <= b; c++) if (!below.some((d) => d.from === c && d.to === c)) return false;
      return true;
    };
    if (shareAll(line, columns, parted, standsOff(lines, i, heads))) continue;
    line.cells.forEach((cell, k) => {
      const first = (line.cells[k - 1]?.to ?? 0) + 1;
      const last = (line.cells[k + 1]?.from ?? columns.length) - 1;
      let best = offMiddle(cell, columns, cell.from, cell.to);
      for (let a = Math.max(1, first); a <= cell.from; a++) {
        for (let b = Math.max(cell.to, a + 1); b <= last; b++) {
          const off = offMiddle(cell, columns, a, b);
          if (off >= best || off > slack(columns, a, b, line.line.size) || !parted(a, b)) continue;
          best = off;
          cell.from = a;
          cell.to = b;
        }
      }
    });
  }
}

type Placed = AlignedLine['cells'][number];

const offMiddle = ({ phrase }: Placed, columns: readonly Column[], a: number, b: number): number =>
  Math.abs(phrase.x0 + phrase.x1 - columns[a]!.x0 - columns[b]!.x1) / 2;

const slack = (columns: readonly Column[], a: number, b: number, size: number): number =>
  slackShare * (columns[b]!.x1 - columns[a]!.x0) + slackSize * size;

/** More room under this heading than between those below it: it is no first line of one of them. */
function standsOff(lines: readonly AlignedLine[], at: number, heads: number): boolean {
  const step = (i: number) => lines[i + 1]!.line.baseline - lines[i]!.line.baseline;
  if (step(at) > farthestInHead * lines[at]!.line.size || isYears(lines[at + 1]!)) return true;
  for (let i = at + 1; i + 1 < heads; i++) if (step(at) > 1.2 * step(i)) return true;
  return false;
}

/**
 * Whether the headings of a line share all columns of figures among them, each in the middle of its own; they then span
 * these. A lone one must stand off: the first line of a heading in the middle column looks the same.
 */
function shareAll(
  { cells, line }: AlignedLine,
  columns: readonly Column[],
  parted: (a: number, b: number) => boolean,
  off: boolean,
): boolean {
  const own = cells.filter((cell) => cell.from > 0);
  if (own.length === 0 || (own.length === 1 && !off)) return false;
  const assign = (k: number, from: number): number[] | null => {
    const cell = own[k]!;
    if (from > cell.from) return null;
    const most = k + 1 < own.length ? own[k + 1]!.from - 1 : columns.length - 1;
    const least = k + 1 < own.length ? cell.to : most;
    for (let to = least; to <= most; to++) {
      if (to > from && !parted(from, to)) continue;
      if (offMiddle(cell, columns, from, to) > slack(columns, from, to, line.size)) continue;
      const rest = k + 1 < own.length ? assign(k + 1, to + 1) : [];
      if (rest) return [to, ...rest];
    }
    return null;
  };
  const ends = assign(0, 1);
  if (!ends) return false;
  own.forEach((cell, k) => {
    cell.from = k === 0 ? 1 : ends[k - 1]! + 1;
    cell.to = ends[k]!;
  });
  return true;
}

/** Beside a heading over several columns, one with nothing above it reaches up to the table's edge. */
export function raiseHeads(cells: Cell[], headerRows: number): void {
  if (!cells.some((c) => c.row + 1 < headerRows && c.col_span > 1)) return;
  for (const cell of cells) {
    if (cell.row === 0 || cell.row >= headerRows || !cell.text) continue;
    const above = cells.some(
      (c) => c.row < cell.row && c.col < cell.col + cell.col_span && c.col + c.col_span > cell.col,
    );
    if (above) continue;
    cell.row_span += cell.row;
    cell.row = 0;
  }
}
