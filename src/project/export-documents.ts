import { strToU8, Zip, ZipDeflate } from 'fflate';
import { described } from '../documents/export/described';
import { documentMarkdown } from '../documents/export/markdown';
import { tableFiles } from '../documents/export/tables';
import { uniqueName } from '../documents/export/unique-name';
import type { ReadDocument } from '../documents/types';
import type { DocumentEntry, DocumentExport } from './contract';

// Milliseconds of work between two looks at the page.
const breathEvery = 30;

/** One document's text or elements as they are, all else as a ZIP of a file or more for each; null where there is nothing to save. `whole`: a document with its elements; one at a time is held. */
export async function exportDocuments(
  entries: readonly Pick<DocumentEntry, 'id' | 'name'>[],
  what: DocumentExport,
  whole: (id: string) => Promise<ReadDocument | null>,
): Promise<Blob | null> {
  const [only] = entries;
  if (entries.length === 1 && only && what !== 'tables') {
    const document = await whole(only.id);
    return document && new Blob([...filesOf(only.name, document, what).values()]);
  }
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  const names = new Set<string>();
  let breath = performance.now();
  let files = 0;
  for (const { id, name } of entries) {
    const document = await whole(id);
    if (!document) continue;
    for (const [path, content] of filesOf(uniqueName(inside(name), names), document, what)) {
      const file = new ZipDeflate(path);
      zip.add(file);
      file.push(strToU8(content), true);
      files++;
    }
    if (performance.now() - breath < breathEvery) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    breath = performance.now();
  }
  zip.end();
  return files > 0 ? new Blob(parts as Uint8Array<ArrayBuffer>[], { type: 'application/zip' }) : null;
}

/** A name that stays in the folder where the ZIP is unpacked. */
const inside = (name: string): string =>
  name
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');

function filesOf(name: string, document: ReadDocument, what: DocumentExport): Map<string, string> {
  switch (what) {
    case 'markdown':
      return new Map([[`${name}.md`, documentMarkdown(document)]]);
    case 'json':
      return new Map([[`${name}.json`, JSON.stringify(described(name, document, true), null, 1)]]);
    case 'tables':
      return tableFiles(name, document);
  }
}
