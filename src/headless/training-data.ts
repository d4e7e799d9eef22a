import { HoneError } from '../errors/hone-error';
import { guessColumns, type ColumnChoice } from '../pairs/exchange/columns';
import { isOwnTable, restoreExample } from '../pairs/exchange/export-pairs';
import { guessRowColumns, labelColumn, readRows } from '../pairs/exchange/labelled-rows';
import { badRow, type CellValue, type PairRow, type PairTable } from '../pairs/exchange/pair-table';
import { readPairs } from '../pairs/exchange/read-pairs';
import { classNames, guessSame, rowData, type RowData } from '../pairs/rows/row-sets';
import { splitNamed, type Row, type RowColumns } from '../pairs/rows/row';
import type { Example, Split } from '../pairs/types';
import { fingerprint } from '../project/hash';
import { sentence } from './failure';
import type { Host } from './host';

/** What --data holds: question and passage pairs, or rows with labels, never both. */
export type TrainingData = { kind: 'pairs'; examples: Example[] } | ({ kind: 'labelled' } & RowData);

/**
 * The rows of --data: Hone's own files with their splits and without what was rejected; others are all trained on, but for rows
 * whose column 'split' says dev or test. Tables with a column of labels are read by columns, as sentence-transformers does.
 * Throws HoneError 'pairs/no-columns', 'pairs/mixed-labels', 'pairs/mixed-tables' where only some tables have labels.
 */
export async function trainingData(host: Host): Promise<TrainingData> {
  const tables: PairTable[] = [];
  for (const input of host.inputs('data')) {
    const table = readPairs(input.path, new Uint8Array(await (await host.read(input)).arrayBuffer()));
    for (const { code, parameters } of table.bad.slice(0, 10))
      host.say(sentence(new HoneError(code, parameters)));
    tables.push(table);
  }
  const labelled = tables.map((table) => ({ table, columns: rowColumnsOf(table, host) }));
  const withLabels = labelled.flatMap(({ table, columns }) => (columns ? [{ table, columns }] : []));
  if (withLabels.length === 0) return { kind: 'pairs', examples: pairsOf(tables, host) };
  const bare = labelled.find(({ columns }) => columns === null);
  if (bare) throw new HoneError('pairs/mixed-tables', { file: bare.table.name });
  for (const { table, columns } of withLabels)
    host.say(`${table.name}: texts ${columns.texts.join(', ')}; labels ${columns.label}`);
  return labelledData(withLabels, host);
}

function labelledData(
  tables: readonly { table: PairTable; columns: RowColumns }[],
  host: Host,
): TrainingData {
  const { rows: read, incomplete } = readRows(tables);
  for (const { file, line } of incomplete.slice(0, 10)) {
    const { code, parameters } = badRow(file, line, 'empty');
    host.say(sentence(new HoneError(code, parameters)));
  }
  const rows = read.map(({ file, line, texts, label, split, status }): Row => ({
    id: `${file}:${line}`,
    texts,
    label,
    writer: file,
    status: status === 'rejected' ? 'rejected' : 'accepted',
    split: splitOf(split),
    createdAt: 0,
  }));
  const names = classNames(
    rows.map(({ label }) => label),
    null,
  );
  const data = rowData(rows, guessSame(names ?? []));
  if (data.classes)
    host.say(`Classes: ${data.classes.map((name, number) => `${number} ${name}`).join(', ')}`);
  return { kind: 'labelled', ...data };
}

/** A table's columns where it has labels that are wanted; null where it is one of pairs. */
function rowColumnsOf(table: PairTable, { options }: Host): RowColumns | null {
  const { columns: texts, label: asked } = options;
  if (asked === 'none' || isOwnTable(table)) return null;
  const missing = [...(texts ?? []), ...(asked ? [asked] : [])].some((name) => !table.columns.includes(name));
  if (missing) throw new HoneError('pairs/no-columns', { file: table.name });
  const label = asked ?? labelColumn(table.columns.filter((column) => !texts?.includes(column)));
  if (label === null) return null;
  if (texts) return { texts, label };
  const guessed = guessRowColumns({
    columns: table.columns.map((column) => (column === label ? 'label' : column)),
  });
  if (!guessed) throw new HoneError('pairs/no-columns', { file: table.name });
  return { texts: guessed.texts, label };
}

function pairsOf(tables: readonly PairTable[], host: Host): Example[] {
  const examples: Example[] = [];
  for (const table of tables) {
    const choice = isOwnTable(table) ? null : columnsOf(table, host.options.columns);
    if (choice)
      host.say(`${table.name}: ${[choice.anchor, choice.positive, ...choice.negatives].join(', ')}`);
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

/** The side a row's 'split' names; any other is trained on. */
const splitOf = (value: CellValue | undefined): Split =>
  (typeof value === 'string' ? splitNamed(value) : null) ?? 'train';
