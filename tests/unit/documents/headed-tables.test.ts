import { expect, test } from 'vitest';
import type { Rule, Word } from '../../../src/documents/pdf/page-content';
import { findFurniture } from '../../../src/documents/layout/furniture';
import { endingAt, grid, tables, textOf, words } from './made-page';

const level = (at: number, ...ends: [number, number][]): Rule[] =>
  ends.map(([from, to]) => ({ horizontal: true, at, from, to, thickness: 0.5 }));

/** Rows of a label and figures that end at these places. */
const rows = (top: number, ends: number[], ...lines: (readonly string[])[]): Word[] =>
  lines.flatMap(([label, ...figures], r) => [
    ...(label ? words(label, 60, top + 14 * r) : []),
    ...figures.flatMap((figure, i) => (figure ? [endingAt(figure, ends[i]!, top + 14 * r)] : [])),
  ]);

const kilns = [
  ['Old kiln', '12.5', '8.0'],
  ['New kiln', '3.2', '6.4'],
  ['Gas kiln', '7.1', '7.0'],
] as const;

test('a label right under the line that ends the headings is a row, no part of the headings', () => {
  const content = [...rows(100, [300, 400], ['', '2023', '2022'], ['Firing'], ...kilns)];
  const drawn = level(111, [270, 300], [370, 400]);
  expect(textOf(tables(content, drawn)[0]).slice(0, 3)).toEqual([
    ['', '2023', '2022'],
    ['Firing', '', ''],
    ['Old kiln', '12.5', '8.0'],
  ]);
});

test('headings with lines under each span what their own line runs over, however many lines they have', () => {
  const heads = [
    ...words('Stock of', 261, 76),
    ...words('the store', 260, 88),
    ...words('Spring', 265, 100),
    ...words('Autumn', 335, 100),
    ...words('Total', 420, 100),
  ];
  const content = [
    ...heads,
    ...rows(
      116,
      [295, 365, 445],
      ['Celadon', '12.5', '8.0', '20.5'],
      ['Tenmoku', '3.2', '6.4', '9.6'],
      ['Shino', '7.1', '7.0', '14.1'],
    ),
  ];
  const drawn = [...level(98.5, [255, 370]), ...level(112, [260, 300], [330, 370], [415, 450])];
  const [table] = tables(content, drawn);
  expect(textOf(table).slice(0, 3)).toEqual([
    ['', 'Stock of the store', null, 'Total'],
    ['', 'Spring', 'Autumn', null],
    ['Celadon', '12.5', '8.0', '20.5'],
  ]);
  expect(table!.cells.find((c) => c.text === 'Total')).toMatchObject({ row_span: 2 });
  expect(table!.cells.find((c) => c.text === 'Stock of the store')).toMatchObject({ col: 1, col_span: 2 });
});

test('a heading of four lines beside ones of two spans nothing where lines stand under each column', () => {
  const heads = [
    ...words('Yearly', 265, 64),
    ...words('need of', 262, 76),
    ...words('Used', 340, 88),
    ...words('clay', 270, 88),
    ...words('Kiln', 60, 100),
    ...words('in tons', 262, 100),
    ...words('clay', 340, 100),
  ];
  const drawn = level(112, [60, 120], [255, 300], [330, 370]);
  expect(textOf(tables([...heads, ...rows(116, [295, 365], ...kilns)], drawn)[0])[0]).toEqual([
    'Kiln',
    'Yearly need of clay in tons',
    'Used clay',
  ]);
});

test('tables under one another are parted at a title that headings follow', () => {
  const first = rows(100, [300, 400], ['', 'Spring', 'Autumn'], ...kilns);
  const again = rows(190, [300, 400], ['', 'Spring', 'Autumn'], ...kilns);
  const same = tables([...first, ...words('Stock of the other store', 60, 172), ...again]);
  expect(same.map((table) => table.cells.filter((c) => c.col === 1).length)).toEqual([4, 4]);
  const other = rows(
    190,
    [240, 330, 420, 500],
    ['', 'Ash', 'Clay', 'Salt', 'Sand'],
    ['Old kiln', '1', '2', '3', '4'],
    ['New kiln', '5', '6', '7', '8'],
  );
  const two = tables([...first, ...words('What they burn', 60, 172), ...other]);
  expect(two.map((table) => textOf(table)[0]!.length)).toEqual([3, 5]);
});

test('a section of one table, though it has a line of headings over the same columns, stays in it', () => {
  const content = rows(
    100,
    [300, 400],
    ['', 'Spring', 'Autumn'],
    ...kilns,
    ['Firing'],
    ['', 'hours', 'hours'],
    ...kilns,
  );
  expect(tables(content)).toHaveLength(1);
});

test('two figures row after row are two columns, though the heading over both leaves no space between them', () => {
  const content = [
    ...words('Choice', 60, 100),
    ...words('Early Voting', 240, 100),
    ...words('Late Voting', 380, 100),
    ...['17 58.6%', '9 31.0%', '29 100.0%'].flatMap((votes, r) => {
      const [count, share] = votes.split(' ') as [string, string];
      return [
        ...words(`Person ${r}`, 60, 116 + 14 * r),
        ...[
          endingAt(count, 256, 116 + 14 * r),
          endingAt(share, 290, 116 + 14 * r),
          endingAt(count, 396, 116 + 14 * r),
          endingAt(share, 430, 116 + 14 * r),
        ],
      ];
    }),
  ];
  expect(textOf(tables(content)[0]).slice(0, 2)).toEqual([
    ['Choice', 'Early Voting', null, 'Late Voting', null],
    ['Person 0', '17', '58.6%', '17', '58.6%'],
  ]);
});

test('groups of thousands set apart stay one figure', () => {
  const content = ['1 234', '15 678', '123 456', '9 012'].flatMap((figure, r) => {
    const [high, low] = figure.split(' ') as [string, string];
    return [
      ...words(`Kiln ${r}`, 60, 100 + 14 * r),
      ...[endingAt(high, 282, 100 + 14 * r), endingAt(low, 300, 100 + 14 * r)],
      endingAt(`${r}`, 400, 100 + 14 * r),
    ];
  });
  expect(textOf(tables(content)[0])[0]).toEqual(['Kiln 0', '1 234', '0']);
});

test('headings of several columns within one drawn cell stand each over its own', () => {
  const xs = [50, 150, 220, 290, 360];
  const ys = [90, 120, 135, 150, 165];
  const lines: Rule[] = grid(xs, ys).filter(
    (rule) => rule.horizontal || rule.at < 200 || rule.at > 350 || rule.from > 100,
  );
  const inner = [220, 290].map((at): Rule => ({ horizontal: false, at, from: 120, to: 165, thickness: 0.5 }));
  const content = [
    ...words('Kiln', 60, 100),
    ...words('Clay of the year', 210, 93),
    ...[...words('red', 170, 106), ...words('white', 240, 106), ...words('grey', 310, 106)],
    ...kilns.flatMap(([label, a, b], r) => [
      ...words(label, 60, 122 + 15 * r),
      ...[endingAt(a, 200, 122 + 15 * r), endingAt(b, 270, 122 + 15 * r), endingAt('5', 340, 122 + 15 * r)],
    ]),
  ];
  const outer = lines.filter((rule) => rule.horizontal || ![220, 290].includes(rule.at));
  expect(textOf(tables(content, [...outer, ...inner])[0]).slice(0, 3)).toEqual([
    ['Kiln', 'Clay of the year', null, null],
    [null, 'red', 'white', 'grey'],
    ['Old kiln', '12.5', '8.0', '5'],
  ]);
});

test('what stands above the line that names a table is no row of it', () => {
  const content = [
    ...words('System: STORE', 60, 60),
    ...words('Office of Kilns', 250, 60),
    ...words('Printed: 5 May', 400, 60),
    ...words('Table 4 - Clay burnt in all kilns', 200, 74),
    ...rows(
      92,
      [300, 400, 500],
      ['Kiln', 'May', 'June', 'Total'],
      ['Old kiln', '1', '2', '3'],
      ['New', '4', '5', '9'],
    ),
  ];
  expect(textOf(tables(content)[0])[0]).toEqual(['Kiln', 'May', 'June', 'Total']);
});

test('headings within a drawn grid stay with it, though they come back on page after page', () => {
  const page = (n: number) => ({
    ...{ width: 595, height: 842, fills: [], sideways: [] },
    words: [
      ...words('List of all the kilns', 200, 42),
      ...Array.from({ length: 12 }, (_, r) => [
        ...words(`Kiln ${n} ${r}`, 60, 62 + 20 * r),
        endingAt(`${n * r}`, 390, 62 + 20 * r),
      ]).flat(),
    ],
    rules: [
      ...grid([50, 400], [40, 60]),
      ...grid(
        [50, 300, 400],
        Array.from({ length: 13 }, (_, r) => 60 + 20 * r),
      ),
    ],
    toShown: (box: [number, number, number, number]) => box,
  });
  expect(findFurniture([page(1), page(2), page(3)]).flat()).toEqual([]);
});
