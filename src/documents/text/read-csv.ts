import Papa from 'papaparse';
import type { Reader, ReadResult, SourceFile } from '../reader';
import { decodeText } from './decode-text';
import { tableOf } from './plain-table';

export const csvReader: Reader = { kinds: ['csv'], read: readCsv };

/** One table; what parts the columns is found by Papa Parse, tabs where the file is called .tsv. */
async function readCsv(file: SourceFile): Promise<ReadResult> {
  const text = decodeText(file.bytes).replace(/^\ufeff/, '');
  const tabs = /\.tsv$/i.test(file.name);
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', ...(tabs && { delimiter: '\t' }) });
  const table = tableOf(data.map((row) => row.map((cell) => cell.trim())));
  return { pages: [{ width: 0, height: 0, ocr: false }], drafts: table ? [table] : [], warnings: [] };
}
