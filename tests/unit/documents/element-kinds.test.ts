import { expect, test } from 'vitest';
import { toElements, type Draft } from '../../../src/documents/element';
import { isAddress, isFormula } from '../../../src/documents/layout/special-text';
import { tableCsv, tableHtml, tablesPage } from '../../../src/documents/export/tables';
import { usualLanguage } from '../../../src/documents/text-language';
import type { Element } from '../../../src/documents/types';

test.each([
  ['E = mc2', true],
  ['f(x) = a0 + a1 x + a2 x2   (3.1)', true],
  ['BaseScore = (.6*Impact +.4*Exploitability-1.5)*f(Impact)', true],
  ['σ ≤ 0,5', true],
  ['The cost of one firing = the price of the gas', false],
  ['https://example.org/?a=b', false],
  ['Then we have E = mc2 in it', false],
  ['Chapter 3', false],
])('%s is a formula: %s', (text, expected) => {
  expect(isFormula(text)).toBe(expected);
});

test.each([
  ['Gaithersburg, MD 20899-8930', true],
  ['3190 Fairview Park Drive', true],
  ['12 Kiln Lane, London SW1A 1AA', true],
  ['Töpferstraße 12, 01099 Dresden', true],
  ['北京市海淀区中关村大街27号', true],
  ['In 2019 Green Street was closed for 12 weeks by the town.', false],
  ['Section 12345', false],
])('%s is an address: %s', (text, expected) => {
  expect(isAddress(text)).toBe(expected);
});

const draft = (type: Draft['type'], text: string, more: Partial<Draft> = {}): Draft => ({
  ...{ type, text, page: 1 },
  ...more,
});

test('each element says in which language it is, a label in that of its document', () => {
  const english = draft(
    'NarrativeText',
    'The kiln is closed as soon as the fire has been lit by the potter.',
  );
  const languages = (drafts: Draft[]) => toElements('a', drafts).map(({ language }) => language);
  expect(
    languages([
      english,
      draft('NarrativeText', '窑门不可打开，温度要慢慢升高。'),
      draft(
        'NarrativeText',
        'Der Ofen wird geschlossen, sobald der Töpfer das Feuer gelegt hat und es brennt.',
      ),
      draft('NarrativeText', 'الفرن الصغير يحفظ الحرارة'),
      draft('Title', 'Kiln'),
      draft('UncategorizedText', '1,234'),
    ]),
  ).toEqual(['en', 'zh', 'other', 'other', 'en', undefined]);
  const german = 'Der Ofen wird geschlossen, sobald der Töpfer das Feuer gelegt hat und es brennt.';
  expect(usualLanguage([german])).toBe('other');
});

const cells = (rows: string[][]) =>
  rows.flatMap((own, row) => own.map((text, col) => ({ row, col, row_span: 1, col_span: 1, text })));

test('every element knows the title above it, and of several tables each its own caption', () => {
  const table = (text: string, top: number) =>
    draft('Table', '', { cells: cells([[text, 'x']]), bbox: [0, top, 100, top + 20] });
  const caption = (text: string, top: number) =>
    draft('FigureCaption', text, { bbox: [0, top, 100, top + 10] });
  const elements = toElements('a', [
    draft('Title', 'Stock', { level: 1 }),
    draft('Title', 'Clay', { level: 2 }),
    caption('Table 1', 10),
    table('one', 22),
    caption('Table 2', 60),
    table('two', 72),
    table('three', 120),
    caption('Table 3', 142),
    draft('Title', 'Fire', { level: 2 }),
    draft('PageNumber', '1'),
  ]);
  const nameOf = (id?: string) => elements.find((e) => e.id === id)?.text ?? null;
  expect(elements.map((e) => [e.text, nameOf(e.parentId)])).toEqual([
    ['Stock', null],
    ['Clay', 'Stock'],
    ['Table 1', 'one | x'],
    ['one | x', 'Clay'],
    ['Table 2', 'two | x'],
    ['two | x', 'Clay'],
    ['three | x', 'Clay'],
    ['Table 3', 'three | x'],
    ['Fire', 'Stock'],
    ['1', null],
  ]);
});

test('a table as CSV runs no formula and keeps its figures; as HTML it is text, with spans', () => {
  const made = [
    { row: 0, col: 0, row_span: 1, col_span: 2, text: '<script>alert(1)</script>' },
    { row: 1, col: 0, row_span: 1, col_span: 1, text: '=HYPERLINK("http://x")' },
    { row: 1, col: 1, row_span: 1, col_span: 1, text: '-12,5 %' },
    { row: 2, col: 0, row_span: 1, col_span: 1, text: '-2+3+cmd|x' },
    { row: 2, col: 1, row_span: 1, col_span: 1, text: '@SUM(A1)' },
  ];
  const [table] = toElements('a', [draft('Table', '', { cells: made, headerRows: 1 })]) as [Element];
  expect(tableCsv(table).split('\r\n')).toEqual([
    '<script>alert(1)</script>,',
    `"'=HYPERLINK(""http://x"")","-12,5 %"`,
    `"'-2+3+cmd|x","'@SUM(A1)"`,
    '',
  ]);
  expect(tableHtml(table)).toContain(
    '<thead>\n<tr><th scope="col" colspan="2">&lt;script&gt;alert(1)&lt;/script&gt;</th></tr>\n</thead>',
  );
  expect(tablesPage('a & b', [table])).toContain('<title>a &amp; b</title>');
});

test('a footnote belongs to what carries its mark on its page, one without to the title above', () => {
  const elements = toElements('a', [
    draft('Title', 'Fog'),
    draft('NarrativeText', 'Harl is drawn from fog[1] in every winter.'),
    draft('Table', '', {
      cells: [{ row: 0, col: 0, row_span: 1, col_span: 1, text: 'Total²' }],
    }),
    draft('Footnote', '1 As the Almanac says.'),
    draft('Footnote', '2 Counted twice.'),
    draft('Footnote', '3 Of another page.'),
    draft('NarrativeText', 'No lull[3] is noted.', { page: 2 }),
  ]);
  const textOf = new Map(elements.map(({ id, text }) => [id, text]));
  const parents = elements.filter(({ type }) => type === 'Footnote').map((e) => textOf.get(e.parentId!));
  expect(parents).toEqual(['Harl is drawn from fog[1] in every winter.', 'Total²', 'Fog']);
});
