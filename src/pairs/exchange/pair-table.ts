import type { ErrorParameters } from '../../errors/hone-error';

/** A cell: text, or several texts (a JSON list of negatives). */
export type CellValue = string | string[];

export interface PairRow {
  /** Where it stands in its file, from 1; in a JSON list, the item's number. */
  line: number;
  values: Readonly<Record<string, CellValue>>;
}

/** A row that was left out; the others are kept. */
export interface BadRow {
  code: 'pairs/bad-row';
  /** file, line and reason: 'not-json', 'not-a-row', 'cells', 'quotes', 'empty'. */
  parameters: ErrorParameters & { file: string; line: number; reason: string };
}

/** What one file of pairs holds, whatever its format. */
export interface PairTable {
  name: string;
  format: 'delimited' | 'json';
  columns: string[];
  rows: PairRow[];
  bad: BadRow[];
}

export const badRow = (file: string, line: number, reason: string): BadRow => ({
  code: 'pairs/bad-row',
  parameters: { file, line, reason },
});
