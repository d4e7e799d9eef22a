import 'fake-indexeddb/auto';
import { strToU8, zipSync } from 'fflate';
import { deleteDB, openDB } from 'idb';
import { expect, test } from 'vitest';
import type { ReadDocument } from '../../../src/documents/types';
import { projectCollection } from '../../../src/storage/collection';
import { closeDatabase, databaseName, type OfProject } from '../../../src/storage/database';
import { closeTab, file, handbook, newProject, opened, openPage, usePage, wholeOf } from './application';

usePage();

interface Kept extends OfProject {
  document?: object | null;
  corrections?: object[];
  chunks?: { text: string }[];
  key?: string;
}
const documents = projectCollection<Kept>('documents');
const corrections = projectCollection<Kept>('corrections');
const chunks = projectCollection<Kept>('chunks');

test('a project that an earlier version kept opens with its documents, corrections and pairs', async () => {
  const page = await openPage();
  const project = await newProject(page, 'Of before');
  await project.addFiles([handbook('alpha'), handbook('beta')]);
  const [alpha] = project.documents;
  const whole = (id: string): Promise<ReadDocument> => wholeOf(project, id);
  const read = await whole(alpha!.id);
  await project.correctDocument(alpha!.id, {
    kind: 'text',
    id: read.elements[1]!.id,
    text: 'It is kept warm.',
  });
  const corrected = await whole(alpha!.id);
  const before = { chunks: project.chunks, documents: project.documents };
  await project.addQuestion(project.chunks[0]!.id, 'What is kept warm?');
  const made = await corrections.get(project.id, alpha!.id);
  closeTab(page);
  await closeDatabase();

  // As the version before kept it: each document's elements and corrections in its record, no stores of their own.
  const old = await openDB(databaseName);
  const before2 = { [alpha!.id]: read };
  for (const record of (await old.getAll('documents')) as Kept[]) {
    const elements = (await old.getAll('elements')) as { id: string; elements: object[] }[];
    const own = elements.filter(({ id }) => id.startsWith(`${record.id}/`)).flatMap((part) => part.elements);
    const { title, pages, seconds, warnings } = before2[record.id] ?? (record.document as ReadDocument);
    await old.put('documents', {
      ...record,
      document: { title, pages, seconds, warnings, elements: own },
      ...(record.id === alpha!.id && { corrections: made!.corrections }),
    });
  }
  old.close();
  await asVersion2();

  const again = opened(await openPage());
  expect(again.name).toBe('Of before');
  expect(again.documents).toEqual(before.documents);
  expect(await wholeOf(again, alpha!.id)).toEqual(corrected);
  await expect.poll(() => again.chunks).toEqual(before.chunks);
  expect(again.parts.pairs.orphans).toBe(0);
  const kept = await documents.all(again.id);
  expect(kept.some(({ document }) => document && 'elements' in document)).toBe(false);
  await again.correctDocument(alpha!.id, 'undo');
  expect(await wholeOf(again, alpha!.id)).toEqual(read);
});

/** The database as it was before there were stores for elements and corrections. */
async function asVersion2(): Promise<void> {
  const now = await openDB(databaseName);
  const names = [...now.objectStoreNames].filter((name) => name !== 'elements' && name !== 'corrections');
  const stores = await Promise.all(
    names.map(async (name) => {
      const { store } = now.transaction(name);
      const { keyPath, autoIncrement } = store;
      const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath as string]);
      return { name, keyPath, autoIncrement, indexes, records: (await store.getAll()) as object[] };
    }),
  );
  now.close();
  await deleteDB(databaseName);
  const old = await openDB(databaseName, 2, {
    upgrade(db) {
      for (const { name, keyPath, autoIncrement, indexes } of stores) {
        const store = db.createObjectStore(name, { keyPath, autoIncrement });
        for (const [index, path] of indexes) store.createIndex(index!, path!);
      }
    },
  });
  for (const { name, records } of stores) for (const record of records) await old.put(name, record);
  old.close();
}

test('a correction rewrites neither the document nor what was read, and only its document’s passages are cut anew', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([handbook('alpha'), handbook('beta')]);
  const [alpha, beta] = project.documents;
  const [element] = (await wholeOf(project, alpha!.id)).elements;
  const record = await documents.get(project.id, alpha!.id);
  const others = await chunks.get(project.id, beta!.id);
  await project.correctDocument(alpha!.id, { kind: 'text', id: element!.id, text: 'Another title' });
  expect(await documents.get(project.id, alpha!.id)).toEqual(record);
  expect(record).not.toHaveProperty('corrections');
  expect((await corrections.get(project.id, alpha!.id))!.corrections).toHaveLength(1);
  expect(await chunks.get(project.id, beta!.id)).toEqual(others);
  expect(project.chunks[0]!.text).toContain('Another title');
  await project.correctDocument(alpha!.id, 'undo');
  expect(await corrections.get(project.id, alpha!.id)).toBeUndefined();
});

test('a page shows its elements once they are read, with the corrections', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([file('long.md', '# Kiln\n\nIt is warm.\n')]);
  const { id } = project.documents[0]!;
  const texts = () => project.elementsOn(id, 1)?.map(({ text }) => text) ?? null;
  expect(texts()).toBeNull();
  await project.showPage(id, 1);
  expect(texts()).toEqual(['Kiln', 'It is warm.']);
  const element = project.elementsOn(id, 1)![1]!;
  await project.correctDocument(id, { kind: 'text', id: element.id, text: 'It is cold.' });
  expect(texts()).toEqual(['Kiln', 'It is cold.']);
  await project.correctDocument(id, 'undo');
  expect(texts()).toEqual(['Kiln', 'It is warm.']);
});

/** A presentation of so many slides, each with a title and six points. */
function presentation(slides: number): File {
  const shape = (type: string, ...texts: string[]) =>
    `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody>${texts
      .map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`)
      .join('')}</p:txBody></p:sp>`;
  const points = (n: number) =>
    Array.from({ length: 6 }, (_, i) => `Point ${i} of slide ${n} is about kilns.`);
  const slide = (n: number) =>
    `<?xml version="1.0"?><p:sld xmlns:p="p" xmlns:a="a">${shape('title', `Slide ${n}`)}${shape('body', ...points(n))}</p:sld>`;
  const files = Array.from({ length: slides }, (_, i): [string, Uint8Array] => [
    `ppt/slides/slide${i + 1}.xml`,
    strToU8(slide(i + 1)),
  ]);
  const all = { 'ppt/presentation.xml': strToU8('<p:presentation/>'), ...Object.fromEntries(files) };
  return new File([zipSync(all).slice()], 'talk.pptx');
}

test('a long document is kept in parts, its passages too, and comes back in its order; cut otherwise, the earlier passages are gone', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.addFiles([handbook('alpha'), presentation(300), handbook('beta')]);
  const [, talk] = project.documents;
  expect(talk!.document!.parts.length).toBeGreaterThan(3);
  const { chunking } = project;
  const first = project.chunks;
  const stored = async () => (await chunks.ids(project.id)).filter((id) => id.startsWith(talk!.id));
  const parts = await stored();
  expect(parts.length).toBeGreaterThan(3);
  await project.changeChunking({ ...chunking, maxTokens: 120, softMaxTokens: 100 });
  const cut = project.chunks;
  expect(cut.length).toBeGreaterThan(first.length);
  expect((await stored()).filter((id) => id !== talk!.id && parts.includes(id))).toEqual([]);
  await project.showPage(talk!.id, 250);
  expect(project.elementsOn(talk!.id, 250)!.map(({ text }) => text)[0]).toBe('Slide 250');
  closeTab(page);

  const later = await openPage();
  const again = opened(later);
  expect(again.chunks).toEqual(cut);
  await again.changeChunking(chunking);
  expect(again.chunks).toEqual(first);
  await again.removeDocument(talk!.id);
  expect(await stored()).toEqual([]);
  await later.app.notices.find(({ code }) => code === 'document-removed')?.undo?.();
  expect(again.chunks).toEqual(first);
});
