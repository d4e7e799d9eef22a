import { HoneError } from '../../errors/hone-error';
import { badRow, type BadRow, type CellValue, type PairRow, type PairTable } from './pair-table';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Text as it is, lists of texts as lists, other values as JSON; nothing for null. */
function cell(value: Json): CellValue | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  return JSON.stringify(value);
}

/** An object is a row by its keys; a list of texts is a row by position. */
function valuesOf(item: Json | undefined): Record<string, CellValue> | null {
  const named = Array.isArray(item)
    ? item.map((value, i): [string, Json] => [`column ${i + 1}`, value])
    : isObject(item)
      ? Object.entries(item)
      : null;
  if (!named || named.length === 0) return null;
  const cells = named
    .map(([key, value]) => [key, cell(value)] as const)
    .filter(([, value]) => value !== null);
  return Object.fromEntries(cells) as Record<string, CellValue>;
}

function tableOf(name: string, items: { line: number; item: Json | undefined }[]): PairTable {
  const rows: PairRow[] = [];
  const bad: BadRow[] = [];
  const columns = new Set<string>();
  for (const { line, item } of items) {
    const values = valuesOf(item);
    if (values) {
      Object.keys(values).forEach((key) => columns.add(key));
      rows.push({ line, values });
    } else bad.push(badRow(name, line, item === undefined ? 'not-json' : 'not-a-row'));
  }
  return { name, format: 'json', columns: [...columns], rows, bad };
}

/** One JSON value a line; empty lines are skipped. */
export function readJsonLines(name: string, text: string): PairTable {
  const lines = text.split(/\r\n|\n|\r/).map((content, i) => ({ line: i + 1, content }));
  const filled = lines.filter(({ content }) => content.trim() !== '');
  return tableOf(
    name,
    filled.map(({ line, content }) => ({ line, item: parse(content) })),
  );
}

/** {"question": ["a", "b"], "answer": ["c", "d"]}: columns of equal length, as pandas and datasets write them. */
function rowsOfColumns(value: { [key: string]: Json }): Json[] | null {
  const columns = Object.entries(value);
  const lengths = new Set(columns.map(([, list]) => (Array.isArray(list) ? list.length : -1)));
  const [length] = lengths;
  if (columns.length < 2 || lengths.size !== 1 || length === undefined || length < 0) return null;
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(columns.map(([key, list]) => [key, (list as Json[])[i] ?? null])),
  );
}

/** The list of rows in a JSON document: itself, or the only list of rows under one of its keys ('data', 'train', ...). */
function rowsIn(value: Json): Json[] | null {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return null;
  const columns = rowsOfColumns(value);
  if (columns) return columns;
  const lists = Object.values(value).filter(
    (item): item is Json[] => Array.isArray(item) && item.some((row) => isObject(row) || Array.isArray(row)),
  );
  return lists.length === 1 ? lists[0]! : null;
}

/** A JSON document; where it is none, one JSON value a line. Throws 'file/unreadable' where there are no rows in it. */
export function readJson(name: string, text: string): PairTable {
  const value = parse(text);
  if (value === undefined) return readJsonLines(name, text);
  const rows = rowsIn(value) ?? (isObject(value) ? [value] : null);
  if (!rows) throw new HoneError('file/unreadable', { file: name });
  return tableOf(
    name,
    rows.map((item, i) => ({ line: i + 1, item })),
  );
}
