import Papa from 'papaparse';
import { isKnownColumn } from './columns';
import { badRow, type BadRow, type PairRow, type PairTable } from './pair-table';

interface DelimitedRecord {
  line: number;
  cells: string[];
  broken: boolean;
}

const countBreaks = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

/** Broken quotes after which reading goes on; each costs a look at the rest of the file. */
const mostRestarts = 500;

/**
 * Records with the lines they begin on: a quoted cell may hold line breaks, so records are not lines. A quote that is
 * never closed would swallow all that follows: such a record is given up after its first line, and reading goes on.
 */
function recordsOf(text: string, delimiter: string): DelimitedRecord[] {
  const records: DelimitedRecord[] = [];
  let from = 0;
  let line = 1;
  for (let restarts = 0; from < text.length; restarts++) {
    const start = from;
    let restart = false;
    Papa.parse<string[]>(start === 0 ? text : text.slice(start), {
      delimiter,
      delimitersToGuess: [',', '\t', ';', '|'],
      step: ({ data, errors, meta }, parser) => {
        const broken = errors.some((error) => error.type === 'Quotes');
        if (data.some((cell) => cell.trim() !== '')) records.push({ line, cells: data, broken });
        restart = broken && restarts < mostRestarts;
        const end = restart ? nextLine(text, from) : start + meta.cursor;
        line += countBreaks(text.slice(from, end));
        from = end;
        delimiter = meta.delimiter;
        if (restart) parser.abort();
      },
    });
    if (!restart) break;
  }
  return records;
}

function nextLine(text: string, from: number): number {
  const breaks = /\r\n|\n|\r/g;
  breaks.lastIndex = from;
  return breaks.exec(text) ? breaks.lastIndex : text.length;
}

/** Whether the first record names columns: a known name, or short, different, filled cells of which none asks. */
function isHeader(cells: string[]): boolean {
  if (cells.some(isKnownColumn)) return true;
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const short = names.every((name) => name !== '' && name.length <= 30 && !/[?？.。]$/u.test(name));
  return short && new Set(names).size === names.length;
}

/** Comma-, tab-, semicolon- or bar-separated text (RFC 4180 quoting); '' as delimiter: guessed. */
export function readDelimited(name: string, text: string, delimiter: string): PairTable {
  const records = recordsOf(text, delimiter);
  const first = records[0];
  if (!first) return { name, format: 'delimited', columns: [], rows: [], bad: [] };
  const named = isHeader(first.cells);
  const columns = first.cells.map((cell, i) => (named && cell.trim()) || `column ${i + 1}`);
  const rows: PairRow[] = [];
  const bad: BadRow[] = [];
  for (const { line, cells, broken } of named ? records.slice(1) : records) {
    const extra = cells.slice(columns.length).some((cell) => cell.trim() !== '');
    if (broken) bad.push(badRow(name, line, 'quotes'));
    else if (extra || (cells.length === 1 && columns.length > 1)) bad.push(badRow(name, line, 'cells'));
    else
      rows.push({ line, values: Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])) });
  }
  return { name, format: 'delimited', columns, rows, bad };
}
