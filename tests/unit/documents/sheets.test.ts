import { expect, test } from 'vitest';
import { numberText } from '../../../src/documents/packed/drawing/number-text';
import { chart, relations, types, zip } from './packing';
import { outline, read } from './reading';

type Value = string | number | null;
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

const cellsOf = (rows: readonly (readonly (Value | [Value, number])[])[]) =>
  rows
    .map((row, r) => {
      const cells = row.map((given, c) => {
        const [value, style] = Array.isArray(given) ? given : [given, 0];
        const start = `r="${String.fromCharCode(65 + c)}${r + 1}" s="${style}"`;
        if (value === null) return '';
        return typeof value === 'number'
          ? `<c ${start}><v>${value}</v></c>`
          : `<c ${start} t="inlineStr"><is><t>${value}</t></is></c>`;
      });
      return `<row r="${r + 1}">${cells.join('')}</row>`;
    })
    .join('');

const styles = `<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="&quot;$&quot;#,##0.00;[Red]\\(&quot;$&quot;#,##0.00\\)"/></numFmts><fonts><font/><font><b/></font></fonts><cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="10" fontId="0"/><xf numFmtId="164" fontId="0"/><xf numFmtId="14" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="22" fontId="0"/></cellXfs></styleSheet>`;

const book = (
  sheets: { name: string; state?: string; content: string }[],
  more: Record<string, string> = {},
) =>
  zip({
    '[Content_Types].xml': types,
    'xl/workbook.xml': `<workbook ${main} xmlns:r="r"><sheets>${sheets.map(({ name, state }, i) => `<sheet name="${name}" sheetId="${i + 1}" ${state ? `state="${state}"` : ''} r:id="s${i + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...sheets.map((_, i): [string, string, string] => [
        `s${i + 1}`,
        'worksheet',
        `worksheets/sheet${i + 1}.xml`,
      ]),
    ),
    'xl/styles.xml': styles,
    ...Object.fromEntries(
      sheets.map(({ content }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet ${main} xmlns:r="r">${content}</worksheet>`,
      ]),
    ),
    ...more,
  });

const sheet = (rows: Parameters<typeof cellsOf>[0], after = '') => ({
  name: 'Kilns',
  content: `<sheetData>${cellsOf(rows)}</sheetData>${after}`,
});

test('figures, percents, money and dates are read as they are shown', async () => {
  const { elements } = await read(
    'a.xlsx',
    book([
      sheet([
        ['What', 'Shown'],
        ['share', [0.1234, 1]],
        ['price', [1234.5, 2]],
        ['loss', [-20, 2]],
        ['day', [45_351, 3]],
        ['hour', [45_351.5, 5]],
        ['noise', 0.1 + 0.2],
      ]),
    ]),
  );
  expect(elements[1]!.text).toBe(
    'What | Shown\nshare | 12.34%\nprice | $1,234.50\nloss | ($20.00)\nday | 2024-02-29\nhour | 2024-02-29 12:00\nnoise | 0.3',
  );
});

test('formats that only move or scale a number leave it as it is', () => {
  expect(numberText(1234.5678, '#,##0.00 "kg"')).toBe('1,234.57 kg');
  expect(numberText(5, '[$€-407] #,##0')).toBe('€ 5');
  expect(numberText(-7, '0')).toBe('-7');
  expect(numberText(0, '0;-0;"none"')).toBe('0');
  expect(numberText(1_500_000, '0.0,,')).toBe('1500000');
  expect(numberText(0.5, '# ?/?')).toBe('0.5');
});

test('several tables on a sheet are several tables, with the titles above and the notes below them', async () => {
  const { elements, pages, warnings } = await read(
    'a.xlsx',
    book([
      sheet([
        ['Firings in 2025'],
        ['Kiln', 'Count', null, 'Cone', 'Heat'],
        ['North', 12, null, 'Orton', 'low'],
        ['South', 7, null, 'Seger', 'high'],
        [],
        [],
        ['Glaze', 'Kilograms'],
        ['Shino', 7],
        ['Ash', 3],
        ['Weighed by hand on the last day of the year.'],
      ]),
      { ...sheet([['for lists'], ['only']]), state: 'hidden' },
      { ...sheet([['empty']]), name: 'Notes', content: '<sheetData/>' },
    ]),
  );
  expect(pages).toHaveLength(2);
  expect(warnings).toEqual([{ code: 'file/hidden-sheets' }]);
  expect(outline(elements)).toEqual([
    'Title: Kilns',
    'Title: Firings in 2025',
    'Table: Kiln | Count\nNorth | 12\nSouth | 7',
    'Table: Cone | Heat\nOrton | low\nSeger | high',
    'Table: Glaze | Kilograms\nShino | 7\nAsh | 3',
    'NarrativeText: Weighed by hand on the last day of the year.',
  ]);
});

test('an empty row or column within one table is only room', async () => {
  const { elements } = await read(
    'a.xlsx',
    book([sheet([['Kiln', null, '2024', '2025'], ['North', null, 12, 13], [], ['South', null, 7, 8]])]),
  );
  expect(outline(elements)).toEqual([
    'Title: Kilns',
    'Table: Kiln | 2024 | 2025\nNorth | 12 | 13\nSouth | 7 | 8',
  ]);
});

test('merged cells are spans; rows below a heading that spans, or in bold, are headings too', async () => {
  const { elements } = await read(
    'a.xlsx',
    book([
      sheet(
        [
          ['Kiln', 'Heat', null],
          [null, 'low', 'high'],
          ['North', 1, 2],
        ],
        '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>',
      ),
    ]),
  );
  expect(elements[1]).toMatchObject({
    headerRows: 2,
    rows: [
      ['Kiln', 'Heat', null],
      [null, 'low', 'high'],
      ['North', '1', '2'],
    ],
  });
});

test('what a formula last gave is read, an error is nothing; shared texts lose their runs and readings', async () => {
  const content =
    '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><f>A1</f><v>Sum &amp; more</v></c></row><row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="e"><v>#REF!</v></c></row></sheetData>';
  const { elements } = await read(
    'a.xlsx',
    book([{ name: 'Kilns', content }], {
      'xl/sharedStrings.xml': `<sst ${main}><si><r><t>Ki</t></r><r><rPr><b/></rPr><t>ln</t></r><rPh sb="0" eb="1"><t>よう</t></rPh></si></sst>`,
    }),
  );
  expect(elements[1]!.text).toBe('Kiln | Sum & more\n2 |');
});

test("a chart's title is read; on a sheet of its own its values too", async () => {
  const drawing = {
    'xl/worksheets/_rels/sheet1.xml.rels': relations(['d', 'drawing', '../drawings/drawing1.xml']),
    'xl/drawings/drawing1.xml': '<xdr:wsDr xmlns:xdr="x" xmlns:c="c"><c:chart r:id="c"/></xdr:wsDr>',
    'xl/drawings/_rels/drawing1.xml.rels': relations(['c', 'chart', '../charts/chart1.xml']),
    'xl/charts/chart1.xml': chart,
  };
  const beside = await read(
    'a.xlsx',
    book(
      [
        sheet([
          ['Kiln', 'Heat'],
          ['North', 1],
        ]),
      ],
      drawing,
    ),
  );
  expect(outline(beside.elements).slice(1)).toEqual([
    'Table: Kiln | Heat\nNorth | 1',
    'FigureCaption: Firings',
  ]);
  const alone = await read('a.xlsx', book([{ name: 'Chart', content: '' }], drawing));
  expect(outline(alone.elements)).toEqual([
    'Title: Chart',
    'FigureCaption: Firings',
    'Table: | North | South\nMay | 50.0% | 12.5%\nJune | 25.0% | 100.0%',
  ]);
});
