import { HoneError } from '../../errors/hone-error';
import { decodeText } from './decode';
import type { PairTable } from './pair-table';
import { readDelimited } from './read-delimited';
import { readJson, readJsonLines } from './read-json';

/**
 * Reads CSV, TSV, JSON or JSONL, told apart by the name's ending, else by the first character. Bad rows are listed by line.
 * Throws 'file/empty', and 'file/unreadable' where no row at all can be read.
 */
export function readPairs(name: string, bytes: Uint8Array): PairTable {
  const text = decodeText(bytes);
  if (text.trim() === '') throw new HoneError('file/empty', { file: name });
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const table = readAs(ending, name, text);
  if (table.rows.length === 0 && table.bad.length > 0) throw new HoneError('file/unreadable', { file: name });
  if (table.rows.length === 0) throw new HoneError('file/empty', { file: name });
  return table;
}

function readAs(ending: string, name: string, text: string): PairTable {
  if (ending === 'csv' || ending === 'tsv' || ending === 'tab') {
    return readDelimited(name, text, ending === 'csv' ? '' : '\t');
  }
  if (ending === 'jsonl' || ending === 'ndjson') return readJsonLines(name, text);
  if (ending === 'json' || /^\s*[[{]/.test(text)) return readJson(name, text);
  return readDelimited(name, text, '');
}
