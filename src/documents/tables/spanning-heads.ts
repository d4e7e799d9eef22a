import type { Cell } from '../types';
import type { AlignedLine, Column } from './aligned-columns';
import { firstDataLine } from './aligned-rows';

// Share of a span's width by which a heading may stand off its middle, and em besides.
const offMiddle = 0.06;
const offMiddleSize = 0.5;

/** Headings above the figures that stand in the middle over several columns, each with its own heading below, span those. */
export function spreadHeads(lines: readonly AlignedLine[], columns: readonly Column[]): void {
  const heads = firstDataLine(lines);
  for (let i = 0; i + 1 < heads; i++) {
    const { cells, line } = lines[i]!;
    const below = lines.slice(i + 1, heads).flatMap((l) => l.cells);
    cells.forEach((cell, k) => {
      const first = (cells[k - 1]?.to ?? 0) + 1;
      const last = (cells[k + 1]?.from ?? columns.length) - 1;
      const middle = (cell.phrase.x0 + cell.phrase.x1) / 2;
      const off = (a: number, b: number) => Math.abs(middle - (columns[a]!.x0 + columns[b]!.x1) / 2);
      const parted = (a: number, b: number) => {
        for (let c = a; c <= b; c++) if (!below.some((d) => d.from === c && d.to === c)) return false;
        return true;
      };
      let best = off(cell.from, cell.to);
      for (let a = Math.max(1, first); a <= cell.from; a++) {
        for (let b = Math.max(cell.to, a + 1); b <= last; b++) {
          const slack = offMiddle * (columns[b]!.x1 - columns[a]!.x0) + offMiddleSize * line.size;
          if (off(a, b) >= best || off(a, b) > slack || !parted(a, b)) continue;
          best = off(a, b);
          cell.from = a;
          cell.to = b;
        }
      }
    });
  }
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
