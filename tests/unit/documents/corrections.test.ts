import { expect, test } from 'vitest';
import {
  corrected,
  doubtfulPlaces,
  isDoubtful,
  stillDoubtful,
  type Correction,
} from '../../../src/documents/corrections';
import { toElements, type Draft } from '../../../src/documents/element';
import type { Element } from '../../../src/documents/types';
import { outline } from './reading';

const drafts: Draft[] = [
  { type: 'NarrativeText', text: 'Firing', page: 1, bbox: [0, 0, 10, 10] },
  { type: 'NarrativeText', text: 'The kiln is', page: 1, bbox: [0, 20, 10, 30] },
  { type: 'NarrativeText', text: 'warm. It cools.', page: 1, bbox: [5, 30, 20, 40] },
  {
    type: 'Table',
    text: '',
    page: 1,
    cells: ['Cone', 'Heat', '6', '12Z2'].map((text, i) => ({
      row: Math.floor(i / 2),
      col: i % 2,
      row_span: 1,
      col_span: 1,
      text,
    })),
  },
];
const read = toElements('a.pdf', drafts);
const [heading, first, second, table] = read.map(({ id }) => id) as [string, string, string, string];
const after = (...corrections: Correction[]) => outline(corrected(read, corrections));
const before = outline(read);

test('a type, a text and a cell are changed where they stand', () => {
  const made = corrected(read, [
    { kind: 'type', id: heading, type: 'Title' },
    { kind: 'text', id: first, text: 'The small kiln is' },
    { kind: 'cell', id: table, row: 1, col: 1, text: '1222' },
  ]);
  expect(outline(made)).toEqual([
    'Title: Firing',
    'NarrativeText: The small kiln is',
    'NarrativeText: warm. It cools.',
    'Table: Cone | Heat\n6 | 1222',
  ]);
  expect(made[0]!.level).toBe(1);
  expect(made[3]!.rows![1]).toEqual(['6', '1222']);
  expect(made.map(({ id }) => id)).toEqual(read.map(({ id }) => id));
  expect(outline(read)).toEqual(before);
});

test('two texts become one with a box around both, and one becomes two', () => {
  const made = corrected(read, [{ kind: 'merge', id: first, next: second }]);
  expect(made.map(({ text }) => text).slice(0, 2)).toEqual(['Firing', 'The kiln is warm. It cools.']);
  expect(made[1]!.bbox).toEqual([0, 20, 20, 40]);
  const parts = corrected(read, [
    { kind: 'merge', id: first, next: second },
    { kind: 'split', id: first, at: 17 },
  ]);
  expect(parts.map(({ text }) => text).slice(1, 3)).toEqual(['The kiln is warm.', 'It cools.']);
  expect(new Set(parts.map(({ id }) => id)).size).toBe(4);
  expect(after({ kind: 'merge', id: second, next: table })).toEqual(before);
});

test('an element is moved before or behind another, or left out', () => {
  expect(after({ kind: 'move', id: table, beside: heading, after: false })[0]).toBe(before[3]);
  expect(after({ kind: 'move', id: heading, beside: first, after: true }).slice(0, 2)).toEqual([
    before[1],
    before[0],
  ]);
  expect(after({ kind: 'exclude', id: first })).toEqual([before[0], before[2], before[3]]);
});

test('what is no longer there changes nothing', () => {
  const gone: Correction[] = [
    { kind: 'exclude', id: 'gone' },
    { kind: 'merge', id: first, next: 'gone' },
    { kind: 'cell', id: table, row: 9, col: 9, text: 'x' },
    { kind: 'split', id: table, at: 2 },
  ];
  expect(after(...gone)).toEqual(before);
});

test('what is inserted before an element leaves its id as it is', () => {
  const more = toElements('a.pdf', [{ type: 'Title', text: 'New', page: 1 }, ...drafts]);
  expect(more.slice(1).map(({ id }) => id)).toEqual(read.map(({ id }) => id));
});

test('what was read in doubt is no longer so once a person wrote it or confirmed it, and is when taken back', () => {
  const scanned = toElements('scan.png', [
    { type: 'NarrativeText', text: 'The kiin is warm.', page: 1, confidence: 0.9, doubtful: ['kiin'] },
    { type: 'NarrativeText', text: 'It coois.', page: 1, confidence: 0.5 },
    { type: 'NarrativeText', text: 'It is opened.', page: 1, confidence: 0.95 },
  ]);
  const doubts = (...made: Correction[]) => corrected(scanned, made).map(isDoubtful);
  const [a, b] = scanned.map(({ id }) => id);
  const written: Correction = { kind: 'text', id: a!, text: 'The kiln is warm.' };
  const confirmed: Correction = { kind: 'confirm', id: b! };
  expect(doubts()).toEqual([true, true, false]);
  expect(doubts(written)).toEqual([false, true, false]);
  expect(doubts(written, confirmed)).toEqual([false, false, false]);
  expect(doubts({ kind: 'merge', id: a!, next: b! })).toEqual([true, false]);
});

test('what is still doubtful is known from the corrections alone', () => {
  const scanned = read.map((element, i): Element => {
    const words = [[], ['kiin'], ['warrn'], ['12Z2', '6']][i]!;
    return { ...element, confidence: 0.9, ...(words.length > 0 && { doubtful: words }) };
  });
  const cell = (row: number, col: number): Correction => ({
    kind: 'cell',
    id: table,
    row,
    col,
    text: '1222',
  });
  const all: Correction[] = [
    { kind: 'confirm', id: first },
    { kind: 'text', id: second, text: 'warm.' },
    { kind: 'exclude', id: second },
    cell(1, 1),
    cell(1, 0),
    cell(0, 0),
    { kind: 'split', id: second, at: 5 },
    { kind: 'merge', id: first, next: second },
    { kind: 'merge', id: heading, next: first },
    { kind: 'move', id: table, beside: heading, after: false },
    { kind: 'type', id: first, type: 'Title' },
  ];
  const places = doubtfulPlaces(scanned);
  expect(places).toHaveLength(3);
  for (const one of all)
    for (const other of all) {
      const left = doubtfulPlaces(corrected(scanned, [one, other])).map(({ id }) => id);
      const known = stillDoubtful(places, [one, other]).map(({ id }) => id);
      expect(known.sort(), JSON.stringify([one, other])).toEqual(left.sort());
    }
  expect(isDoubtful(corrected(scanned, [cell(1, 1)])[3]!)).toBe(true);
  expect(isDoubtful(corrected(scanned, [cell(1, 1), cell(1, 0)])[3]!)).toBe(false);
});
