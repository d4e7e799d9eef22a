import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from 'vitest';
import type { Box } from '../../../src/documents/layout/box';
import { identity, type Word } from '../../../src/documents/pdf/page-content';
import { PathReader } from '../../../src/documents/pdf/path-reader';
import { makeLine } from '../../../src/documents/layout/line';
import { isLookAlike } from '../../../src/documents/tables/look-alikes';
import { grid, tables, textOf, word, words } from './made-page';

const rows = (lines: string[][], at: number[], top: number, pitch = 14): Word[] =>
  lines.flatMap((cells, r) => cells.flatMap((cell, c) => (cell ? words(cell, at[c]!, top + pitch * r) : [])));

const around = (x: number, y: number, radius: number): Box => ({
  ...{ x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius },
});

const nodes = [
  ['they', 'can', 'fish'],
  ['-3', '-9', '-9'],
  ['-12', '-5', '-11'],
  ['noun', 'verb', 'noun'],
];
const across = [200, 250, 300];
const circles = across.flatMap((x) => [around(x + 5, 125, 14), around(x + 5, 155, 14)]);

test('labels in and around the circles of a diagram are no table', () => {
  const page = rows(nodes, across, 90, 30);
  expect(tables(page)).toHaveLength(1);
  expect(tables(page, [], [], circles)).toEqual([]);
});

test('the table beside a diagram is read without its labels', () => {
  const left = rows(
    [
      ['', 'rain', 'sun', 'wind'],
      ['Monday', '3', '1', '2'],
      ['Tuesday', '1', '3', '2'],
      ['Friday', '10', '4', '5'],
    ],
    [40, 85, 115, 145],
    90,
    30,
  );
  const [table, ...others] = tables(
    [...left, ...rows(nodes, [230, 280, 330], 90, 30)],
    [],
    [],
    [...[235, 285, 335].flatMap((x) => [around(x + 5, 125, 14), around(x + 5, 155, 14)])],
  );
  expect(others).toEqual([]);
  expect(textOf(table)[3]).toEqual(['Friday', '10', '4', '5']);
});

const prices = [
  ['Kiln', 'low', 'high', 'hours'],
  ['north', '900', '1250', '12'],
  ['south', '950', '1180', '14'],
  ['west', '870', '1020', '16'],
  ['east', '860', '1010', '11'],
  ['upper', '910', '1190', '15'],
  ['lower', '905', '1175', '15'],
];

test('a stamp on a table leaves it one', () => {
  const page = rows(prices, [60, 200, 300, 400], 90, 30);
  expect(tables(page, [], [], [around(270, 180, 22)])).toHaveLength(1);
});

test('marks drawn in cells leave a table one', () => {
  const page = rows(prices, [60, 200, 300, 400], 90);
  const marks = prices.map((_, r) => around(470, 95 + 14 * r, 5));
  expect(tables(page, [], [], marks)).toHaveLength(1);
});

test('a formula of sums and one of tall brackets are no table', () => {
  const sums = rows(
    [
      ['', '∑m', '∑n 1{x', '= k} + 1'],
      ['φ k', '=', '∑m n i', '+ 2'],
      ['', '∑m', '∑n 1{x', '= k} + 1'],
      ['φ j', '=', '∑m n i', '+ 2'],
    ],
    [60, 120, 180, 260],
    90,
  );
  expect(tables(sums)).toEqual([]);
  const brackets = rows(
    [
      ['\uf8eb', 'A', '\uf8f6', 'B'],
      ['\uf8ec', 'x', '\uf8f7 =', 'y'],
      ['\uf8ed', 'a', '\uf8f8', 'b'],
    ],
    [60, 120, 180, 260],
    90,
  );
  expect(tables(brackets)).toEqual([]);
});

test('conditions with a sign of equation leave a data sheet a table', () => {
  const sheet = rows(
    [
      ['Parameter', 'Condition', 'Symbol', 'Unit'],
      ['Forward voltage', 'I = 10 mA', 'V F', 'V'],
      ['Reverse current', 'V = 3 V', 'I R', 'mA'],
      ['Capacitance', 'f = 1 MHz', 'C O', 'pF'],
    ],
    [60, 200, 320, 420],
    90,
  );
  expect(tables(sheet)).toHaveLength(1);
});

test('a program with remarks behind its statements is no table', () => {
  const program = rows(
    [
      ['if (full) {', '', ''],
      ['', '*place = c;', '// Put it down'],
      ['', 'place++;', '// Next place'],
      ['', 'count++;', '// One more'],
      ['', 'send(c);', '// Tell it'],
      ['}', '', ''],
    ],
    [60, 120, 300],
    90,
  );
  expect(tables(program)).toEqual([]);
});

test('addresses beside one another are no table, a list of addresses is one', () => {
  const foot = rows(
    [
      ['Ofenbau AG', 'Vorstand', 'Bankverbindung'],
      ['Uferweg 40', 'Hans Ritter', 'Kreisbank Melsungen'],
      ['D-63571 Melsungen', 'Aufsicht', 'Anna Vogt'],
      ['Telefon 06051 9164', 'Amtsgericht', 'Filiale Nord'],
    ],
    [60, 220, 380],
    90,
  );
  expect(tables(foot)).toEqual([]);
  const list = rows(
    [
      ['Name', 'Street', 'Town'],
      ['Ritter', 'Uferweg 40', 'D-63571 Melsungen'],
      ['Vogt', 'Amselweg 3', 'D-34117 Kassel'],
      ['Brandt', 'Forstweg 18', 'D-37073 Einbeck'],
    ],
    [60, 220, 380],
    90,
  );
  expect(tables(list)).toHaveLength(1);
});

test('of what is drawn, circles and slants are told from boxes, level lines and round corners', () => {
  const paths = new PathReader(595, 842);
  const draw = (...data: number[]) => paths.read(OPS.stroke, data, identity, 1, false);
  draw(...[0, 100, 100], ...[2, 100, 111, 91, 120, 80, 120], ...[2, 69, 120, 60, 111, 60, 100]);
  draw(...[0, 200, 100], ...[1, 260, 140]);
  draw(...[0, 300, 100], ...[1, 400, 100], ...[1, 400, 200], ...[1, 300, 200], ...[4]);
  draw(...[0, 50, 300], ...[1, 150, 300], ...[2, 155, 300, 160, 305, 160, 310], ...[1, 160, 400]);
  expect(paths.shapes.map(({ x0, x1 }) => [x0, x1])).toEqual([
    [60, 100],
    [200, 260],
  ]);
});

test('a curve drawn piece by piece is one shape', () => {
  const paths = new PathReader(595, 842);
  for (let x = 100; x < 200; x += 5) paths.read(OPS.stroke, [0, x, x, 1, x + 5, x + 5], identity, 1, false);
  expect(paths.shapes).toEqual([{ x0: 100, y0: 100, x1: 200, y1: 200 }]);
});

test('two lists beside one another are no table, nor are authors with their addresses', () => {
  const lists = rows(
    [
      ['– Africa', '– America'],
      ['– Europe', '– Asia'],
      ['– Pacific', '– Oceania'],
      ['– Arctic', '– Antarctic'],
    ],
    [60, 260],
    90,
  );
  expect(tables(lists)).toEqual([]);
  const authors = rows(
    [
      ['Anna Vogt', 'vogt@kiln.example'],
      ['Hans Ritter', 'ritter@kiln.example'],
      ['Ines Brandt', 'brandt@kiln.example'],
      ['Otto Lang', 'lang@kiln.example'],
    ],
    [60, 360],
    90,
  );
  expect(tables(authors)).toEqual([]);
});

test('the axis of a chart whose bars stand in pairs is no table', () => {
  const axis = rows(
    [
      ['1569', '400', '', '', '', ''],
      ['men', '300', '', '', '', ''],
      ['1807', '200', '', '', '', ''],
      ['women', '100', '', '', '', ''],
      ['all', '0', '10-19', '20-29', '30-39', '40-49'],
    ],
    [60, 120, 160, 220, 280, 340],
    90,
  );
  const bars = [
    ...[160, 220, 280, 340].map((x, i) => ({ x0: x, x1: x + 12, y0: 95 + 7 * i, y1: 142 })),
    ...[160, 220, 280, 340].map((x, i) => ({ x0: x + 12, x1: x + 24, y0: 130 - 5 * i, y1: 142 })),
  ];
  expect(tables(axis)).toHaveLength(1);
  expect(tables(axis, [], bars)).toEqual([]);
});

test('figures written a little higher than the rest of their line are no second row', () => {
  const form = [
    ...words('a. Confirmed', 60, 100),
    ...words('None', 320, 100),
    ...words('11', 220, 94),
    ...words('8', 280, 94),
  ];
  expect(tables(form)).toEqual([]);
});

test('rows whose figures are shaded have the labels on white beside them', () => {
  const content = rows(
    [
      ['Portel', '1228', 'high'],
      ['Porto', '566', 'low'],
      ['Sines', '1121', 'high'],
      ['Tavira', '916', 'high'],
      ['Vagos', '128', 'low'],
    ],
    [60, 160, 220],
    100,
    20,
  );
  const shaded = [100, 120, 140, 160, 180].flatMap((y0) => [
    { x0: 155, x1: 210, y0: y0 - 5, y1: y0 + 15 },
    { x0: 210, x1: 270, y0: y0 - 5, y1: y0 + 15 },
  ]);
  const [table, ...others] = tables(content, [], shaded);
  expect(others).toEqual([]);
  expect(textOf(table)[2]).toEqual(['Sines', '1121', 'high']);
});

test('a page laid out in a few boxes of long text is no table', () => {
  const text = (x: number, y: number, lines: number) =>
    Array.from({ length: lines }, (_, i) =>
      words(`the kiln is fired for the ${i + 20}th time`, x, y + 14 * i),
    ).flat();
  const page = [...text(60, 100, 20), ...text(320, 100, 18), ...text(60, 450, 16)];
  expect(tables(page, grid([50, 300, 560], [90, 430, 760]))).toEqual([]);
});

test('headings stand over the first row, though labels of sections are between', () => {
  const [table, ...others] = tables([
    ...rows(
      [
        ['', '2022', '2021'],
        ['Provisions', '', ''],
        ['Current', '', ''],
        ['Short term', '', ''],
        ['Leave', '127,408', '79,997'],
        ['Restoration', '843,403', '772,131'],
      ],
      [60, 300, 400],
      100,
    ),
  ]);
  expect(others).toEqual([]);
  expect(textOf(table)[0]).toEqual(['', '2022', '2021']);
});

test('sums of fractions and formulas with their numbers are no table', () => {
  const fractions = rows(
    [
      ['2', '7', '9', '17'],
      ['1', '+ 3', '+ 4', '+ 5'],
      ['12', '20', '30', '42'],
    ],
    [60, 120, 180, 240],
    90,
  );
  expect(tables(fractions)).toEqual([]);
  const numbered = rows(
    [
      ['H = a', 'b', 'c', '(9)'],
      ['k', 'd', 'e', ''],
      ['s = f', 'g', 'h', '(10)'],
      ['m', 'n', 'o', ''],
    ],
    [60, 160, 260, 460],
    90,
  );
  expect(tables(numbered)).toEqual([]);
});

test('fractions between signs and exponents above a numbered formula are no table', () => {
  const signs = rows(
    [
      ['3', '', '5', '', '9', '', '11'],
      ['8.', '•', '', '•', '', '•', '='],
      ['4', '', '14', '', '20', '', '33'],
    ],
    [60, 90, 120, 150, 180, 210, 240],
    90,
  );
  expect(tables(signs)).toEqual([]);
  const raised = rows(
    [
      ['2', '2 2', '3', '2', ''],
      ['dv', '= a du', '−', 'b dw', '(5)'],
    ],
    [60, 120, 200, 260, 440],
    90,
  );
  expect(tables(raised)).toEqual([]);
});

test('boxes to tick behind their texts are no table, boxes under headings are', () => {
  const form = rows(
    [
      ['Large accelerated filer', '☐', 'Accelerated filer', '☒'],
      ['Non-accelerated filer', '☐', 'Smaller company', '☒'],
      ['Emerging company', '☐', 'Shell company', '☐'],
    ],
    [60, 220, 320, 480],
    90,
  );
  expect(tables(form)).toEqual([]);
  const asked = rows(
    [
      ['Question', 'yes', 'no', 'unknown'],
      ['Is the kiln warm', '☐', '☒', '☐'],
      ['Is the clay dry', '☒', '☐', '☐'],
      ['Is the door shut', '☒', '☐', '☐'],
    ],
    [60, 220, 320, 420],
    90,
  );
  expect(tables(asked)).toHaveLength(1);
});

test('contents whose last pages have letters are contents', () => {
  const contents = rows(
    [
      ['Item 1.', 'Business', '1'],
      ['Item 2.', 'Properties', '42'],
      ['Item 3.', 'Legal Proceedings', '88'],
      ['Item 4.', 'Mine Safety', '89'],
      ['Item 5.', 'Market for Equity', '90'],
      ['Item 8.', 'Statements', 'F-1'],
    ],
    [60, 120, 460],
    90,
  );
  expect(tables(contents)).toEqual([]);
});

test('a frame whose rows have one cell each is no table', () => {
  const content = [
    ...words('Bill 2022', 260, 100),
    ...words('Date: 28/11/2022', 60, 120),
    ...words('File: 365', 60, 140),
  ];
  const lines = grid([50, 500], [95, 115, 135, 155]);
  const half = { horizontal: false, at: 250, from: 95, to: 115, thickness: 0.5 };
  expect(tables(content, [...lines, half])).toEqual([]);
});

test('a table below two columns of text is not cut where their gutter goes on between its labels and figures', () => {
  const prose = (x: number, y: number) =>
    Array.from({ length: 10 }, (_, i) =>
      words('the bonds are secured by the fund and so', x, y + 12 * i),
    ).flat();
  const labels = ['Dormitory Authority', 'Housing Agency', 'Municipal Agency', 'Thruway', 'Urban', 'Total'];
  const table = labels.flatMap((label, i) => [
    ...words(label, 50, 240 + 14 * i),
    ...words(`${i + 11},612`, 310, 240 + 14 * i),
    ...words(`${i + 1},086`, 400, 240 + 14 * i),
    ...words(`${i + 3},018`, 480, 240 + 14 * i),
  ]);
  const page = [...prose(50, 90), ...prose(310, 90), ...table, ...prose(50, 350), ...prose(310, 350)];
  const [found] = tables(page);
  expect(textOf(found)[1]).toEqual(['Housing Agency', '12,612', '2,086', '4,018']);
});

test('a line without cells among others is no reason to fail', () => {
  const line = makeLine([word('Kiln', 60, 90)]);
  const phrase = { words: line.words, text: 'a = b', x0: 60, x1: 80 };
  const lines = [
    { line, cells: [], parted: false },
    { line, cells: [{ from: 0, to: 0, phrase }], parted: false },
  ];
  expect(isLookAlike(lines, [{ x0: 60, x1: 80 }])).toBe(false);
});
