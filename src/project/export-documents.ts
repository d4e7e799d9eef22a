import { strToU8, Zip, ZipDeflate } from 'fflate';
import { describedJson } from '../documents/export/described';
import { MarkdownWriter } from '../documents/export/markdown';
import { csvFile, tablesHead, tablesHtml } from '../documents/export/tables';
import { uniqueName } from '../documents/export/unique-name';
import type { Element } from '../documents/types';
import { BlobWriter } from './blob-writer';
import type { DocumentEntry, DocumentExport } from './contract';

// Milliseconds of work between two looks at the page.
const breathEvery = 30;

/** A document whose elements are read some at a time, as often as they are asked for. */
export interface PartedDocument {
  title: string;
  seconds: number;
  parts(): AsyncIterable<Element[]>;
}

/** One document's text or elements as they are, all else as a ZIP of a file or more for each; null where there is nothing to save. No document is held whole. */
export async function exportDocuments(
  entries: readonly Pick<DocumentEntry, 'id' | 'name'>[],
  what: DocumentExport,
  documentOf: (id: string) => PartedDocument | null,
): Promise<Blob | null> {
  const breathe = breathing();
  const [only] = entries;
  if (entries.length === 1 && only && what !== 'tables') {
    const document = documentOf(only.id);
    if (!document) return null;
    const written = new BlobWriter();
    for await (const { content } of filesOf(only.name, document, what))
      for await (const text of content) {
        written.add(strToU8(text));
        await breathe();
      }
    return written.blob();
  }
  const written = new BlobWriter();
  const zip = new Zip((error, part) => {
    if (error) throw error;
    written.add(part);
  });
  const names = new Set<string>();
  let files = 0;
  for (const { id, name } of entries) {
    const document = documentOf(id);
    if (!document) continue;
    for await (const { path, content } of filesOf(uniqueName(inside(name), names), document, what)) {
      const file = new ZipDeflate(path);
      zip.add(file);
      for await (const text of content) {
        file.push(strToU8(text));
        await breathe();
      }
      file.push(new Uint8Array(), true);
      files++;
    }
  }
  zip.end();
  return files > 0 ? written.blob('application/zip') : null;
}

/** Lets the page go on where there was much to do since it last could. */
function breathing(): () => Promise<void> {
  let breath = performance.now();
  return async () => {
    if (performance.now() - breath < breathEvery) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    breath = performance.now();
  };
}

/** A name that stays in the folder where the ZIP is unpacked. */
const inside = (name: string): string =>
  name
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');

interface WrittenFile {
  path: string;
  content: AsyncIterable<string> | Iterable<string>;
}

/** The files that a document is saved as: its tables on one page, and each as CSV; nothing where there are none. */
async function* filesOf(
  name: string,
  document: PartedDocument,
  what: DocumentExport,
): AsyncGenerator<WrittenFile> {
  switch (what) {
    case 'markdown':
      return yield { path: `${name}.md`, content: markdown(document) };
    case 'json':
      return yield {
        path: `${name}.json`,
        content: describedJson(name, document.seconds, document.parts()),
      };
    case 'tables':
      if (await hasTables(document)) yield* tables(name, document);
  }
}

async function hasTables({ parts }: PartedDocument): Promise<boolean> {
  for await (const elements of parts()) if (elements.some(({ type }) => type === 'Table')) return true;
  return false;
}

async function* markdown({ parts }: PartedDocument): AsyncGenerator<string> {
  const writer = new MarkdownWriter();
  for await (const elements of parts()) yield writer.add(elements);
  yield writer.end();
}

async function* tables(name: string, { title, parts }: PartedDocument): AsyncGenerator<WrittenFile> {
  const page = async function* () {
    yield tablesHead(title);
    for await (const elements of parts()) yield tablesHtml(elements);
  };
  yield { path: `${name}.tables.html`, content: page() };
  let count = 0;
  for await (const elements of parts())
    for (const table of elements.filter(({ type }) => type === 'Table')) {
      count++;
      yield { path: `${name}.table-${count}.csv`, content: [csvFile(table)] };
    }
}
