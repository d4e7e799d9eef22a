import { rowText } from '../element';
import type { Cell, Element } from '../types';

/** One line of a table's text, and the row it gives. */
export interface RowLine {
  text: string;
  row: number;
}

/** A table as lines of text: its heading rows and its rows. */
export interface TableLines {
  head: RowLine[];
  body: RowLine[];
}

/** Rows as they stand, cells joined by ' | '. */
export function plainLines(rows: readonly (string | null)[][], headerRows: number): TableLines {
  const lines = rows.map((row, i) => ({ text: rowText(row), row: i }));
  return { head: lines.slice(0, headerRows), body: lines.slice(headerRows) };
}

/**
 * Each row with its headings: 'Cone: Orton 04; Celsius: 1060'. A label that spans rows is in each of them; a row of one cell
 * over the others is a heading of those below: a line of its own.
 */
export function linearLines(table: Element): TableLines | null {
  const { cells = [], rows = [], headerRows = 0 } = table;
  if (headerRows === 0 || headerRows >= rows.length) return null;
  const at = new Map<string, Cell>();
  for (const cell of cells) {
    for (let r = cell.row; r < cell.row + cell.row_span; r++)
      for (let c = cell.col; c < cell.col + cell.col_span; c++) at.set(`${r} ${c}`, cell);
  }
  const headings = (rows[0] ?? []).map((_, col) => {
    const texts = Array.from({ length: headerRows }, (_unused, row) => at.get(`${row} ${col}`)?.text ?? '');
    return oneLine(texts.filter((text, i) => text && text !== texts[i - 1]).join(' '));
  });
  const body = rows.slice(headerRows).map((own, i): RowLine => {
    const row = headerRows + i;
    const parts: string[] = [];
    for (let col = 0; col < own.length;) {
      const cell = at.get(`${row} ${col}`);
      if (cell?.text) parts.push(headed(headings[col]!, cell));
      col = cell ? cell.col + cell.col_span : col + 1;
    }
    return { text: parts.length === 1 ? oneLine(textOf(own)) : parts.join('; '), row };
  });
  return { head: [], body: body.filter(({ text }) => text) };
}

const headed = (heading: string, cell: Cell): string =>
  heading && heading !== oneLine(cell.text) ? `${heading}: ${oneLine(cell.text)}` : oneLine(cell.text);

const textOf = (row: readonly (string | null)[]): string => row.filter(Boolean).join(' ');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
