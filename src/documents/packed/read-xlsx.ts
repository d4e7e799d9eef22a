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
  const sheets = await readWorkbook(repacked(file, wanted)).catch((error: unknown) => {
    throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
  });
  const drafts = sheets.flatMap(({ sheet, data }): Draft[] => {
    const table = tableOf(data.map((row) => row.map(cellText)));
    return table ? [{ type: 'Title', text: sheet, page: 1, level: 1 }, table] : [];
  });
  return { pages: [{ width: 0, height: 0, ocr: false }], drafts, warnings: [] };
}

/** Dates as ISO 8601 has them, without a time where that is midnight. */
function cellText(value: CellValue | Date | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$|\.\d{3}Z$/, '');
  return String(value).trim();
}
