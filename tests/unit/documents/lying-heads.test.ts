import { expect, test } from 'vitest';
import { cellRows, toElements } from '../../../src/documents/element';
import { layoutDocument } from '../../../src/documents/layout/layout-document';
import type { Rule, Word } from '../../../src/documents/pdf/page-content';
import { endingAt, grid, words } from './made-page';

/** A word written upwards whose lower end is at `foot`. */
const lying = (text: string, x0: number, foot: number): Word => ({
  ...{ text, x0, x1: x0 + 10, y0: foot - 5 * text.length, y1: foot, baseline: foot },
  ...{ size: 10, bold: false, italic: false, font: 'f', turn: 3 },
});

const heads = [
  lying('Spring', 250, 140),
  lying('of', 250, 107),
  lying('Autumn', 320, 140),
  lying('Total', 390, 140),
];

const rows = ['Old kiln', 'New kiln', 'Gas kiln', 'Wood kiln'].flatMap((label, r) => [
  ...words(label, 60, 146 + 15 * r),
  ...[250, 320, 390].map((x, i) => endingAt(`${10 * r + i}`, x + 10, 146 + 15 * r)),
]);

const read = async (content: Word[], rules: Rule[]) => {
  const page = {
    ...{ width: 595, height: 842, words: content, rules, fills: [], sideways: heads },
    toShown: (box: [number, number, number, number]) => box,
  };
  const elements = toElements('kilns.pdf', (await layoutDocument([page])).flat());
  const table = elements.find((element) => element.type === 'Table');
  return { elements, rows: table ? cellRows(table.cells!) : [] };
};

const headed = ['Kiln', 'Spring of', 'Autumn', 'Total'];

test('headings written upwards in a drawn grid stay in their cells and are no text of their own', async () => {
  const xs = [50, 240, 275, 345, 410];
  const found = await read([...words('Kiln', 60, 130), ...rows], grid(xs, [90, 143, 158, 173, 188, 203]));
  expect(found.rows.slice(0, 2)).toEqual([headed, ['Old kiln', '0', '1', '2']]);
  expect(found.elements.map((element) => element.type)).toEqual(['Table']);
});

test('headings written upwards over columns without lines are their first row', async () => {
  const found = await read(rows, []);
  expect(found.rows.slice(0, 2)).toEqual([
    ['', ...headed.slice(1)],
    ['Old kiln', '0', '1', '2'],
  ]);
  expect(found.elements.map((element) => element.type)).toEqual(['Table']);
});

test('a note along the margin is no heading of a table', async () => {
  const page = {
    ...{ width: 595, height: 842, words: rows, rules: [], fills: [], sideways: [lying('Draft', 20, 500)] },
    toShown: (box: [number, number, number, number]) => box,
  };
  const elements = toElements('kilns.pdf', (await layoutDocument([page])).flat());
  expect(elements.map(({ type, text }) => (type === 'Table' ? type : text)).sort()).toEqual([
    'Draft',
    'Table',
  ]);
});
