import { expect, test } from 'vitest';
import { cellRows } from '../../../src/documents/element';
import { layoutPage } from '../../../src/documents/layout/layout-page';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Rule, Word } from '../../../src/documents/pdf/page-content';
import type { FoundTable } from '../../../src/documents/tables/found-table';

const word = (text: string, x0: number, y0: number, bold = false): Word => ({
  ...{ text, x0, y0, x1: x0 + text.length * 5, y1: y0 + 10, baseline: y0 + 8 },
  ...{ size: 10, bold, italic: false, font: 'f', turn: 0 },
});

const tables = (words: Word[], rules: Rule[] = []): FoundTable[] => {
  const page: UprightPage = {
    ...{ width: 595, height: 842, words, rules, fills: [], sideways: [] },
    toShown: (box) => box,
  };
  return layoutPage(page, []).flatMap((block) => (block.kind === 'table' ? [block.table] : []));
};

const rows = (lines: string[][], top: number, pitch = 14): Word[] =>
  lines.flatMap((cells, r) => cells.map((cell, c) => word(cell, 60 + 90 * c, top + pitch * r)));

const figures = [
  ['north', '900', '1250', '12'],
  ['south', '950', '1180', '14'],
  ['west', '870', '1020', '16'],
];

test('a heading in the middle over two columns spans them, those beside it reach up', () => {
  const heads = [word('Heat', 187, 100), ...rows([['Kiln', 'low', 'high', 'Hours']], 114)];
  const [table] = tables([...heads, ...rows(figures, 130)]);
  expect(table!.headerRows).toBe(2);
  const spans = table!.cells
    .filter((c) => c.row < 2)
    .map((c) => [c.text, c.row, c.col, c.row_span, c.col_span]);
  expect(spans).toEqual(
    expect.arrayContaining([
      ['Heat', 0, 1, 1, 2],
      ['Kiln', 0, 0, 2, 1],
      ['low', 1, 1, 1, 1],
      ['high', 1, 2, 1, 1],
      ['Hours', 0, 3, 2, 1],
    ]),
  );
});

test('a sentence over the columns and the unit in brackets are no heading', () => {
  const above = ['all', 'amounts', 'of', 'the', 'year', 'are', 'given', 'below', 'here'];
  let at = 150;
  const sentence = above.map((text) => {
    const made = word(text, at, 86);
    at = made.x1 + 3;
    return made;
  });
  const unit = [word('Stock', 60, 100), word('(in', 334, 100), word('thousands)', 352, 100)];
  const [table] = tables([
    ...sentence,
    ...unit,
    ...rows([['Kiln', 'low', 'high', 'Hours'], ...figures], 116),
  ]);
  expect(cellRows(table!.cells)[0]).toEqual(['Kiln', 'low', 'high', 'Hours']);
});

test('rows set wide apart are one table, a dash in a column of figures is a row of its own', () => {
  const lines = [
    ['clay', '900'],
    ['sand', '-'],
    ['ash', '1,250'],
    ['flint', '77'],
    ['bone', '12'],
  ];
  const apart = [...rows(lines.slice(0, 3), 100, 30), ...rows(lines.slice(3), 204, 30)];
  const [table, ...more] = tables(apart);
  expect(more).toEqual([]);
  expect(cellRows(table!.cells)).toEqual(lines);
  expect(cellRows(tables(rows(lines, 100, 12))[0]!.cells)).toEqual(lines);
});

const line = (horizontal: boolean, at: number, from: number, to: number): Rule => ({
  ...{ horizontal, at, from, to },
  thickness: 0.5,
});
const box = (x0: number, y0: number, x1: number, y1: number): Rule[] => [
  ...[line(true, y0, x0, x1), line(true, y1, x0, x1)],
  ...[line(false, x0, y0, y1), line(false, x1, y0, y1)],
];

test('boxes that lines join to a diagram are no table, nor are the words in them', () => {
  const steps = ['Wedge', 'Throw', 'Dry', 'Fire', 'Glaze', 'Pack'];
  const words: Word[] = [];
  const rules: Rule[] = [line(false, 100, 60, 600), line(true, 60, 100, 480), line(true, 600, 100, 480)];
  steps.forEach((step, i) => {
    const [x, y] = [160 + 17 * (i % 3), 80 + 85 * i];
    rules.push(
      ...box(x, y, x + 100, y + 40),
      line(true, y + 30, 100, 480),
      line(false, 330 + 9 * i, y, y + 85),
    );
    words.push(
      word(step, x + 10, y + 8),
      word('let', 290, y + 12),
      word(`wait${i}`, 110, y + 50),
      word('then', 400, y + 52),
    );
  });
  expect(tables(words, rules)).toEqual([]);
});

test('a grid of the same words, its cells side by side, is a table', () => {
  const words = rows(figures, 100, 20);
  const grid = [
    ...[96, 116, 136, 156].map((y) => line(true, y, 55, 415)),
    ...[55, 145, 235, 325, 415].map((x) => line(false, x, 96, 156)),
  ];
  expect(cellRows(tables(words, grid)[0]!.cells)).toEqual(figures);
});
