import type { Draft } from '../element';
import { isFigure } from '../tables/numeric';
import type { Cell } from '../types';

const mostHeads = 4;

/**
 * How many leading rows of a sheet are headings: the first where it has no figures, and those below a heading that spans columns
 * or that are bold all through. `bold`: 'row,col' of bold cells.
 */
export function sheetHeads(cells: readonly Cell[], bold: ReadonlySet<string> = new Set()): number {
  const byRow: Cell[][] = [];
  let height = 0;
  for (const cell of cells) {
    height = Math.max(height, cell.row + cell.row_span);
    if (cell.row <= mostHeads && cell.text) (byRow[cell.row] ??= []).push(cell);
  }
  const words = (row: number) => (byRow[row] ?? []).every(({ text }) => !isFigure(text));
  if (height < 2 || !byRow[0] || !words(0)) return 0;
  let count = 1;
  const isBold = (row: number) => byRow[row]?.every(({ col }) => bold.has(`${row},${col}`)) ?? false;
  while (count < Math.min(mostHeads, height - 1)) {
    const above = byRow[count - 1] ?? [];
    const spans = above.some(({ col_span }) => col_span > 1) && words(count);
    const reaches = above.some(({ row, row_span }) => row + row_span > count);
    if (!spans && !reaches && !(isBold(count) && isBold(count - 1) && words(count))) break;
    count++;
  }
  return count;
}

/** Rows of text as a table, empty rows and columns left out; a first row with nothing but a title stands above it. null: nothing in it. */
export function tableOf(rows: readonly (readonly string[])[]): { title?: string; table: Draft } | null {
  const all = rows.filter((row) => row.some(Boolean));
  const single = (row: readonly string[] | undefined) => row?.filter(Boolean).length === 1 && Boolean(row[0]);
  const titled = all.length > 2 && single(all[0]) && !single(all[1]);
  const filled = titled ? all.slice(1) : all;
  const width = filled.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = Array.from({ length: width }, (_, col) => col).filter((col) =>
    filled.some((row) => row[col]),
  );
  if (columns.length === 0) return null;
  const cells = filled.flatMap((row, r) =>
    columns.map((from, col): Cell => ({ row: r, col, row_span: 1, col_span: 1, text: row[from] ?? '' })),
  );
  const headerRows = sheetHeads(cells);
  const marked = cells.map((cell) => (cell.row < headerRows ? { ...cell, header: true } : cell));
  const table: Draft = { type: 'Table', text: '', page: 1, cells: marked, headerRows };
  return titled ? { title: all[0]![0]!, table } : { table };
}
