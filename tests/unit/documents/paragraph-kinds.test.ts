import { expect, test } from 'vitest';
import { classify, type BodyStyle } from '../../../src/documents/layout/classify';
import { makeLines } from '../../../src/documents/layout/line';
import { makeParagraphs } from '../../../src/documents/layout/paragraphs';
import type { Word } from '../../../src/documents/pdf/page-content';
import { withOutline } from '../../../src/documents/pdf/outline';
import { line } from './made-page';

const body: BodyStyle = { size: 10, bold: false };

/** Type and text of what these lines are, 12 points apart. */
const kinds = (lines: (string | { text: string; x?: number; make?: (w: Word) => Word; size?: number })[]) => {
  const words = lines.flatMap((given, i) => {
    const {
      text,
      x = 0,
      make = (w: Word) => w,
      size = 10,
    } = typeof given === 'string' ? { text: given } : given;
    return line(text, x, 12 * i, size).map(make);
  });
  return makeParagraphs(makeLines(words)).map(
    (p) => `${classify(p, body, { bottom: false, bar: false })}: ${p.text}`,
  );
};

test('an initial, a source or a number at the beginning of a line is no item of a list', () => {
  const text = [
    'The lull was first found in the harl of the northern',
    'T. lentus and then in all the others, as the people of',
    '[6] had said long before. In the year that is given by',
    '12. These are not lists, and no line of them is an item.',
  ];
  expect(kinds(text)).toEqual([`NarrativeText: ${text.join(' ')}`]);
});

test('items are items, also where the item before ends without a point', () => {
  const items = [
    '1. Take the charge to the cone before any water is in',
    '2. Hold it there for as long as harl is drawn of it.',
    '[7] A. Alder and B. Birch. Kilns of the shore, and more',
    'C. Cedar. Fog and harl. In a journal of this coast, 19.',
    '[8] D. Dale. Cones. In a journal of the other coast, 20.',
  ];
  const begins = kinds(items).map((kind) => kind.slice(0, 14));
  expect(begins).toEqual(['ListItem: 1. T', 'ListItem: 2. H', 'ListItem: [7] ', 'ListItem: [8] ']);
  const sources = [
    '[Ald86] A. Alder. Fog over all of this northern coast.',
    '[BC13b] B. Birch and C. Cedar. Harl. In a journal.',
  ];
  expect(kinds(sources)).toEqual(sources.map((s) => `ListItem: ${s}`));
});

test('a heading with a letter or a Roman number is a title by its capitals, its slant or its weight', () => {
  const italic = (w: Word): Word => ({ ...w, italic: true });
  const bold = (w: Word): Word => ({ ...w, bold: true });
  const prose = 'The charge is brought to the cone before any water.';
  expect(kinds(['II. FOG AND ITS MEASURE', prose])[0]).toBe('Title: II. FOG AND ITS MEASURE');
  expect(kinds([{ text: 'A. Notation', make: italic }, prose])[0]).toBe('Title: A. Notation');
  const plea = 'I. The cone was wetted at once and not by its keeper.';
  expect(kinds([{ text: plea, make: bold }, prose])[0]).toBe(`Title: ${plea}`);
  expect(kinds([{ text: '• Fog over the northern coast', make: bold }])[0]).toBe(
    'ListItem: • Fog over the northern coast',
  );
  expect(kinds([{ text: 'TOTAL $821.14', make: bold }])[0]).not.toMatch(/^Title/);
});

test('a sentence that begins with a figure is none; a caption with all that it explains is one', () => {
  for (const sentence of [
    'Figure 2-1 extends the count to all the kilns of it.',
    'Table 1, 2, and 3 show what the lull did to them all.',
    'Figure 1, Kilns of the Coast, depicts the harl of them.',
  ])
    expect(kinds([sentence])).toEqual([`NarrativeText: ${sentence}`]);
  const long = [
    'Table 8: Kilns of the coast. ',
    ...Array(9).fill('The charge is brought to the cone before any water.'),
  ];
  expect(kinds(long)[0]).toMatch(/^FigureCaption/);
  expect(kinds(['Listing 1: A kiln that counts'])[0]).toMatch(/^FigureCaption/);
});

test('of what has the words of a bookmark the title is meant, not the list before it', () => {
  const draft = (type: 'Title' | 'ListItem', text: string) => ({ type, text, page: 1 }) as const;
  const drafts = [
    draft('ListItem', 'Fog'),
    draft('ListItem', 'Harl'),
    draft('Title', 'Fog'),
    draft('Title', 'Harl'),
  ];
  const entries = ['Fog', 'Harl'].map((title) => ({ title, level: 1, page: 1 }));
  expect(withOutline(drafts, entries).map(({ type }) => type)).toEqual([
    'ListItem',
    'ListItem',
    'Title',
    'Title',
  ]);
});

test('sources whose further lines are set in are an element each', () => {
  const entry = (name: string) => [
    `${name} 1995. Fog over all of the northern coast, and its`,
    { text: 'harl. A journal of this coast, 13: 38.', x: 22 },
  ];
  const short = 'Birch B. 1997. Cones and their keepers. A long journal';
  const read = kinds([...entry('Alder A.'), short, ...entry('Cedar C.'), ...entry('Dale D.')]);
  expect(read.map((text) => text.split(' ')[1])).toEqual(['Alder', 'Birch', 'Cedar', 'Dale']);
});
