import type { Cell } from '../types';
import { isNumeric, isYear } from './numeric';

/**
 * How many leading rows are column headings, and marks their cells: rows without figures above rows with them (a year
 * is no figure), a bold row above others, or, in a table of words, the first row when every column has a heading.
 */
export function headerRows(cells: Cell[], bold: (text: string) => boolean): number {
  const rows = cells.reduce((m, c) => Math.max(m, c.row + c.row_span), 0);
  const columns = cells.reduce((m, c) => Math.max(m, c.col + c.col_span), 0);
  if (rows < 2) return 0;
  const inRow = (r: number) => cells.filter((c) => c.row === r && c.text);
  const figures = (r: number) => inRow(r).filter((c) => c.col > 0 && isValue(c.text)).length;
  let first = 0;
  while (first < rows && figures(first) === 0) first++;
  let count: number;
  if (first === rows) count = wordsHeader(inRow, rows, columns, bold);
  else count = Math.min(first, 4, rows - 1);
  // A label between heading and figures is a section's, not a column's.
  while (
    count > 1 &&
    inRow(count - 1).length === 1 &&
    inRow(count - 1)[0]!.col === 0 &&
    inRow(count - 1)[0]!.row_span === 1
  )
    count--;
  const reach = Math.max(0, ...cells.filter((c) => c.row < count && c.text).map((c) => c.row + c.row_span));
  if (count > 0 && reach > count && reach < rows) count = Math.min(reach, 4);
  for (const cell of cells) if (cell.row < count) cell.header = true;
  return count;
}

function wordsHeader(
  inRow: (r: number) => Cell[],
  rows: number,
  columns: number,
  bold: (text: string) => boolean,
): number {
  const first = inRow(0);
  const heavy = first.length > 0 && first.every((c) => bold(c.text));
  if (heavy) {
    let n = 1;
    while (n < rows - 1 && n < 4 && inRow(n).length > 0 && inRow(n).every((c) => bold(c.text))) n++;
    return n === rows - 1 ? 1 : n;
  }
  const width = first.reduce((n, c) => n + c.col_span, 0);
  return width === columns && first.every((c) => c.text.length < 60) && rows > 2 ? 1 : 0;
}

const isValue = (text: string): boolean => isNumeric(text) && !isYear(text);
