import { HoneError } from '../errors/hone-error';
import { guessColumns, type ColumnChoice } from '../pairs/exchange/columns';
import { isOwnTable, restoreExample } from '../pairs/exchange/export-pairs';
import type { CellValue, PairRow, PairTable } from '../pairs/exchange/pair-table';
import { readPairs } from '../pairs/exchange/read-pairs';
import type { Example, Split } from '../pairs/types';
import { fingerprint } from '../project/hash';
import { sentence } from './failure';
import type { Host } from './host';

/**
 * The pairs of --data, row for row: Hone's own files with their splits and without what was rejected; others are all
 * trained on, but for rows whose column 'split' says dev or test.
 */
export async function trainingData(host: Host): Promise<Example[]> {
  const examples: Example[] = [];
  for (const input of host.inputs('data')) {
    const table = readPairs(input.path, new Uint8Array(await (await host.read(input)).arrayBuffer()));
    for (const { code, parameters } of table.bad.slice(0, 10))
      host.say(sentence(new HoneError(code, parameters)));
    const choice = isOwnTable(table) ? null : columnsOf(table, host.options.columns);
    for (const row of table.rows)
      examples.push(...(choice ? examplesOf(row, choice, table.name) : restored(row, table)));
  }
  return examples.filter(({ status }) => status === 'accepted');
}

function restored(row: PairRow, { format }: PairTable): Example[] {
  const example = restoreExample(row, format);
  return example ? [example] : [];
}

function columnsOf(table: PairTable, named: string[] | undefined): ColumnChoice {
  const missing = named?.find((column) => !table.columns.includes(column));
  const [anchor, positive, ...negatives] = named ?? [];
  const choice = anchor && positive && !missing ? { anchor, positive, negatives } : null;
  const found = named ? choice : guessColumns(table);
  if (!found) throw new HoneError('pairs/no-columns', { file: table.name });
  return found;
}

function examplesOf({ line, values }: PairRow, columns: ColumnChoice, file: string): Example[] {
  const negatives = columns.negatives.flatMap((column) => listOf(values[column]));
  const split = splitOf(values.split);
  return listOf(values[columns.anchor]).flatMap((anchor) =>
    listOf(values[columns.positive]).map((positive, index) => ({
      id: fingerprint([file, String(line), anchor, String(index)]),
      anchor,
      positive,
      ...(negatives.length > 0 ? { negatives } : {}),
      source: 'import' as const,
      writer: file,
      status: 'accepted' as const,
      split,
      createdAt: 0,
    })),
  );
}

const listOf = (value: CellValue | undefined): string[] =>
  (Array.isArray(value) ? value : [value ?? '']).filter((text) => text.trim() !== '');

const splitOf = (value: CellValue | undefined): Split =>
  value === 'dev' || value === 'validation' ? 'dev' : value === 'test' ? 'test' : 'train';
