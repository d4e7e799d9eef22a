import { expect, test } from 'vitest';
import { described } from '../../../src/documents/export/described';
import { readFixture, readText } from '../documents/reading';

test("an HTML table's spans are among its cells; its rows have null where a span covers", async () => {
  const html =
    '<table><tr><th rowspan="2">Kiln</th><th colspan="2">Heat</th></tr><tr><th>low</th><th>high</th></tr>' +
    '<tr><td>north</td><td>900</td><td>1250</td></tr></table>';
  const { elements } = described('kilns.html', await readText('kilns.html', html));
  expect(elements[0]).toMatchObject({ type: 'Table', page: 1, bbox: null });
  expect(elements[0]?.rows).toEqual([
    ['Kiln', 'Heat', null],
    [null, 'low', 'high'],
    ['north', '900', '1250'],
  ]);
  expect(elements[0]?.cells?.slice(0, 2)).toEqual([
    { row: 0, col: 0, row_span: 2, col_span: 1, text: 'Kiln', header: true },
    { row: 0, col: 1, row_span: 1, col_span: 2, text: 'Heat', header: true },
  ]);
});

test("a ruled table's cells give back its rows", async () => {
  const { elements } = described('ruled-table.pdf', await readFixture('ruled-table.pdf'));
  const table = elements.find(({ type }) => type === 'Table');
  expect(table?.cells?.length).toBeGreaterThan(3);
  for (const { row, col, text } of table?.cells ?? []) expect(table?.rows?.[row]?.[col]).toBe(text);
});

test('an element comes with what is known of it: level, language, the title above it, links', async () => {
  const html =
    '<h2>Kilns</h2><p>The old kiln is lit from below, see <a href="https://example.org/lit">lighting</a>.</p>';
  const { elements } = described('kilns.html', await readText('kilns.html', html));
  expect(elements).toMatchObject([
    { type: 'Title', level: 2, bbox: null },
    {
      type: 'NarrativeText',
      parentId: elements[0]!.id,
      language: 'en',
      links: [{ text: 'lighting', url: 'https://example.org/lit' }],
    },
  ]);
});
