import Papa from 'papaparse';
import type { Example, ExampleSource, FilterReason, Split } from '../types';
import type { PairRow, PairTable } from './pair-table';
import { escapedCell, unescapedCell } from './spreadsheet-cells';

export type ExportFormat = 'csv' | 'json' | 'jsonl';

/** Columns of every export, before 'negative_1', 'negative_2', ... */
const columns = [
  'anchor',
  'positive',
  'source',
  'writer',
  'status',
  'reason',
  'split',
  'assigned',
  'edited',
  'id',
  'chunk_id',
  'document_id',
  'created_at',
] as const;

const sources: readonly string[] = ['person', 'import', 'model', 'rules'] satisfies ExampleSource[];
const splits: readonly string[] = ['train', 'dev', 'test'] satisfies Split[];

type ExportRow = Record<string, string>;

function toRow(example: Example): ExportRow {
  const row: ExportRow = {
    anchor: example.anchor,
    positive: example.positive,
    source: example.source,
    status: example.status,
    split: example.split,
    id: example.id,
    created_at: String(example.createdAt),
  };
  if (example.writer !== undefined) row['writer'] = example.writer;
  if (example.reason !== undefined) row['reason'] = example.reason;
  if (example.assigned !== undefined) row['assigned'] = example.assigned;
  if (example.edited !== undefined) row['edited'] = String(example.edited);
  if (example.chunkId !== undefined) row['chunk_id'] = example.chunkId;
  if (example.documentId !== undefined) row['document_id'] = example.documentId;
  example.negatives?.forEach((negative, i) => (row[`negative_${i + 1}`] = negative));
  return row;
}

/** The examples as a file: CSV (UTF-8 with byte order mark, for spreadsheets), a JSON list, or one JSON object a line. */
export function exportPairs(examples: readonly Example[], format: ExportFormat): string {
  const rows = examples.map(toRow);
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  if (format === 'jsonl') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const most = examples.reduce((count, { negatives }) => Math.max(count, negatives?.length ?? 0), 0);
  const fields = [...columns, ...Array.from({ length: most }, (_, i) => `negative_${i + 1}`)];
  const cells = rows.map((row) => fields.map((field) => escapedCell(row[field] ?? '')));
  return `\ufeff${Papa.unparse({ fields, data: cells }, { newline: '\r\n', quotes: true })}\r\n`;
}

const marks = ['anchor', 'positive', 'source', 'status', 'split', 'id', 'created_at'];

/** Whether a table was written by `exportPairs`: then generated questions stay generated, and nothing is lost. */
export const isOwnTable = (table: PairTable): boolean => marks.every((mark) => table.columns.includes(mark));

/** The example that a row of Hone's own export was; null where it has no question, passage or known source. */
export function restoreExample({ values }: PairRow, format: PairTable['format']): Example | null {
  // A delimited file has cells for everything; there, empty means absent.
  const csv = format === 'delimited';
  const text = (column: string): string | undefined => {
    const value = values[column];
    if (typeof value !== 'string' || (csv && value === '')) return undefined;
    return csv ? unescapedCell(value) : value;
  };
  const anchor = text('anchor');
  const positive = text('positive');
  const source = text('source') ?? '';
  if (!anchor?.trim() || !positive?.trim() || !sources.includes(source)) return null;
  const negatives: string[] = [];
  for (let i = 1, next = text('negative_1'); next !== undefined; next = text(`negative_${++i}`))
    negatives.push(next);
  const split = text('split') ?? '';
  const assigned = text('assigned') ?? '';
  const optional = {
    writer: text('writer'),
    reason: text('reason') as FilterReason | undefined,
    chunkId: text('chunk_id'),
    documentId: text('document_id'),
    assigned: splits.includes(assigned) ? (assigned as Split) : undefined,
    edited: text('edited') === undefined ? undefined : text('edited') === 'true',
    negatives: negatives.length > 0 ? negatives : undefined,
  };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    id: text('id') ?? '',
    anchor,
    positive,
    source: source as ExampleSource,
    status: text('status') === 'rejected' ? 'rejected' : 'accepted',
    split: splits.includes(split) ? (split as Split) : 'train',
    createdAt: Number(text('created_at') ?? 0),
    ...present,
  };
}
