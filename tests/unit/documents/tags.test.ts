import { expect, test } from 'vitest';
import { layoutDocument } from '../../../src/documents/layout/layout-document';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Tag, Word } from '../../../src/documents/pdf/page-content';
import { pageTags, type StructureNode } from '../../../src/documents/pdf/tags';
import { line as printed } from './made-page';
import { readFixture } from './reading';

test('a tagged PDF has its headings, nested lists and captions as tagged, however they look', async () => {
  const { elements } = await readFixture('tagged.pdf');
  const seen = elements.map((e) => `${e.type} ${e.level ?? ''}: ${e.text.slice(0, 30)}`.replace(' :', ':'));
  expect(seen.slice(0, 3)).toEqual(['Title 1: Firing guide', expect.anything(), 'Title 2: Before the fire']);
  expect(seen.slice(4, 10)).toEqual([
    'ListItem 1: Shelves',
    'ListItem 2: Washed with the white wash of ',
    'ListItem 2: Level',
    'ListItem 1: Cones',
    'FigureCaption: Both kilns seen from the yard',
    'Title 3: Draught',
  ]);
  expect(elements[3]!.text).toMatch(/^The kilnman .* He notes the hour\.$/);
  expect(elements.at(-1)).toMatchObject({ type: 'Table', headerRows: 1 });
});

const line = (text: string, y: number, tag?: Tag, size = 10): Word[] =>
  printed(text, 60, y, size).map((word) => ({ ...word, ...(tag && { tag }) }));

const page = (...lines: Word[][]): UprightPage => ({
  ...{ width: 595, height: 842, words: lines.flat(), rules: [], fills: [], sideways: [] },
  toShown: (box) => box,
});

const tag = (kind: Tag['kind'], block: number, level = 0): Tag => ({ kind, level, block });

const prose = [
  'the charge is brought to the cone before any water is let in and it stays there',
  'for as long as harl is drawn because a cone that loses its charge is wetted at once',
  'and has to be taken out and dried by hand which nobody does twice in one winter',
];

const kinds = async (made: UprightPage) =>
  (await layoutDocument([made])).flat().map(({ type, text, level }) => [type, text.slice(0, 9), level]);

test('tags that make headings of all the text, or paragraphs of its lines, are not believed', async () => {
  const all = page(...prose.map((text, i) => line(text, 100 + 13 * i, tag('heading', 1, 1))));
  expect(await kinds(all)).toEqual([['NarrativeText', 'the charg', undefined]]);
  const lines = page(...prose.map((text, i) => line(text, 100 + 13 * i, tag('text', i + 1))));
  expect(await kinds(lines)).toEqual([['NarrativeText', 'the charg', undefined]]);
});

test('levels that contradict the headings’ numbers give way to them', async () => {
  const heading = (text: string, y: number, block: number, level: number) =>
    line(text, y, tag('heading', block, level), 14);
  const body = (y: number, block: number) =>
    prose.map((text, i) => line(text, y + 13 * i, tag('text', block)));
  const made = page(
    ...[heading('1 Fire', 60, 1, 2), ...body(90, 2), heading('1.1 Cones', 150, 3, 1), ...body(180, 4)],
    ...[heading('2 Ash', 240, 5, 2), ...body(270, 6), heading('2.1 Sand', 330, 7, 1), ...body(360, 8)],
  );
  const levels = (await kinds(made)).flatMap(([type, text, level]) =>
    type === 'Title' ? [[text, level]] : [],
  );
  expect(levels).toEqual([
    ['1 Fire', 1],
    ['1.1 Cones', 2],
    ['2 Ash', 1],
    ['2.1 Sand', 2],
  ]);
});

test('a line at the top that is tagged as make-up is a header on a page alone, a caption so tagged is none', async () => {
  const body = prose.map((text, i) => line(text, 200 + 13 * i, tag('text', 1)));
  const makeUp = tag('artifact', 0);
  const made = page(line('Handbook of the kiln', 40, makeUp), line('Table 4: Cones', 100, makeUp), ...body);
  expect((await kinds(made)).map(([type]) => type)).toEqual(['Header', 'FigureCaption', 'NarrativeText']);
});

const content = (number: number): StructureNode => ({ type: 'content', id: `p3R_mc${number}` });
const node = (role: string, ...children: StructureNode[]): StructureNode => ({ role, children });

test('an item is one block with its label and first paragraph, a note stands for itself, letters of a figure say nothing', () => {
  const tags = pageTags(
    node(
      'Root',
      node(
        'L',
        node('LI', node('Lbl', content(0)), node('LBody', node('P', content(1)), node('P', content(2)))),
      ),
      node('Note', node('P', content(3)), node('P', content(4))),
      node('H2', node('Figure', node('H1', content(5)))),
    ),
  );
  const kind = (n: number) => tags.get(n)!.kind;
  expect(tags.get(1)).toBe(tags.get(0));
  expect([kind(0), kind(2), kind(3), kind(5)]).toEqual(['item', 'text', 'note', 'figure']);
  expect(tags.get(3)!.block).not.toBe(tags.get(4)!.block);
});

test('a structure as deep as a file cares to make it is read no further than a document goes', () => {
  let deep = node('P', content(0));
  for (let i = 0; i < 20_000; i++) deep = node('Sect', deep);
  expect(pageTags(deep).size).toBe(0);
});
