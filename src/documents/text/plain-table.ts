import type { Draft } from '../element';
import { isFigure } from '../tables/numeric';

/** Rows of text as a table, empty rows and columns left out; the first row is a heading where it has no figures. null: nothing in it. */
export function tableOf(rows: readonly (readonly string[])[]): Draft | null {
  const filled = rows.filter((row) => row.some(Boolean));
  const width = filled.reduce((most, row) => Math.max(most, row.length), 0);
  const columns = Array.from({ length: width }, (_, col) => col).filter((col) =>
    filled.some((row) => row[col]),
  );
  if (columns.length === 0) return null;
  const first = filled[0]!;
  const headerRows =
    filled.length > 1 && columns.every((col) => !first[col] || !isFigure(first[col])) ? 1 : 0;
  const cells = filled.flatMap((row, r) =>
    columns.map((from, col) => ({
      row: r,
      col,
      row_span: 1,
      col_span: 1,
      text: row[from] ?? '',
      ...(r < headerRows && { header: true }),
    })),
  );
  return { type: 'Table', text: '', page: 1, cells, headerRows };
}
