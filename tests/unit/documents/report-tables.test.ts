import { expect, test } from 'vitest';
import type { Rule } from '../../../src/documents/pdf/page-content';
import { endingAt, grid, tables, textOf, word, words } from './made-page';

// Tables as annual reports and office programs set them.
const accounts = [
  ['Sales of ware', '930', '777'],
  ['Cost of clay', '(263)', '(209)'],
  ['Cost of fuel', '(96)', '(91)'],
  ['Wages', '(345)', '(320)'],
  ['Rent', '(41)', '(40)'],
  ['Earnings', '185', '117'],
];
const accountRows = accounts.flatMap(([label, a, b], r) => [
  ...words(label!, 60, 114 + 14 * r),
  endingAt(a!, 360, 114 + 14 * r),
  endingAt(b!, 460, 114 + 14 * r),
]);

test('shading behind every other row, a box for each cell, makes one table and not one for each row', () => {
  const heads = [endingAt('2023', 360, 100), endingAt('2022', 460, 100)];
  const fills = [0, 2, 4].flatMap((r) =>
    [
      [58, 300],
      [304, 364],
      [364, 464],
    ].map(([x0, x1]) => ({ x0: x0!, x1: x1!, y0: 112 + 14 * r, y1: 126 + 14 * r })),
  );
  const found = tables([...heads, ...accountRows], [], fills);
  expect(found).toHaveLength(1);
  expect(textOf(found[0])).toEqual([['', '2023', '2022'], ...accounts]);
});

test('a currency sign at the left of its column stands with the figure at the right', () => {
  const signs = [0, 5].flatMap((r) => [word('$', 290, 114 + 14 * r), word('$', 400, 114 + 14 * r)]);
  const [table] = tables([...accountRows, ...signs]);
  expect(textOf(table)[0]).toEqual(['Sales of ware', '$ 930', '$ 777']);
  expect(textOf(table)[5]).toEqual(['Earnings', '$ 185', '$ 117']);
});

test('a title in the middle over the whole table is none of its rows, a heading over the figures is', () => {
  const title = words('Statement of income', 212, 68, true);
  const over = words('Year ended May', 372, 84);
  const heads = [endingAt('2023', 360, 100), endingAt('2022', 460, 100)];
  const [table] = tables([...title, ...over, ...heads, ...accountRows]);
  expect(textOf(table).slice(0, 2)).toEqual([
    ['', 'Year ended May', null],
    ['', '2023', '2022'],
  ]);
});

test('headings on top of a grid that has figures in its first row belong to it', () => {
  const body = [
    ['clay', '900', '11%'],
    ['sand', '950', '12%'],
    ['ash', '120', '13%'],
  ];
  const heads = [word('Matter', 64, 86, true), word('Weight', 164, 86, true), word('Share', 264, 86, true)];
  const inside = body.flatMap((row, r) => row.map((text, c) => word(text, 64 + 100 * c, 104 + 16 * r)));
  const [table] = tables([...heads, ...inside], grid([60, 160, 260, 360], [100, 116, 132, 148]));
  expect(textOf(table)).toEqual([['Matter', 'Weight', 'Share'], ...body]);
  expect(table!.headerRows).toBe(1);
});

test('shading behind each line of a cell is no border: a heading of two lines is one row', () => {
  const fills = [
    { x0: 60, x1: 160, y0: 100, y1: 128 },
    { x0: 65.4, x1: 154.6, y0: 100, y1: 114 },
    { x0: 65.4, x1: 154.6, y0: 114, y1: 128 },
  ];
  const content = [
    word('Control', 66, 102),
    word('name', 66, 116),
    word('Section', 166, 102),
    word('first', 66, 130),
    word('here', 166, 130),
    word('second', 66, 146),
    word('there', 166, 146),
  ];
  const [table] = tables(content, grid([60, 160, 260], [100, 128, 144, 160]), fills);
  expect(textOf(table)).toEqual([
    ['Control name', 'Section'],
    ['first', 'here'],
    ['second', 'there'],
  ]);
});

test('shading down one column does not undo the columns of white space beside it', () => {
  const body = [
    ['clay', '9', '8', '7'],
    ['sand', '6', '5', '4'],
    ['ash', '3', '2', '1'],
    ['bone', '2', '2', '3'],
    ['flint', '4', '4', '6'],
  ];
  const inside = body.flatMap((row, r) => row.map((text, c) => word(text, 64 + 100 * c, 104 + 16 * r)));
  const lines = [100, 116, 148, 180].map((at) => ({
    ...{ horizontal: true, at, from: 60, to: 460, thickness: 0.5 },
  }));
  const fills = [
    { x0: 160, x1: 250, y0: 100, y1: 180 },
    { x0: 60, x1: 460, y0: 148, y1: 164 },
    { x0: 350, x1: 460, y0: 100, y1: 116 },
  ];
  expect(textOf(tables(inside, lines, fills)[0])).toEqual(body);
});

test('a heading in the middle of its column and figures at its right are one column', () => {
  const heads = [word('TOTAL', 215, 100), word('Mail', 315, 100)];
  const body = ['Ada Brook', 'Cem Dole', 'Eva Falk', 'Gus Hale'].flatMap((label, r) => [
    ...words(label, 60, 120 + 16 * r),
    endingAt(`${7 + r}`, 260, 120 + 16 * r),
    endingAt(`${3 + r}`, 355, 120 + 16 * r),
  ]);
  const [table] = tables([...heads, ...body]);
  expect(textOf(table)[0]).toEqual(['', 'TOTAL', 'Mail']);
  expect(textOf(table)[1]).toEqual(['Ada Brook', '7', '3']);
});

test('titles with page numbers that never fall are a table of contents, no table', () => {
  const entries = ['Clay and water', 'The wheel', 'Drying the ware', 'The first firing', 'Glazes', 'Index'];
  const contents = (pages: number[]) =>
    entries.flatMap((entry, r) => [
      ...words(entry, 60, 100 + 14 * r),
      endingAt(`${pages[r]!}`, 400, 100 + 14 * r),
    ]);
  expect(tables(contents([3, 9, 14, 22, 31, 40]))).toEqual([]);
  expect(tables(contents([3, 9, 4, 22, 31, 40]))).toHaveLength(1);
});

test('rows of which one column has text of several lines are read as they stand', () => {
  const people = [
    ['Ada Brook', ['head of the works since the spring', 'and of the glazes before that'], '51'],
    [
      'Cem Dole',
      ['keeper of both kilns, of their books', 'and of the wood that they take', 'each winter'],
      '47',
    ],
    ['Eva Falk', ['at the wheel for most of her years', 'with us, now at the shop'], '39'],
  ] as const;
  let y = 100;
  const content = [word('Name', 60, 84), word('Work', 160, 84), word('Age', 400, 84)];
  for (const [name, lines, age] of people) {
    content.push(...words(name, 60, y), word(age, 400, y));
    lines.forEach((text, i) => content.push(...words(text, 160, y + 12 * i)));
    y += 12 * lines.length + 8;
  }
  expect(textOf(tables(content)[0])).toEqual([
    ['Name', 'Work', 'Age'],
    ...people.map(([name, lines, age]) => [name, lines.join(' '), age]),
  ]);
});

test('the label of the first section stays below the headings', () => {
  const heads = [word('Thousands', 60, 84, true), endingAt('2023', 360, 84), endingAt('2022', 460, 84)].map(
    (w) => ({
      ...w,
      bold: true,
    }),
  );
  const [table] = tables([...heads, ...words('Year of the works:', 60, 98), ...accountRows]);
  expect(textOf(table).slice(0, 2)).toEqual([
    ['Thousands', '2023', '2022'],
    ['Year of the works:', '', ''],
  ]);
});

test('bars that stand on one line are a chart, cells of one height a table', () => {
  const lengths = [20, 34, 48, 80, 110];
  const bars = lengths.map((length, i) => ({
    x0: 100 + 40 * i,
    x1: 130 + 40 * i,
    y0: 300 - length,
    y1: 300,
  }));
  const axes: Rule[] = [180, 220, 260, 300].map((at) => ({
    ...{ horizontal: true, at, from: 100, to: 290, thickness: 0.5 },
  }));
  const figures = lengths.map((length, i) => word(`${length}`, 106 + 40 * i, 302 - length));
  const more = lengths.map((_, i) => word(`${i + 1}`, 110 + 40 * i, 286));
  expect(tables([...figures, ...more], axes, bars)).toEqual([]);
  const cells = lengths.map((_, i) => ({ x0: 100 + 40 * i, x1: 140 + 40 * i, y0: 200, y1: 220 }));
  const below = cells.map((cell) => ({ ...cell, y0: 220, y1: 240 }));
  const inCells = [...cells, ...below].map(({ x0, y0 }) => word('7', x0 + 10, y0 + 4));
  expect(tables(inCells, [], [...cells, ...below])).toHaveLength(1);
});

test('references with their marks in square brackets are no table', () => {
  const entries = (marks: string[]) =>
    marks.flatMap((mark, r) => [
      word(mark, 60, 100 + 30 * r),
      ...words('Brook and Dole on the glazing of ware', 120, 100 + 30 * r),
      ...words('and on its firing twice', 120, 112 + 30 * r),
    ]);
  expect(tables(entries(['[Bro12]', '[Dol97]', '[Fal03]', '[Hal15]']))).toEqual([]);
});

test('labels of several lines between rows of figures do not part a table', () => {
  const labels = ['Other earnings', 'Works and shop', 'Loss of the year less what was set aside'];
  const content = [
    ...accountRows,
    ...labels.flatMap((label, i) => words(label, 60, 198 + 14 * i)),
    ...words('for it', 66, 240),
    endingAt('(501)', 364, 240),
    endingAt('(380)', 464, 240),
    ...words('All', 60, 254),
    endingAt('77', 360, 254),
    endingAt('12', 460, 254),
  ];
  const found = tables(content);
  expect(found).toHaveLength(1);
  expect(textOf(found[0]).at(-1)).toEqual(['All', '77', '12']);
});

test('a label of two lines nearer to one another than rows are has its figures on the second', () => {
  const content = accounts.flatMap(([label, a, b], r) => [
    ...words(label!, 60, 100 + 20 * r),
    endingAt(a!, 360, 100 + 20 * r),
    endingAt(b!, 460, 100 + 20 * r),
  ]);
  const wrapped = [
    ...words('Set aside in the year', 60, 220),
    ...words('2023 and in that before', 60, 232),
    endingAt('7', 360, 232),
    endingAt('9', 460, 232),
  ];
  const [table] = tables([...content, ...wrapped]);
  expect(textOf(table).at(-1)).toEqual(['Set aside in the year 2023 and in that before', '7', '9']);
});

test('lines that only group columns leave these to white space', () => {
  const body = ['clay', 'sand', 'ash', 'bone', 'flint'].map((label, r) => [
    label,
    `${r + 1}`,
    '20',
    `${r + 5}`,
    '30',
  ]);
  const at = [64, 170, 215, 270, 315];
  const inside = body.flatMap((row, r) => row.map((text, c) => word(text, at[c]!, 104 + 16 * r)));
  const lines = grid([60, 160, 260, 360], [100, 116, 132, 148, 164, 180]);
  expect(textOf(tables(inside, lines)[0])).toEqual(body);
});

test('a list within a cell is no row for each of its marks', () => {
  const list = (x: number) =>
    ['first', 'second', 'third'].flatMap((text, i) => words(`• ${text}`, x, 104 + 14 * i));
  const content = [...list(66), ...list(266), word('below', 66, 154), word('beside', 266, 154)];
  const [table] = tables(content, grid([60, 260, 460], [100, 150, 170]));
  expect(textOf(table)).toHaveLength(2);
});

test('groups of rows that are framed one by one are one table, with the label that stands between two', () => {
  const xs = [60, 200, 300, 400];
  const row = (y: number, texts: string[]) => texts.map((text, c) => word(text, xs[c]! + 4, y));
  const content = [
    ...row(104, ['Kind', 'North', 'South']),
    ...row(127, ['clay', '93', '71']),
    ...row(143, ['sand', '95', '72']),
    word('Burnt', 64, 165),
    ...row(183, ['brick', '12', '13']),
    ...row(199, ['tile', '14', '15']),
  ];
  const frames = [...grid(xs, [100, 116]), ...grid(xs, [123, 139, 155]), ...grid(xs, [179, 195, 211])];
  const found = tables(content, frames);
  expect(found).toHaveLength(1);
  expect(textOf(found[0]).map((cells) => cells[0])).toEqual([
    'Kind',
    'clay',
    'sand',
    'Burnt',
    'brick',
    'tile',
  ]);
});

test('grids of the same columns with headings of their own, or far apart, are tables of their own', () => {
  const xs = [60, 200, 300, 400];
  const row = (y: number, texts: string[]) => texts.map((text, c) => word(text, xs[c]! + 4, y));
  const rows = (y: number) => [...row(y + 4, ['clay', '93', '71']), ...row(y + 20, ['sand', '95', '72'])];
  const frame = (y: number) => grid(xs, [y, y + 16, y + 32]);
  expect(tables([...rows(100), ...rows(200)], [...frame(100), ...frame(200)])).toHaveLength(2);
  const headed = (y: number) => [
    ...row(y + 4, ['Kind', 'North', 'South']),
    ...row(y + 20, ['sand', '95', '72']),
  ];
  expect(tables([...headed(100), ...headed(140)], [...frame(100), ...frame(140)])).toHaveLength(2);
});

test('shaded cells that end at other places in every row are no bars of a chart', () => {
  const heads = [endingAt('2023', 360, 100), endingAt('2022', 460, 100)];
  const cuts = [
    [58, 300, 364, 464],
    [58, 340, 464],
    [58, 310, 330, 464],
    [58, 280, 464],
    [58, 464],
  ];
  const fills = cuts.flatMap((xs, r) =>
    xs.slice(1).map((x1, i) => ({ x0: xs[i]!, x1, y0: 112 + 28 * r, y1: 126 + 28 * r })),
  );
  const more = accounts
    .slice(1, 5)
    .flatMap(([label, a, b], r) => [
      ...words(label!, 60, 198 + 14 * r),
      endingAt(a!, 360, 198 + 14 * r),
      endingAt(b!, 460, 198 + 14 * r),
    ]);
  expect(textOf(tables([...heads, ...accountRows, ...more], [], fills)[0])).toHaveLength(11);
});

test('a row whose other cells stand in the middle of a long text belongs to the table above and below it', () => {
  const long = 'Old Mill Road, Near the Temple of the River, Behind the Second Bridge, Upper Town, East Side';
  const row = (n: number, y: number) => [word('RN', 60, y), word(`${n}`, 90, y), word('400103', 130, y)];
  const content = [
    ...[0, 1, 2, 3].flatMap((i) => [
      ...row(490 + i, 100 + 16 * i),
      ...words('Station Road, West', 180, 100 + 16 * i),
    ]),
    ...words(long, 180, 166),
    ...row(494, 172),
    ...words('and the yard', 180, 178),
    ...[0, 1, 2, 3].flatMap((i) => [
      ...row(495 + i, 194 + 16 * i),
      ...words('Harbour Road, West', 180, 194 + 16 * i),
    ]),
  ];
  expect(tables(content)).toHaveLength(1);
});

test('a shaded band behind a total is a row of the table that stands around it', () => {
  const heads = [endingAt('2023', 360, 100), endingAt('2022', 460, 100)];
  const fills = [
    { x0: 58, x1: 300, y0: 182, y1: 212 },
    { x0: 300, x1: 364, y0: 182, y1: 212 },
    { x0: 364, x1: 464, y0: 182, y1: 212 },
  ];
  const total = [...words('All', 60, 198), endingAt('12', 360, 198), endingAt('13', 460, 198)];
  const found = tables([...heads, ...accountRows, ...total], [], fills);
  expect(found).toHaveLength(1);
  expect(textOf(found[0]).map(([label]) => label)).toEqual(['', ...accounts.map(([label]) => label), 'All']);
});

test('two lines in each of several cells side by side, none of which is full, are two rows', () => {
  const at = [64, 204, 344];
  const content = [
    ...['Name', 'Part', 'Day'].map((text, c) => word(text, at[c]!, 104)),
    ...['Ann Lee', 'Tester', 'Monday'].flatMap((text, c) => words(text, at[c]!, 124)),
    ...['Bob Roe', 'Head', 'Friday'].flatMap((text, c) => words(text, at[c]!, 138)),
  ];
  const [table] = tables(content, grid([60, 200, 340, 480], [100, 118, 154]));
  expect(textOf(table)).toHaveLength(3);
});
