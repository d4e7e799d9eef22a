import { strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { fileKind } from '../../../src/documents/file-kind';
import { codeOf, outline, read, readText } from './reading';

const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

const relations = (...targets: [id: string, type: string, target: string][]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${targets
    .map(
      ([id, type, target]) =>
        `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

const word = (body: string): Uint8Array =>
  zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    '_rels/.rels': relations(['r1', 'officeDocument', 'word/document.xml']),
    'docProps/core.xml':
      '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Kiln &amp; Co</dc:title></cp:coreProperties>',
    'word/styles.xml':
      '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="B2"><w:name w:val="标题 2"/></w:style></w:styles>',
    'word/_rels/document.xml.rels': relations(['r2', 'styles', 'styles.xml']),
    'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  });
const paragraph = (text: string, style = '') =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`;
const cell = (text: string, properties = '') =>
  `<w:tc><w:tcPr>${properties}</w:tcPr>${paragraph(text)}</w:tc>`;

test('DOCX: headings by their styles in either language, text, a table with its spans', async () => {
  const bytes = word(
    paragraph('Firing', 'H1') +
      paragraph('The kiln is warm.') +
      paragraph('升温', 'B2') +
      `<w:tbl><w:tr>${cell('Cone', '<w:vMerge w:val="restart"/>')}${cell('Heat', '<w:gridSpan w:val="2"/>')}</w:tr>` +
      `<w:tr>${cell('', '<w:vMerge/>')}${cell('low')}${cell('high')}</w:tr></w:tbl>`,
  );
  const { title, elements } = await read('any.bin', bytes);
  expect(title).toBe('Kiln & Co');
  expect(outline(elements)).toEqual([
    'Title: Firing',
    'NarrativeText: The kiln is warm.',
    'Title: 升温',
    'Table: Cone | Heat\nlow | high',
  ]);
  expect(elements.map(({ level }) => level)).toEqual([1, undefined, 2, undefined]);
  expect(elements[3]!.rows).toEqual([
    ['Cone', 'Heat', null],
    [null, 'low', 'high'],
  ]);
});

test('an Office file is read whatever its main part is called, and with backslashes in its names', async () => {
  const files = unzipSync(word(paragraph('Firing', 'H1') + paragraph('The kiln is warm.')));
  const renamed = (change: (name: string) => string, rels = files['_rels/.rels']!) =>
    zipSync(
      Object.fromEntries(
        Object.entries({ ...files, '_rels/.rels': rels }).map(([name, bytes]) => [change(name), bytes]),
      ),
    );
  const second = renamed(
    (name) => name.replace('document.xml', 'document2.xml'),
    strToU8(relations(['r1', 'officeDocument', '/word/document2.xml'])),
  );
  const backslashes = renamed((name) => name.replaceAll('/', '\\'));
  for (const bytes of [second, backslashes])
    expect(outline((await read('any.bin', bytes)).elements)).toEqual([
      'Title: Firing',
      'NarrativeText: The kiln is warm.',
    ]);
});

test('XLSX: each sheet a title and a table', async () => {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const bytes = zip({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations(['r1', 'officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook ${main} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Glazes" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(['r1', 'worksheet', 'worksheets/sheet1.xml']),
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><dimension ref="A1:B3"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Glaze</t></is></c><c r="B1" t="inlineStr"><is><t>Kilograms</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>Shino</t></is></c><c r="B3"><v>7.25</v></c></row></sheetData></worksheet>`,
  });
  const { elements } = await read('stock.xlsx', bytes);
  expect(outline(elements)).toEqual(['Title: Glazes', 'Table: Glaze | Kilograms\nShino | 7.25']);
  expect(elements[1]).toMatchObject({ headerRows: 1 });
});

test('PPTX: slides in their order, titles, lists and tables', async () => {
  const shape = (type: string, text: string) =>
    `<p:sp><p:nvSpPr><p:nvPr>${type && `<p:ph type="${type}"/>`}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
  const slide = (content: string) => `<?xml version="1.0"?><p:sld xmlns:p="p" xmlns:a="a">${content}</p:sld>`;
  const bytes = zip({
    'ppt/presentation.xml': '<p:presentation/>',
    'ppt/slides/slide10.xml': slide(shape('title', 'Last')),
    'ppt/slides/slide2.xml': slide(
      shape('title', 'Firing') +
        shape('body', 'Slowly at first') +
        shape('sldNum', '2') +
        '<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/><a:tr><a:tc gridSpan="2"><a:txBody><a:p><a:r><a:t>Heat</a:t></a:r></a:p></a:txBody></a:tc><a:tc hMerge="1"/></a:tr>' +
        '<a:tr><a:tc><a:txBody><a:p><a:r><a:t>low</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>high</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>',
    ),
  });
  const { elements, pages } = await read('talk.pptx', bytes);
  expect(pages).toHaveLength(2);
  expect(outline(elements)).toEqual([
    'Title: Firing',
    'ListItem: Slowly at first',
    'PageNumber: 2',
    'Table: Heat\nlow | high',
    'Title: Last',
  ]);
  expect(elements[3]!.rows).toEqual([
    ['Heat', null],
    ['low', 'high'],
  ]);
});

test("EPUB: the chapters in the spine's order", async () => {
  const bytes = zip({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    'OEBPS/book.opf':
      '<package><metadata><dc:title>Small Kilns</dc:title></metadata><manifest><item id="b" href="two.xhtml"/><item id="a" href="text/one%20a.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
    'OEBPS/text/one a.xhtml': '<html><head><title/></head><body><h1>One</h1><p>The first.</p></body></html>',
    'OEBPS/two.xhtml': '<html><body><h1>Two</h1><p>The second.</p></body></html>',
  });
  const { title, elements } = await read('book.epub', bytes);
  expect(title).toBe('Small Kilns');
  expect(outline(elements)).toEqual([
    'Title: One',
    'NarrativeText: The first.',
    'Title: Two',
    'NarrativeText: The second.',
  ]);
});

test('EML: subject, people and date, the letter; encoded words and quoted-printable are read', async () => {
  const { title, elements } = await readText(
    'letter.eml',
    'From: Ada Potter <ada@example.org>\r\nTo: bo@example.org\r\nSubject: =?utf-8?B?56qR54KJ?=\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe kiln =C3=A9 is warm.\r\n\r\nCome at noon.\r\n',
  );
  expect(title).toBe('窑炉');
  expect(outline(elements)).toEqual([
    'Title: 窑炉',
    'UncategorizedText: Ada Potter · bo@example.org · 2026-03-02',
    'NarrativeText: The kiln é is warm.',
    'NarrativeText: Come at noon.',
  ]);
});

test('CSV and TSV: one table, whatever parts its columns; a first row without figures is its heading', async () => {
  const semicolons = await readText('stock.csv', '\ufeffGlaze;Kilograms\r\n"Shino; white";7,25\r\n;;\r\n');
  expect(semicolons.elements[0]).toMatchObject({
    type: 'Table',
    headerRows: 1,
    rows: [
      ['Glaze', 'Kilograms'],
      ['Shino; white', '7,25'],
    ],
  });
  const tabs = await readText('numbers.tsv', '1\t2\n3\t4, and "5"\n');
  expect(tabs.elements[0]).toMatchObject({
    headerRows: 0,
    rows: [
      ['1', '2'],
      ['3', '4, and "5"'],
    ],
  });
});

test('a zip that is cut, lies about its sizes or holds something else ends in an error', async () => {
  const bytes = word(paragraph('The kiln is warm.'));
  for (const end of [10, 200, bytes.length - 30])
    expect(await codeOf(read('cut.docx', bytes.slice(0, end)))).toBe('file/unsupported');
  expect(fileKind('any.zip', zip({ 'a.txt': 'text' }))).toBe(null);
  const huge = bytes.slice();
  // Every size in the central directory (ZIP 4.3.12, at offset 24): four thousand million bytes.
  for (let at = 0; at < huge.length - 4; at++)
    if (huge[at] === 0x50 && huge[at + 1] === 0x4b && huge[at + 2] === 1 && huge[at + 3] === 2)
      huge.set([0xfe, 0xff, 0xff, 0xff], at + 24);
  expect(await codeOf(read('bomb.docx', huge))).toBe('file/too-large');
  const broken = word('<w:p><w:r><w:t>unclosed');
  expect(['file/empty', 'file/unreadable']).toContain(await codeOf(read('broken.docx', broken)));
});

test('a locked Office file says that it has a password', async () => {
  const bytes = new Uint8Array(3000);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  bytes.set(new Uint8Array(Uint16Array.from([...'EncryptedPackage'], (c) => c.charCodeAt(0)).buffer), 1200);
  expect(await codeOf(read('locked.docx', bytes))).toBe('pdf/encrypted');
});

test('XLSX: a cell coloured in the last row and column is nothing, one written there a table of its own', async () => {
  const sheet = (far: string) =>
    zip({
      '[Content_Types].xml': '<Types/>',
      '_rels/.rels': relations(['r1', 'officeDocument', 'xl/workbook.xml']),
      'xl/workbook.xml':
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Kilns" sheetId="1" r:id="r1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': relations(['r1', 'worksheet', 'worksheets/sheet1.xml']),
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>7</v></c><c r="B1"><v>8</v></c></row><row r="1048576">${far}</row></sheetData></worksheet>`,
    });
  const { elements } = await read('far.xlsx', sheet('<c r="XFD1048576" s="3"/>'));
  expect(outline(elements)).toEqual(['Title: Kilns', 'Table: 7 | 8']);
  const far = await read('far.xlsx', sheet('<c r="XFD1048576"><v>9</v></c>'));
  expect(outline(far.elements)).toEqual(['Title: Kilns', 'Table: 7 | 8', 'NarrativeText: 9']);
});
