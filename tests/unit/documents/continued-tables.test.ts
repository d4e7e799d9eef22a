import { expect, test } from 'vitest';
import { toElements } from '../../../src/documents/element';
import { layoutDocument, type Carried } from '../../../src/documents/layout/layout-document';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Rule, Word } from '../../../src/documents/pdf/page-content';
import { pageTables, regionsOfRows, tableOn } from '../../../src/documents/table-parts';
import type { Element } from '../../../src/documents/types';
import { described } from '../../../src/documents/export/described';

/** A line's words, five points a letter, `x` to the right and `y` down. */
function line(text: string, x: number, y: number): Word[] {
  let at = x;
  return text.split(' ').map((part) => {
    const x0 = at;
    const x1 = x0 + part.length * 5;
    at = x1 + 3;
    return {
      ...{ text: part, x0, x1, y0: y, y1: y + 10, baseline: y + 8 },
      ...{ size: 10, bold: false, italic: false, font: 'f', turn: 0 },
    };
  });
}

const row = (cells: string[], y: number): Word[] => cells.flatMap((cell, i) => line(cell, 60 + 130 * i, y));

const page = (words: Word[]): UprightPage => ({
  ...{ width: 595, height: 842, words, rules: [], fills: [], sideways: [] },
  toShown: (box) => box,
});

/** Rows `from` to before `to` of one long table, from `top` down. */
const rows = (from: number, to: number, top: number): Word[] =>
  Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    return row([`Glaze ${String.fromCharCode(97 + (n % 26))}${n}`, `${n * 7}`, `${n}.5`], top + 15 * i);
  }).flat();

const tablesOn = async (pages: UprightPage[]): Promise<Element[]> =>
  toElements('stock.pdf', (await layoutDocument(pages)).flat()).filter(({ type }) => type === 'Table');

const head = ['Name', 'Spring', 'Autumn'];

test('a table that goes on over pages is one table, its heading row once, and knows its place on each page', async () => {
  const tables = await tablesOn([
    page([...line('Here is what is in stock this year.', 60, 60), ...row(head, 90), ...rows(0, 40, 110)]),
    page([...row(head, 60), ...rows(40, 84, 80)]),
    page([...row(head, 60), ...rows(84, 100, 80), ...line('All of it was counted twice.', 60, 600)]),
  ]);
  expect(tables).toHaveLength(1);
  const [table] = tables;
  expect(table!.rows!.length).toBe(101);
  expect(table!.rows![0]).toEqual(head);
  expect(table!.rows![84]).toEqual(['Glaze f83', '581', '83.5']);
  expect(table!.rows!.flat().filter((text) => text === 'Spring')).toHaveLength(1);
  expect(table!.parts!.map((part) => [part.page, part.row, part.heads])).toEqual([
    [1, 0, 0],
    [2, 41, 1],
    [3, 85, 1],
  ]);
  expect(regionsOfRows(table!, 50, 60).map((region) => region.page)).toEqual([2]);
  expect(pageTables(table!).map(({ cells }) => cells.filter((c) => c.row === 0).map((c) => c.text))).toEqual([
    head,
    head,
    head,
  ]);
});

test('a table whose heading is not repeated goes on where its columns go on', async () => {
  const tables = await tablesOn([
    page([...row(head, 90), ...rows(0, 44, 110)]),
    page([...rows(44, 50, 60), ...line('All of it was counted twice.', 60, 400)]),
  ]);
  expect(tables.map((table) => table.rows!.length)).toEqual([51]);
});

test('a table goes on in the next part of a document that is laid out in parts', async () => {
  const carried: Carried = { table: null };
  const first = await layoutDocument([page([...row(head, 90), ...rows(0, 44, 110)])], undefined, 1, carried);
  const next = await layoutDocument([page([...row(head, 60), ...rows(44, 60, 80)])], undefined, 2, carried);
  const [table, ...more] = toElements('stock.pdf', [...first, ...next].flat());
  expect(more).toEqual([]);
  expect(table!.rows!.length).toBe(61);
  expect(table!.parts!.map((part) => part.page)).toEqual([1, 2]);
});

test("'continued' above the second part is no text of the table, nor does it part it", async () => {
  const pages = [
    page([...row(head, 90), ...rows(0, 44, 110)]),
    page([...line('(continued)', 60, 60), ...row(head, 90), ...rows(44, 50, 110)]),
  ];
  const elements = toElements('stock.pdf', (await layoutDocument(pages)).flat());
  expect(elements.map(({ type, page: on }) => `${type} ${on}`)).toEqual(['Table 1', 'Header 2']);
});

test('another table at the top of the next page stays another', async () => {
  const other = ['Name', 'Length', 'Width'];
  const first = page([...row(head, 90), ...rows(0, 44, 110)]);
  const headed = await tablesOn([first, page([...row(other, 60), ...rows(44, 60, 80)])]);
  expect(headed.map((table) => table.rows!.length)).toEqual([45, 17]);
  const text = line('What follows was counted in another store by other people.', 60, 60);
  const parted = await tablesOn([first, page([...text, ...row(head, 120), ...rows(44, 60, 140)])]);
  expect(parted).toHaveLength(2);
});

test('hone extract gives each page its part, the later ones marked', async () => {
  const drafts = await layoutDocument([
    page([...row(head, 90), ...rows(0, 44, 110)]),
    page([...row(head, 60), ...rows(44, 60, 80)]),
  ]);
  const elements = toElements('stock.pdf', drafts.flat());
  const file = { title: '', pages: [], elements, seconds: 0, warnings: [] };
  const parts = described('stock.pdf', file).elements;
  expect(parts.map((part) => [part.page, part.rows?.length, part.continued])).toEqual([
    [1, 45, undefined],
    [2, 17, true],
  ]);
  expect(parts[1]!.rows![0]).toEqual(head);
  const shown = [1, 2].map((on) => tableOn(elements[0]!, on));
  expect(shown.map(({ rows, cells, headerRows }) => ({ rows, cells, headerRows }))).toEqual(
    parts.map(({ rows, cells }) => ({ rows, cells, headerRows: 1 })),
  );
  expect([0, 1, 16].map((row) => shown[1]!.rowInTable(row))).toEqual([0, 45, 60]);
  const [whole, ...more] = described('stock.pdf', file, true).elements;
  expect(more).toEqual([]);
  expect([whole!.page, whole!.rows!.length, whole!.parts!.map((part) => part.page)]).toEqual([1, 61, [1, 2]]);
});

const grid = (xs: number[], ys: number[]): Rule[] => [
  ...ys.map((at) => ({ horizontal: true, at, from: xs[0]!, to: xs.at(-1)!, thickness: 0.5 })),
  ...xs.map((at) => ({ horizontal: false, at, from: ys[0]!, to: ys.at(-1)!, thickness: 0.5 })),
];

/** Two pages of a drawn table of words, whose last row on the first page has these cells, the first on the next those. */
const cutPages = (last: string[], first: string[]): UprightPage[] => {
  const at = [60, 190, 320];
  const cells = (texts: string[], y: number) =>
    texts.flatMap((text, i) => (text ? line(text, at[i]!, y) : []));
  const xs = [55, 185, 315, 540];
  return [
    {
      ...page([
        ...[...cells(['Dish', 'Made of', 'What it is'], 640), ...cells(['Suya', 'Beef, salt', 'Meat.'], 660)],
        ...cells(['Waakye', 'Rice, beans', 'A dish of rice.'], 680),
        ...cells(last, 700),
      ]),
      rules: grid(xs, [636, 656, 676, 696, 716]),
    },
    {
      ...page([...cells(first, 60), ...cells(['Fufu', 'Cassava, yam', 'Dough.'], 80)]),
      rules: grid(xs, [56, 76, 96]),
    },
  ];
};

test('a row cut by the end of a page is one row, and stands on both pages', async () => {
  const [table, ...more] = await tablesOn(
    cutPages(
      ['Jollof', 'Rice, tomato, cabbage,', 'A rice dish. It is'],
      ['', 'oil, thyme', 'often eaten with stew.'],
    ),
  );
  expect(more).toEqual([]);
  expect(table!.rows!.slice(3)).toEqual([
    ['Jollof', 'Rice, tomato, cabbage, oil, thyme', 'A rice dish. It is often eaten with stew.'],
    ['Fufu', 'Cassava, yam', 'Dough.'],
  ]);
  expect(pageTables(table!).map(({ cells }) => cells.filter((c) => c.col === 0).map((c) => c.text))).toEqual([
    ['Dish', 'Suya', 'Waakye', 'Jollof'],
    ['Jollof', 'Fufu'],
  ]);
  expect(regionsOfRows(table!, 3, 4).map((region) => region.page)).toEqual([1, 2]);
});

test('a whole row at the top of a page, or one with a figure of its own, is no rest of another', async () => {
  const whole = await tablesOn(
    cutPages(['Jollof', 'Rice, tomato', 'A rice dish'], ['Akara', 'Beans, oil', 'Small cakes of beans.']),
  );
  expect(whole[0]!.rows!.map((row) => row[0])).toEqual(['Dish', 'Suya', 'Waakye', 'Jollof', 'Akara', 'Fufu']);
  const counted = await tablesOn(cutPages(['Jollof', 'Rice, tomato,', 'A rice dish'], ['', 'oil', '12']));
  expect(counted[0]!.rows).toHaveLength(6);
});
