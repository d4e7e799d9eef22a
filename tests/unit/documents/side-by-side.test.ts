import { expect, test } from 'vitest';
import { layoutPage } from '../../../src/documents/layout/layout-page';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Word } from '../../../src/documents/pdf/page-content';
import { cellRows } from '../../../src/documents/element';

const word = (text: string, x0: number, y0: number): Word => ({
  ...{ text, x0, y0, x1: x0 + text.length * 5, y1: y0 + 10, baseline: y0 + 8 },
  ...{ size: 10, bold: false, italic: false, font: 'f', turn: 0 },
});

const table = (rows: string[][], x: number, y: number, pitch = 14): Word[] =>
  rows.flatMap((cells, r) => cells.map((cell, c) => word(cell, x + 70 * c, y + pitch * r)));

const tables = (words: Word[]): (string | null)[][][] => {
  const page: UprightPage = {
    ...{ width: 595, height: 842, words, rules: [], fills: [], sideways: [] },
    toShown: (box) => box,
  };
  return layoutPage(page, []).flatMap((block) =>
    block.kind === 'table' ? [cellRows(block.table.cells)] : [],
  );
};

const kilns = [
  ['Kiln', 'Heat', 'Hours'],
  ['north', '900', '12'],
  ['south', '950', '14'],
  ['west', '1020', '9'],
  ['east', '1180', '16'],
];
const glazes = [
  ['Glaze', 'Cone', 'Price'],
  ['ash', '6', '12.50'],
  ['celadon', '9', '18.00'],
  ['shino', '10', '21.40'],
  ['tenmoku', '8', '15.10'],
];

test('two tables beside one another are two, whether their rows stand at the same heights or not', () => {
  expect(tables([...table(kilns, 50, 100), ...table(glazes, 330, 100)])).toEqual([kilns, glazes]);
  expect(tables([...table(kilns, 50, 100, 17), ...table(glazes, 330, 106, 21)])).toEqual([kilns, glazes]);
});

test('one table folded to stand beside itself, its headings twice, stays one', () => {
  const [found, ...more] = tables([...table(kilns, 50, 100), ...table(kilns, 330, 100)]);
  expect(more).toEqual([]);
  expect(found![1]).toEqual(['north', '900', '12', 'north', '900', '12']);
});

test('a table whose columns stand far apart is one', () => {
  const wide = kilns.map((cells) => [...cells, '']).map(([a, b, c]) => [a!, b!, c!]);
  const words = wide.flatMap((cells, r) => cells.map((cell, c) => word(cell, 50 + 180 * c, 100 + 14 * r)));
  expect(tables(words)).toEqual([kilns]);
});
