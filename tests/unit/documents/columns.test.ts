import { expect, test } from 'vitest';
import { layoutPage } from '../../../src/documents/layout/layout-page';
import { makeLines } from '../../../src/documents/layout/line';
import type { Word } from '../../../src/documents/pdf/page-content';
import { line } from './made-page';

const prose = [
  'the charge is brought to the cone before',
  'any water is let in and it stays there',
  'for as long as harl is drawn because a',
  'cone that loses its charge is wetted at',
  'once and has to be taken out and dried',
];

/** Lines of a column: its own name stands in its first and last. */
const column = (name: string, x: number, y: number, rows: number): Word[] =>
  Array.from({ length: rows }, (_, i) =>
    line(i === 0 || i === rows - 1 ? `${name} ${prose[i % 5]!.slice(0, 30)}` : prose[i % 5]!, x, y + 12 * i),
  ).flat();

/** In which order these words are read. */
function order(words: Word[], ...names: string[]): string[] {
  const blocks = layoutPage(
    { width: 595, height: 842, words, rules: [], fills: [], sideways: [], toShown: (box) => box },
    [],
  );
  const text = blocks
    .map((b) => (b.kind === 'table' ? [...b.table.words].map((w) => w.text).join(' ') : b.paragraph.text))
    .join(' ');
  const places = names.map((name) => ({ name, at: text.indexOf(name) }));
  return places.sort((a, b) => a.at - b.at).map(({ name }) => name);
}

test('a table in one of two columns does not keep the page from being read column by column', () => {
  const rows = Array.from({ length: 8 }, (_, i) => [
    ...line(`Kiln number ${i}`, 60, 60 + 12 * i),
    ...line(`${i}1.5 ${i}2.5`, 200, 60 + 12 * i),
  ]).flat();
  const words = [...rows, ...column('Leftward', 60, 172, 14), ...column('Rightward', 320, 60, 24)];
  expect(order(words, 'Leftward', 'Rightward', 'Kiln number 7')).toEqual([
    'Kiln number 7',
    'Leftward',
    'Rightward',
  ]);
});

test('columns that stand half an em apart are columns, ragged lines included', () => {
  const words = [...column('Leftward', 60, 60, 30), ...column('Rightward', 251.5, 60, 30)];
  const right = Math.max(...words.filter((w) => w.x0 < 250).map((w) => w.x1));
  expect(251.5 - right).toBeCloseTo(5.5, 0);
  expect(makeLines(words)).toHaveLength(30);
  expect(order(words, 'Rightward', 'Leftward')).toEqual(['Leftward', 'Rightward']);
});

test('an index in three columns is read column by column', () => {
  const entries = ['charge', 'cone', 'draught', 'fog', 'harl', 'kiln', 'lull', 'tarrock'];
  const list = (name: string, x: number) =>
    Array.from({ length: 24 }, (_, i) =>
      line(
        i === 12 ? `${name}, 7` : `${entries[i % 8]!.slice(0, 3 + (i % 4))} ${i}, ${i + 40}`,
        x,
        60 + 12 * i,
      ),
    ).flat();
  const words = [...list('Alder', 60), ...list('Birch', 230), ...list('Cedar', 400)];
  expect(order(words, 'Cedar', 'Birch', 'Alder')).toEqual(['Alder', 'Birch', 'Cedar']);
});

test('a caption or heading above what crosses both columns is read with it, not at the end of the left column', () => {
  const across = Array.from({ length: 6 }, (_, i) =>
    line(`${prose[i % 5]} ${prose[(i + 1) % 5]}`, 60, 330 + 12 * i),
  );
  const columns = [...column('Leftward', 60, 60, 18), ...column('Rightward', 320, 60, 18)];
  const captioned = [...columns, ...line('Table 4. Kilns of the shore', 60, 312), ...across.flat()];
  expect(order(captioned, 'Table', 'Rightward', 'Leftward')).toEqual(['Leftward', 'Rightward', 'Table']);
});

test('a heading in the middle of the page over titles at its left is no column', () => {
  const words = [
    ...line('Contents of the notes', 60, 60),
    ...line('Kilns of the shore and their people', 240, 72),
    ...line('Notes to the yearly account', 245, 84),
    ...line('of the fourth year', 260, 96),
    ...line('Heading of the first part', 60, 130),
    ...line('What was built in this year', 60, 150),
    ...Array.from({ length: 6 }, (_, i) =>
      line(`${prose[i % 5]} ${prose[(i + 2) % 5]}`, 60, 170 + 12 * i),
    ).flat(),
  ];
  expect(order(words, 'Heading', 'Notes')).toEqual(['Notes', 'Heading']);
});

test('the short last line of a caption over both columns stays with it', () => {
  const words = [
    ...line(`Table 4. ${prose[0]} ${prose[1]} ${prose[2]}`, 60, 60),
    ...line('Endmost words.', 60, 72),
    ...column('Leftward', 60, 100, 14),
    ...column('Rightward', 320, 100, 14),
  ];
  const blocks = layoutPage(
    { width: 595, height: 842, words, rules: [], fills: [], sideways: [], toShown: (box) => box },
    [],
  );
  const texts = blocks.flatMap((b) => (b.kind === 'paragraph' ? [b.paragraph.text] : []));
  expect(texts[0]).toMatch(/^Table 4\. .*Endmost words\.$/);
});
