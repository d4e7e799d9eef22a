import { cellRows, rowText } from '../documents/element';
import { tableCsv, tablesPage } from '../documents/table-export';
import { pageTables, type PageTable } from '../documents/table-parts';
import { defaultChunking, type Element, type ReadDocument } from '../documents/types';
import { readingFailure } from '../documents/reading-failure';
import { HoneError } from '../errors/hone-error';
import { filesIn } from '../project/archives';
import { hashBytes } from '../project/hash';
import { ocrLanguages } from '../project/language';
import type { Workers } from '../project/workers';
import { sentence } from './failure';
import type { Host } from './host';
import { chosenModel } from './model';

/**
 * DIR/<file>.json and its tables for each file, also of those in archives, DIR/chunks.jsonl for all. A file that cannot be
 * read stops no other; the command then fails at its end.
 */
export async function extract(host: Host, workers: Workers): Promise<string[]> {
  const failures: string[] = [];
  const documents: { id: string; name: string; identity: string; document: ReadDocument }[] = [];
  const names = new Set<string>();
  const readOne = async (file: File): Promise<void> => {
    const { name } = file;
    try {
      const bytes = await file.arrayBuffer();
      const id = await hashBytes(bytes);
      const languages = ocrLanguages(
        'en',
        name,
        documents.map(({ document }) => document),
      );
      const document = await workers.extract.call((worker, listen) =>
        worker.read({ name, bytes }, { ocrLanguages: languages }, listen(host.progress(name))),
      );
      const identity = unique(name, names);
      await host.writeJson(`${identity}.json`, described(name, document, host.options.wholeTables));
      await writeTables(host, identity, document);
      if (!documents.some((other) => other.id === id)) documents.push({ id, name, identity, document });
    } catch (error) {
      failures.push(sentence(readingFailure(error, name)));
    }
  };
  for (const input of host.inputs('file')) {
    const file = new File([await host.read(input)], input.path);
    for await (const one of filesIn(file, workers.view)) {
      if (one instanceof HoneError) failures.push(sentence(one));
      else await readOne(one);
    }
  }
  const model = await chosenModel(host);
  const { maxTokens = defaultChunking.maxTokens } = host.options;
  const options = {
    ...defaultChunking,
    maxTokens,
    softMaxTokens: Math.min(defaultChunking.softMaxTokens, maxTokens),
    combineUnderTokens: Math.min(defaultChunking.combineUnderTokens, maxTokens),
  };
  const chunks = await workers.view.call((worker) => worker.chunk(documents, model, options));
  await host.writeLines('chunks.jsonl', chunks);
  host.say(`${chunks.length} chunks from ${documents.length} files`);
  return failures;
}

/** DIR/<file>.tables.html with all tables, DIR/<file>.table-1.csv and on with each; nothing where there are none. */
async function writeTables(host: Host, identity: string, { title, elements }: ReadDocument): Promise<void> {
  const tables = elements.filter(({ type }) => type === 'Table');
  if (tables.length === 0) return;
  await host.write(`${identity}.tables.html`, tablesPage(title, elements));
  // The mark tells spreadsheets that this is UTF-8.
  for (const [i, table] of tables.entries())
    await host.write(`${identity}.table-${i + 1}.csv`, `\ufeff${tableCsv(table)}`);
}

/** Files of one name from different folders: 'a.pdf', 'a.pdf-2'. */
function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
  taken.add(free);
  return free;
}

interface DescribedElement extends Pick<Element, 'type' | 'text' | 'page' | 'rows' | 'cells' | 'parts'> {
  bbox: Element['bbox'] | null;
  continued?: true;
}

/**
 * A table has its `cells` (place, row_span, col_span, text) besides `rows`, in which covered positions are null. One that
 * goes on over pages is given as it stands on each, every part but the first marked as `continued`; with `whole` once, on
 * its first page, with the places of its `parts`.
 */
export const described = (file: string, { seconds, elements }: ReadDocument, whole = false) => ({
  file,
  seconds,
  elements: elements.flatMap((element): DescribedElement[] => {
    const { type, text, page, bbox = null, rows, cells, parts } = element;
    if (!rows || !cells) return [{ type, text, page, bbox }];
    if (whole) return [{ type, text, page, bbox, rows, cells, ...(parts && { parts }) }];
    return pageTables(element).map((part, i) => describedTable(part, i > 0));
  }),
});

function describedTable({ page, bbox, cells }: PageTable, continued: boolean): DescribedElement {
  const rows = cellRows(cells);
  const text = rows.map(rowText).join('\n');
  return { type: 'Table', text, page, bbox: bbox ?? null, ...(continued && { continued }), rows, cells };
}
