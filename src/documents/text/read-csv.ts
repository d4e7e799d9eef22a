import Papa from 'papaparse';
import type { Draft } from '../element';
import type { Reader, ReadResult, SourceFile } from '../reader';
import { decodeText } from './decode-text';
import { tableOf } from './plain-table';

export const csvReader: Reader = { kinds: ['csv'], read: readCsv };

/** One table; what parts the columns is found by Papa Parse, tabs where the file is called .tsv. */
async function readCsv(file: SourceFile): Promise<ReadResult> {
  const text = decodeText(file.bytes).replace(/^\ufeff/, '');
  const tabs = /\.(?:tsv|tab)$/i.test(file.name);
  // Excel's own line that names the separator.
  const separator = /^sep=(.)\r?\n/i.exec(text);
  const { data } = Papa.parse<string[]>(separator ? text.slice(separator[0].length) : text, {
    skipEmptyLines: 'greedy',
    ...(separator ? { delimiter: separator[1]! } : tabs && { delimiter: '\t' }),
  });
  const read = tableOf(data.map((row) => row.map((cell) => cell.trim())));
  const title: Draft[] = read?.title ? [{ type: 'Title', text: read.title, page: 1, level: 1 }] : [];
  return {
    pages: [{ width: 0, height: 0, ocr: false }],
    drafts: read ? [...title, read.table] : [],
    warnings: [],
  };
}
