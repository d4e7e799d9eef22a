import { expect, test } from 'vitest';
import type { Rule, Word } from '../../../src/documents/pdf/page-content';
import { endingAt, tables, textOf, words } from './made-page';

// Accounts as offices print them. Lengths in points.
const rows = (top: number, ends: number[], ...lines: (readonly string[])[]): Word[] =>
  lines.flatMap(([label, ...figures], r) => [
    ...(label ? words(label, 60, top + 14 * r) : []),
    ...figures.flatMap((figure, i) => (figure ? [endingAt(figure, ends[i]!, top + 14 * r)] : [])),
  ]);

const level = (at: number, ...ends: [number, number][]): Rule[] =>
  ends.map(([from, to]) => ({ horizontal: true, at, from, to, thickness: 0.5 }));

const ends = [300, 400];

test('rows of dashes and of n/a are rows, though no figure stands above them', () => {
  const content = rows(
    100,
    ends,
    ['Kiln', 'Budget', 'Actual'],
    ['Old kiln', '-', '-'],
    ['New kiln', 'N/A', 'N/A'],
    ['Gas kiln', '1,461', '1,460'],
  );
  expect(textOf(tables(content)[0])).toEqual([
    ['Kiln', 'Budget', 'Actual'],
    ['Old kiln', '-', '-'],
    ['New kiln', 'N/A', 'N/A'],
    ['Gas kiln', '1,461', '1,460'],
  ]);
});

test("a section's label and that of its first part are two rows", () => {
  const content = rows(
    100,
    ends,
    ['', 'Store', 'Total'],
    ['Assets'],
    ['Current assets:'],
    ['Clay', '12', '30'],
    ['Ash', '3', '6'],
  );
  const [table] = tables(content, level(111, [270, 300], [370, 400]));
  expect(textOf(table).map((row) => row[0])).toEqual(['', 'Assets', 'Current assets:', 'Clay', 'Ash']);
});

test('parts of one table that stand far apart are one, the label between them a row', () => {
  const content = [
    ...rows(100, ends, ['', 'Store', 'Total'], ['Clay', '12', '30'], ['Ash', '3', '6'], ['Salt', '4', '8']),
    ...words('Owed', 60, 200),
    ...rows(246, ends, ['Wages', '5', '5'], ['Rent', '7', '9'], ['Wood', '1', '2']),
  ];
  const found = tables(content);
  expect(found).toHaveLength(1);
  expect(textOf(found[0]).map((row) => row[0])).toEqual([
    ...['', 'Clay', 'Ash', 'Salt', 'Owed', 'Wages', 'Rent', 'Wood'],
  ]);
});

test('with headings of its own, a table that stands far below another in the same columns is another', () => {
  const content = [
    ...rows(100, ends, ['', 'Store', 'Total'], ['Clay', '12', '30'], ['Ash', '3', '6'], ['Salt', '4', '8']),
    ...rows(200, ends, ['', 'Debts', 'Owed'], ['Wages', '5', '5'], ['Rent', '7', '9'], ['Wood', '1', '2']),
  ];
  expect(tables(content)).toHaveLength(2);
});

test('a table over the whole width below two columns of text keeps its headings', () => {
  const sentence = 'The store of the kiln was counted twice a year and';
  const text = (x0: number) =>
    Array.from({ length: 12 }, (_, r) => words(sentence.slice(0, 46 + (r % 4)), x0, 100 + 12 * r)).flat();
  const content = [
    ...[...text(60), ...text(330)],
    ...[...words('Stock of', 260, 262), ...words('Stock of', 440, 262)],
    ...[...words('Kiln', 60, 274), ...words('spring', 260, 274), ...words('autumn', 440, 274)],
    ...['Old kiln', 'New kiln', 'Gas kiln'].flatMap((label, r) => [
      ...words(`${label} ${'. '.repeat(20)}`.trim(), 60, 290 + 12 * r),
      ...[endingAt('12', 295, 290 + 12 * r), endingAt('1,234,567', 345, 290 + 12 * r)],
      endingAt('8', 475, 290 + 12 * r),
    ]),
  ];
  const found = tables(content);
  expect(found).toHaveLength(1);
  expect(textOf(found[0])[0]).toContain('Stock of spring');
});
