import { expect, test } from 'vitest';
import { endingAt, grid, tables, word, words } from './made-page';

// What stands in rows and columns by chance, beside what does so on purpose.
const lattice = grid([60, 110, 160, 210, 260, 310], [100, 130, 160, 190, 220]);

test('points named where they lie on the grid of a chart are no table; the same grid with words in its cells is one', () => {
  const points = [
    ...[word('AB', 66, 124), word('CD', 104, 108), word('EF', 154, 139), word('GH', 206, 155)],
    ...[word('IJ', 116, 185), word('KL', 170, 214), word('MN', 254, 172), word('OP', 270, 125)],
  ];
  const axis = [0, 1, 2, 3, 4].map((n) => word(`${n}`, 84 + 50 * n, 224));
  expect(tables([...points, ...axis], lattice)).toHaveLength(0);
  const inside = ['AB', 'CD', 'EF', 'GH'].flatMap((text, r) =>
    [0, 1, 2, 3, 4].map((c) => word(`${text}${c}`, 66 + 50 * c, 108 + 30 * r)),
  );
  expect(tables(inside, lattice)).toHaveLength(1);
});

test('labels and a legend over the upright lines of a chart are no table', () => {
  const upright = Array.from({ length: 20 }, (_, i) => ({
    ...{ horizontal: false, at: 110 + 20 * i, from: 95, to: 260, thickness: 0.5 },
  }));
  const kinds = ['measles', 'dengue', 'malaria', 'rubella', 'cholera'];
  const content = kinds.flatMap((kind, r) => [
    endingAt(kind, 100, 100 + 24 * r),
    word('2015', 200, 100 + 24 * r),
    word('2016', 300, 100 + 24 * r),
  ]);
  expect(tables(content, upright)).toHaveLength(0);
  expect(tables(content)).toHaveLength(1);
});

test('rows of a list in a program, each value with its comma, are no table; the same figures without are', () => {
  const rows = [0, 1, 2, 3, 4].map((r) => [0, 1, 2, 3].map((c) => `${10 + 7 * r + 3 * c}`));
  const set = (mark: string) =>
    rows.flatMap((row, r) => row.map((text, c) => endingAt(text + mark, 100 + 60 * c, 100 + 14 * r)));
  expect(tables(set(','))).toHaveLength(0);
  expect(tables(set(''))).toHaveLength(1);
});

test('lines of a program with their numbers before them and a comma behind are no table', () => {
  const lines = ['alpha', 'beta', 'gamma', 'delta', 'zeta'].flatMap((name, r) => [
    word(`${r + 1}`, 60, 100 + 14 * r),
    word(name, 90, 100 + 14 * r),
    word(`: 'org.${name}:1.${r}',`, 190, 100 + 14 * r),
  ]);
  expect(tables(lines)).toHaveLength(0);
});

test('two marked entries with their values are a list, and three a table', () => {
  const entries = (n: number) =>
    Array.from({ length: n }, (_, r) => [
      word('•', 60, 100 + 20 * r),
      ...words('Samples tested on the day', 90, 100 + 20 * r),
      endingAt(`${431 + r}`, 400, 100 + 20 * r),
    ]).flat();
  expect(tables(entries(2))).toHaveLength(0);
  expect(tables(entries(3))).toHaveLength(1);
});

test('contents that are numbered on from column to column are no table', () => {
  const titles = ['Opening', 'Method', 'Values', 'Society', 'Growth', 'Thanks'];
  const content = titles.flatMap((title, n) =>
    words(`${n + 1} ${title}`, 60 + 150 * Math.floor(n / 2), 100 + 20 * (n % 2)),
  );
  const more = [...words('and more', 66, 140), ...words('of it', 216, 140), ...words('to all', 366, 140)];
  expect(tables([...content, ...more])).toHaveLength(0);
});

test('a line that one word alone has to itself makes no third column of two names and two others', () => {
  const content = [
    ...words('Partners:', 60, 100),
    word('df8d8a06', 480, 100),
    ...[...words('North office', 60, 116), ...words('All others', 260, 116)],
    ...[...words('Lead agency', 60, 132), ...words('Lead agencies', 260, 132)],
  ];
  expect(tables(content)).toHaveLength(0);
});

test('names that a program gives to numbers are no table', () => {
  const names = ['READY', 'DONE', 'ERROR', 'LATCH', 'WRITE'].flatMap((name, r) => [
    ...words(`#define ${name}`, 60, 100 + 14 * r),
    word(`0x0000000${r}`, 260, 100 + 14 * r),
  ]);
  expect(tables(names)).toHaveLength(0);
});
