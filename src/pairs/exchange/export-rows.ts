import Papa from 'papaparse';
import type { Row, RowColumns, RowLabel } from '../rows/row';
import type { ExportFormat } from './export-pairs';
import type { PairTable } from './pair-table';
import { escapedCell } from './spreadsheet-cells';

const ownColumns = ['split', 'status'] as const;

const labelCell = (label: RowLabel): string =>
  typeof label === 'string' ? escapedCell(label) : JSON.stringify(label);

/**
 * The rows under the columns they came from, then 'split' and 'status': CSV (UTF-8 with byte order mark, for spreadsheets), a
 * JSON list, or one JSON object a line.
 */
export function exportRows(rows: readonly Row[], { texts, label }: RowColumns, format: ExportFormat): string {
  if (format === 'csv') {
    const fields = [...texts, label, ...ownColumns];
    const cells = rows.map((row) => [
      ...row.texts.map(escapedCell),
      labelCell(row.label),
      row.split,
      row.status,
    ]);
    return `\ufeff${Papa.unparse({ fields, data: cells }, { newline: '\r\n', quotes: true })}\r\n`;
  }
  const objects = rows.map((row) => ({
    ...Object.fromEntries(texts.map((column, at) => [column, row.texts[at] ?? ''])),
    [label]: row.label,
    split: row.split,
    status: row.status,
  }));
  if (format === 'json') return `${JSON.stringify(objects, null, 2)}\n`;
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}

/** Whether a table of rows was written by `exportRows` as CSV, whose cells are escaped. */
export const isOwnRows = ({ format, columns }: PairTable): boolean =>
  format === 'delimited' && ownColumns.every((column) => columns.includes(column));
