import { strFromU8, strToU8 } from 'fflate';
import readWorkbook, { type CellValue } from 'read-excel-file/universal';
import { HoneError } from '../../errors/hone-error';
import type { Draft } from '../element';
import type { Reader, ReadResult, SourceFile } from '../reader';
import { tableOf } from '../text/plain-table';
import { repacked } from './unpack';

export const xlsxReader: Reader = { kinds: ['xlsx'], read: readXlsx };

const wanted = (name: string): boolean => /\.(?:xml|rels)$/.test(name);

/** Each sheet is a title and a table. */
async function readXlsx(file: SourceFile): Promise<ReadResult> {
  const packed = repacked(file, wanted, (name, bytes) =>
    isSheet.test(name) ? sheetOf(file.name, bytes) : bytes,
  );
  const sheets = await readWorkbook(packed).catch((error: unknown) => {
    throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
  });
  const drafts = sheets.flatMap(({ sheet, data }): Draft[] => {
    const table = tableOf(data.map((row) => row.map(cellText)));
    return table ? [{ type: 'Title', text: sheet, page: 1, level: 1 }, table] : [];
  });
  return { pages: [{ width: 0, height: 0, ocr: false }], drafts, warnings: [] };
}

const isSheet = /^xl\/worksheets\/[^/]+\.xml$/;
const emptyCell = /<(?:\w+:)?c\b[^<>]*\/>/g;
const cellPlace = /<(?:\w+:)?c\b[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"/g;
/** The reader makes a cell of each place up to the last one that is filled. */
const mostPositions = 4_000_000;

/** A sheet without its empty cells: one that was only coloured may lie in the last row. Throws 'file/too-large'. */
function sheetOf(file: string, bytes: Uint8Array): Uint8Array {
  const xml = strFromU8(bytes).replace(emptyCell, '');
  let rows = 0;
  let columns = 0;
  for (const [, letters, row] of xml.matchAll(cellPlace)) {
    rows = Math.max(rows, Number(row));
    columns = Math.max(
      columns,
      [...letters!].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0),
    );
  }
  if (rows * columns > mostPositions) throw new HoneError('file/too-large', { file });
  return strToU8(xml);
}

/** Dates as ISO 8601 has them, without a time where that is midnight. */
function cellText(value: CellValue | Date | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$|\.\d{3}Z$/, '');
  return String(value).trim();
}
