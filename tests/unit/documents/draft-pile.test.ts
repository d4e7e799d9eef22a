import { expect, test } from 'vitest';
import { ElementMaker, toElements, type Draft } from '../../../src/documents/element';
import { DraftPile } from '../../../src/documents/pdf/draft-pile';
import { withOutline, type OutlineEntry } from '../../../src/documents/pdf/outline';

const table: Draft = {
  type: 'Table',
  text: '',
  page: 40,
  bbox: [0, 0, 9, 9],
  cells: [{ row: 0, col: 0, row_span: 1, col_span: 1, text: 'Cone' }],
};
/** 120 pages; a table ends page 40, on which the first part ends, and goes on on the next. */
const drafts = Array.from({ length: 120 }, (_, i): Draft[] => {
  const page = i + 1;
  const text = `The kiln and the damper of page ${page} are opened by the people who fire the kiln.`;
  return [
    ...(page % 10 === 1 ? [{ type: 'Title' as const, text: `Chapter ${page}`, page, level: 3 }] : []),
    { type: 'NarrativeText', text: 'Firing', page },
    { type: 'NarrativeText', text, page },
    ...(page === 40 ? [table] : []),
  ];
});
const outline: OutlineEntry[] = [
  { title: 'Chapter 1', level: 1, page: 1 },
  { title: 'Firing', level: 2, page: 5 },
  { title: 'Chapter 61', level: 1, page: 61 },
  { title: 'Not in the text', level: 1 },
];

test('a document laid aside in parts has the levels and elements that it has as a whole', async () => {
  const pile = new DraftPile(outline);
  pile.add(drafts.slice(0, 40).flat());
  pile.layAside(table);
  // The next page goes on with it.
  table.cells!.push({ row: 1, col: 0, row_span: 1, col_span: 1, text: '6' });
  pile.add(drafts.slice(40, 80).flat());
  pile.layAside(undefined);
  pile.add(drafts.slice(80).flat());
  const maker = new ElementMaker('book.pdf');
  const parts: Draft[] = [];
  const elements = [];
  for await (const part of pile.parts()) {
    parts.push(...part);
    elements.push(...maker.add(part));
  }
  const whole = withOutline(drafts.flat(), outline);
  expect(parts).toEqual(whole);
  expect(parts.filter(({ level }) => level !== undefined).map(({ page, level }) => [page, level])).toEqual([
    ...[
      [1, 1],
      [4, 2],
    ],
    ...[11, 21, 31, 41, 51].map((page) => [page, 3]),
    [61, 1],
    ...[71, 81, 91, 101, 111].map((page) => [page, 3]),
  ]);
  expect(elements).toEqual(toElements('book.pdf', whole));
  expect(elements.find(({ type }) => type === 'Table')!.rows).toEqual([['Cone'], ['6']]);
});
