import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { Chunker, chunkDocument } from '../../../src/documents/chunking/chunk-document';
import { corrected, type Correction } from '../../../src/documents/corrections';
import { toElements, type Draft } from '../../../src/documents/element';
import {
  isKept,
  keepElements,
  keptPart,
  keptParts,
  partOfPage,
  removeOthers,
} from '../../../src/documents/kept-elements';
import { defaultChunking, type Element, type ReadDocument } from '../../../src/documents/types';

const pages = 300;
const longTable: Draft = {
  type: 'Table',
  text: '',
  page: 100,
  cells: ['Cone', '6'].map((text, row) => ({ row, col: 0, row_span: 1, col_span: 1, text })),
  headerRows: 1,
  parts: Array.from({ length: 81 }, (_, i) => ({ page: 100 + i, bbox: [0, 0, 9, 9], row: 1, heads: 1 })),
};
/** Four elements on a page; a table from page 100 to page 180. */
const drafts = Array.from({ length: pages }, (_, i): Draft[] => {
  const page = i + 1;
  const chapter = page % 60 === 30;
  return [
    { type: 'Title', text: chapter ? `Chapter ${page}` : `Section ${page}`, page, level: chapter ? 1 : 2 },
    { type: 'NarrativeText', text: `The kiln of page ${page} is warm. It cools by night.`, page },
    ...(page === 100 ? [longTable] : []),
    { type: 'NarrativeText', text: 'Every page ends so.', page },
    { type: 'Footer', text: `${page}`, page },
  ];
});
const elements = toElements('book.pdf', drafts.flat());
const book: ReadDocument = {
  title: 'Book',
  pages: Array.from({ length: pages }, () => ({ width: 100, height: 100, ocr: false })),
  elements,
  seconds: 1,
  warnings: [],
};

async function whole(id: string, parts: number, corrections: readonly Correction[] = []): Promise<Element[]> {
  const found: Element[] = [];
  for await (const part of keptParts({ projectId: 'p', id, parts }, corrections)) found.push(...part);
  return found;
}

test('a book is kept in parts that end where no table goes on, and is the same when they are put together', async () => {
  const summary = await keepElements('p', 'book', book);
  expect(summary.parts).toEqual([100 - 1, 180, 280, 300].filter((page) => summary.parts.includes(page)));
  expect(summary.parts.length).toBeGreaterThan(2);
  expect(await whole('book', summary.parts.length)).toEqual(elements);
  expect(summary.hasTables).toBe(true);
  for (const page of [1, 99, 100, 140, 180, 181, 300]) {
    const part = await keptPart('p', 'book', partOfPage(summary, page));
    const on = (all: readonly Element[]) =>
      all.filter((one) => one.page === page || one.parts?.some((own) => own.page === page));
    expect(on(part)).toEqual(on(elements));
  }
});

test('corrections are made part by part as on the whole, titles above included', async () => {
  const { parts } = await keepElements('p', 'book', book);
  const at = (page: number, type: Element['type']) =>
    elements.find((one) => one.page === page && one.type === type)!.id;
  const corrections: Correction[] = [
    { kind: 'type', id: at(95, 'NarrativeText'), type: 'Title' },
    { kind: 'exclude', id: at(210, 'Title') },
    { kind: 'move', id: at(150, 'NarrativeText'), beside: at(100, 'Table'), after: false },
    { kind: 'cell', id: at(100, 'Table'), row: 1, col: 0, text: '7' },
  ];
  expect(await whole('book', parts.length, corrections)).toEqual(corrected(elements, corrections));
});

test('chunks are the same whether a document comes whole or in parts', async () => {
  const { parts } = await keepElements('p', 'book', book);
  const source = { id: 'book', name: 'book.pdf', identity: 'book.pdf', title: 'Book' };
  const count = (text: string) => text.split(/\s+/).length;
  for (const options of [
    defaultChunking,
    { ...defaultChunking, context: true, multipage: false, maxTokens: 32, softMaxTokens: 30 },
  ]) {
    const chunker = new Chunker(source, options, count);
    const chunks = [];
    for await (const part of keptParts({ projectId: 'p', id: 'book', parts: parts.length }, []))
      chunks.push(...chunker.add(part));
    chunks.push(...chunker.finish());
    expect(chunks).toEqual(chunkDocument({ ...source, elements }, options, count));
  }
});

test('a shorter version takes the place of a longer one, and what no document has is removed', async () => {
  const long = await keepElements('p', 'book', book);
  const short = await keepElements('p', 'book', { ...book, elements: elements.slice(0, 10) });
  expect(short.parts).toHaveLength(1);
  expect(short.digest).not.toBe(long.digest);
  expect(await isKept({ projectId: 'p', id: 'book', parts: 1 })).toBe(true);
  expect(await isKept({ projectId: 'p', id: 'book', parts: 2 })).toBe(false);
  await keepElements('p', 'other', book);
  await removeOthers('p', new Set(['other']));
  expect(await isKept({ projectId: 'p', id: 'book', parts: 1 })).toBe(false);
  expect(await whole('other', long.parts.length)).toEqual(elements);
});
