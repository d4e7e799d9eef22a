import { expect, test } from 'vitest';
import { readFixture } from './reading';

test('a ruled table keeps its rows, spans, wrapped label and heading rows', async () => {
  const { elements } = await readFixture('ruled-table.pdf');
  const tables = elements.filter((e) => e.type === 'Table');
  expect(tables).toHaveLength(1);
  const [table] = tables;
  expect(table!.rows).toEqual([
    ['Glaze', 'Stock in kilograms', null],
    [null, 'Spring', 'Autumn'],
    ['Celadon', '12.5', '8.0'],
    ['Tenmoku with a long name that wraps', '3.2', '6.4'],
    ['Shino', '7.1', '7.0'],
  ]);
  expect(table!.headerRows).toBe(2);
  expect(table!.cells!.find((c) => c.text === 'Glaze')).toMatchObject({
    row_span: 2,
    col_span: 1,
    header: true,
  });
  expect(table!.cells!.find((c) => c.text === 'Stock in kilograms')).toMatchObject({ col_span: 2 });
  expect(table!.cells!.find((c) => c.text === '12.5')!.header).toBeUndefined();
});

test('a table without rules is found by its columns, the text around it left out', async () => {
  const { elements } = await readFixture('aligned-table.pdf');
  const table = elements.find((e) => e.type === 'Table')!;
  expect(table.rows).toEqual([
    ['Cone', 'Celsius', 'Fahrenheit'],
    ['Orton 04', '1060', '1940'],
    ['Orton 1', '1137', '2079'],
    ['Orton 6', '1222', '2232'],
    ['Orton 10', '1285', '2345'],
  ]);
  expect(table.headerRows).toBe(1);
  expect(table.text.split('\n')[1]).toBe('Orton 04 | 1060 | 1940');
  expect(elements.map((e) => e.type)).toEqual(['Title', 'NarrativeText', 'Table', 'NarrativeText']);
});
