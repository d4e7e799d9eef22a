import type { Line } from '../layout/line';
import { alignLine, phraseGap, type AlignedLine } from './aligned-columns';
import { joinWrapped, rowCells } from './aligned-rows';
import type { FoundTable } from './found-table';
import { headerRows } from './header-rows';
import { isNumeric, isYear } from './numeric';
import { raiseHeads, spreadHeads } from './spanning-heads';

// Em: from the lines of a grid up to the headings on it, and from one line of these to the next.
const farthest = 0.9;
const step = 1.6;
// Points by which headings may reach over the grid's sides.
const beyond = 3;
const mostLines = 5;

/** A label and its figures; numbers of columns and years are none. */
const isRow = ({ cells }: AlignedLine): boolean =>
  cells[0]?.from === 0 &&
  cells.length > 1 &&
  cells.slice(1).every(({ phrase: { text } }) => isNumeric(text) && !isYear(text) && !/^\d{1,2}$/.test(text));

/**
 * Headings that stand without lines on top of a grid whose first row has figures as the others: each over a column of its
 * own, most columns with one. Gives the table with them, or itself.
 */
export function withOpenHeads(table: FoundTable, lines: readonly Line[]): FoundTable {
  if (table.headerRows > 0) return table;
  const above: AlignedLine[] = [];
  const gap = phraseGap(lines);
  let edge = table.y0;
  for (const line of lines.filter((l) => l.y1 <= table.y0 + 1).reverse()) {
    if (above.length >= mostLines || line.x0 < table.x0 - beyond || line.x1 > table.x1 + beyond) break;
    const last = above[0]?.line;
    if (last ? last.baseline - line.baseline > step * line.size : edge - line.y1 > farthest * line.size)
      break;
    const aligned = alignLine(line, table.columns, gap);
    if ((aligned.cells.length < 2 && aligned.cells[0]?.from === 0) || isRow(aligned)) break;
    above.unshift(aligned);
    edge = line.y0;
  }
  const heads = new Set(above.flatMap((l) => l.cells.filter((c) => c.from === c.to).map((c) => c.from)));
  if (heads.size < 2 || heads.size < 0.6 * table.columns.length) return table;
  spreadHeads(above, table.columns);
  const rows = joinWrapped(above, table.columns.length);
  const cells = [
    ...rows.flatMap((row, r) => rowCells(row, r)),
    ...table.cells.map((cell) => ({ ...cell, row: cell.row + rows.length })),
  ];
  const count = headerRows(cells, () => false);
  raiseHeads(cells, count);
  const words = above.flatMap((l) => l.line.words);
  return { ...table, y0: edge, cells, headerRows: count, words: new Set([...table.words, ...words]) };
}
