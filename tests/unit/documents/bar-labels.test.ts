import { expect, test } from 'vitest';
import { areStackedBars } from '../../../src/documents/tables/bar-chart';
import { endingAt, tables, word, words } from './made-page';

const kilns = ['North', 'South', 'East', 'West', 'Old'];
const labels = [0, 1].flatMap((row) =>
  kilns.map((name, i) => word(row === 0 ? name : `${9 + i}%`, 80 + 80 * i, 306 + 14 * row)),
);
const bar = (i: number, height: number) => ({ x0: 80 + 80 * i, x1: 120 + 80 * i, y0: 300 - height, y1: 300 });

test('what is written under bars of a chart is no table, under bars of one height it is', () => {
  const bars = [120, 80, 95, 40, 60].map((height, i) => bar(i, height));
  expect(tables(labels, [], bars)).toEqual([]);
  const shading = kilns.map((_, i) => bar(i, 20));
  expect(tables(labels, [], shading)).toHaveLength(1);
});

test('bars that are parted each at places of its own are a chart, shaded cells in columns are not', () => {
  const row = (y: number, edges: number[]) =>
    edges.slice(1).map((x1, i) => ({ x0: edges[i]!, x1, y0: y, y1: y + 12 }));
  const stacked = [
    ...row(100, [200, 230, 260, 330, 400]),
    ...row(130, [200, 222, 280, 350, 420]),
    ...row(160, [200, 245, 300, 310, 410]),
  ];
  const columns = [100, 130, 160].flatMap((y) => row(y, [200, 230, 260, 330, 400]));
  expect([areStackedBars(stacked), areStackedBars(columns), areStackedBars([])]).toEqual([
    true,
    false,
    false,
  ]);
  const text = ['often', 'now and then', 'never'].flatMap((label, r) => [
    ...words(label, 60, 101 + 30 * r),
    ...['12%', '20%', '31%', '37%'].map((share, c) => endingAt(share, 226 + 50 * c + 8 * r, 101 + 30 * r)),
  ]);
  expect(tables(text, [], stacked)).toEqual([]);
});
