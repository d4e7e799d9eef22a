import { readFileSync } from 'node:fs';
import { helvetica, makePdf, onePage, sentence } from '../../fuzz/make-pdf';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeOf, fixtures, outline, read, readFixture, readText } from './reading';

test('two columns are read one after the other, the title over both first', async () => {
  const { elements, title, pages } = await readFixture('two-columns.pdf');
  expect(title).toBe('Firing a Small Kiln');
  expect(elements[0]).toMatchObject({ type: 'Title', level: 1, page: 1 });
  const text = elements.map((e) => e.text).join(' ');
  const marks = ['LEFTSTART', 'LEFTEND', 'RIGHTSTART', 'RIGHTEND'].map((mark) => text.indexOf(mark));
  expect(marks.every((at) => at >= 0)).toBe(true);
  expect([...marks].sort((a, b) => a - b)).toEqual(marks);
  expect(elements.filter((e) => e.type === 'Title').map((e) => [e.text, e.level])).toEqual([
    ['Firing a Small Kiln', 1],
    ['1. Heating', 2],
    ['2. Cooling', 2],
  ]);
  // A4, in points.
  expect(pages[0]!.width).toBeCloseTo(595, -1);
  expect(pages[0]!.ocr).toBe(false);
});

test('words hyphenated at a line break are whole again', async () => {
  const { elements } = await readFixture('two-columns.pdf');
  const text = elements.map((e) => e.text).join(' ');
  expect(text).toContain(
    'temperature by no more than sixty degrees an hour until the moisture has left the clay',
  );
  expect(text).not.toMatch(/\p{L}- \p{Ll}/u);
});

test('boxes lie on the page, top to bottom within a column', async () => {
  const { elements, pages } = await readFixture('ruled-table.pdf');
  let below = 0;
  for (const { bbox } of elements) {
    const [x0, y0, x1, y1] = bbox!;
    expect(x0).toBeGreaterThan(0);
    expect(x1).toBeLessThan(pages[0]!.width);
    expect(y0).toBeGreaterThan(below - 3);
    expect(y1).toBeGreaterThan(y0);
    below = y1;
  }
});

test('a running head, page numbers and list items are told from the text', async () => {
  const { elements, pages } = await readFixture('furniture.pdf');
  expect(pages).toHaveLength(4);
  expect(elements.filter((e) => e.type === 'Header').map((e) => e.text)).toEqual(
    Array(4).fill('Handbook of the Kiln'),
  );
  expect(elements.filter((e) => e.type === 'PageNumber').map((e) => e.text)).toEqual(['1', '2', '3', '4']);
  expect(elements.filter((e) => e.type === 'ListItem')).toHaveLength(8);
  expect(elements.filter((e) => e.type === 'Title').map((e) => e.text)).toContain('Candling overnight');
});

test('Chinese is read without spaces between lines, with its headings', async () => {
  const { elements } = await readFixture('chinese.pdf');
  expect(outline(elements)).toEqual([
    'Title: 窑炉使用手册',
    'Title: 第一章 升温',
    expect.stringContaining('NarrativeText: 升温过快会使窑衬开裂，裂纹会随着每次烧成逐渐扩大。'),
    'Title: 第二章 冷却',
    expect.stringContaining('冷却时不要打开窑门。温度降到二百度以下才能取出作品！'),
  ]);
  expect(elements.map((e) => e.text).join('')).toContain('直到坯体中的水分全部排出为止；同时打开观火孔');
});

test('Chinese printed by a browser is characters, no radicals that only look like them', async () => {
  const sample = new URL('../../../public/sample/handbook-zh.pdf', import.meta.url);
  const { elements } = await read('handbook-zh.pdf', new Uint8Array(readFileSync(sample)));
  const text = elements.map((e) => e.text + (e.rows ?? []).flat().join('')).join('');
  expect(text.match(/[\u2e80-\u2fdf]/g)).toBeNull();
  // Each of these is a radical in the file.
  for (const character of '见长门风') expect(text).toContain(character);
});

test('a page written sideways is read, and its boxes are those of the page as shown', async () => {
  const { elements, pages } = await readFixture('sideways.pdf');
  expect(elements[0]!.text).toMatch(/^A kiln that is heated too fast will crack its lining/);
  const [x0, y0, x1, y1] = elements[0]!.bbox!;
  expect(x1).toBeLessThan(pages[0]!.width);
  expect(y1 - y0).toBeGreaterThan(x1 - x0);
});

test('Chinese that reads down is read column after column from the right', async () => {
  const { elements } = await readFixture('downwards.pdf');
  expect(elements.map((e) => `${e.type}: ${e.text}`)).toEqual([
    'Title: 第一章 升温',
    'NarrativeText: 升温过快会使窑衬开裂，裂纹会随着每次烧成逐渐扩大。每小时升温不超过六十度，直到坯体中的水分全部排出为止。',
    'NarrativeText: 冷却时不要打开窑门；2024年的『成品率』为八成。温度降到二百度以下才能取出作品，否则釉面会开片。',
  ]);
  const [first, last] = [elements[0]!.bbox!, elements[2]!.bbox!];
  expect(first[0]).toBeGreaterThan(last[2]);
});

test('text drawn twice for boldness comes out once', async () => {
  const { elements } = await readFixture('doubled.pdf');
  expect(elements.map((e) => e.text)).toEqual(['Fake bold', 'once']);
});

test('text drawn again as its shadow, in one go or in another colour, comes out once', async () => {
  // Input is 2.224 em wide, little 1.778.
  const shadow =
    'BT /F 12 Tf 20 150 Td [(Input) 2184 (Input) -600 (little) 1738 (little)] TJ ET ' +
    `.7 .7 .7 rg BT /F 12 Tf 22 98 Td (${sentence}) Tj ET 0 0 0 rg BT /F 12 Tf 20 100 Td (${sentence}) Tj ET`;
  const { elements } = await read('shadow.pdf', onePage(shadow));
  expect(elements.map((e) => e.text)).toEqual(['Input little', sentence]);
});

test('a minus of a Symbol font is one, and so is a hyphen that was stored as a soft one', async () => {
  const toUnicode = '1 beginbfrange <20> <FF> <F020> endbfrange';
  const map = `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange ${toUnicode} endcmap end`;
  const resources = '/Font << /F 5 0 R /S 6 0 R >>';
  const more = [
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+SymbolMT /FirstChar 32 /LastChar 33 /Widths [250 500] /ToUnicode 7 0 R >>',
    { dictionary: '', stream: map },
  ];
  const content = `BT /F 12 Tf 20 150 Td (${sentence}) Tj 0 -30 Td (It is ) Tj /S 12 Tf <2D> Tj /F 12 Tf (40 or ) Tj /S 12 Tf <B3> Tj /F 12 Tf ( 5 in a well) Tj <AD> Tj (lit kiln) Tj ET`;
  const { elements } = await read('symbols.pdf', onePage(content, { resources, more }));
  expect(elements[1]!.text).toBe('It is −40 or ≥ 5 in a well-lit kiln');
});

test('a heading in the bold font of LaTeX papers is a title', async () => {
  const medi = '<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+NimbusRomNo9L-Medi >>';
  const content = `BT /M 12 Tf 20 170 Td (2 Background) Tj /F 12 Tf 0 -20 Td (${sentence}) Tj ET`;
  const resources = `/Font << /F ${helvetica} /M ${medi} >>`;
  const { elements } = await read('paper.pdf', onePage(content, { resources }));
  expect(outline(elements)).toEqual(['Title: 2 Background', `NarrativeText: ${sentence}`]);
});

test('the same file gives the same ids', async () => {
  const [a, b] = [await readFixture('ruled-table.pdf'), await readFixture('ruled-table.pdf')];
  expect(a.elements.map((e) => e.id)).toEqual(b.elements.map((e) => e.id));
  expect(new Set(a.elements.map((e) => e.id)).size).toBe(a.elements.length);
});

test('encrypted, broken, empty and foreign files say so', async () => {
  expect(await codeOf(readFixture('encrypted.pdf'))).toBe('pdf/encrypted');
  expect(await codeOf(readFixture('broken.pdf'))).toBe('pdf/broken');
  expect(await codeOf(read('nothing.pdf', new Uint8Array()))).toBe('file/empty');
  expect(await codeOf(readText('spaces.txt', ' \n\n '))).toBe('file/empty');
  expect(await codeOf(read('archive.pdf', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 1, 2, 3])))).toBe(
    'file/unsupported',
  );
});

test('a PDF under another name is still a PDF', async () => {
  const bytes = new Uint8Array(readFileSync(join(fixtures, 'ruled-table.pdf')));
  const { elements } = await read('letter.txt', bytes);
  expect(elements.some((e) => e.type === 'Table')).toBe(true);
});

test('reading ends when it is cancelled, and progress never goes back', async () => {
  const bytes = new Uint8Array(readFileSync(join(fixtures, 'furniture.pdf')));
  const fractions: number[] = [];
  await read('a.pdf', bytes, { onProgress: ({ done, total }) => fractions.push(done / total) });
  expect(fractions.length).toBeGreaterThan(3);
  expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
  const controller = new AbortController();
  const stopped = read('a.pdf', bytes, { signal: controller.signal, onProgress: () => controller.abort() });
  expect(await codeOf(stopped)).toBe('cancelled');
});

test('a document too long to be held in memory whole has its pages, headers and titles as a short one', async () => {
  const count = 1203;
  const fonts = 3 + 2 * count;
  const page = (i: number) => {
    const text = `(Upkeep of kilns) Tj 0 -40 Td (Section ${i + 1}) Tj 0 -30 Td (${sentence}) Tj`;
    return [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents ${4 + 2 * i} 0 R /Resources << /Font << /F ${fonts} 0 R >> >> >>`,
      { dictionary: '', stream: `BT /F 11 Tf 20 285 Td ${text} ET` },
    ];
  };
  const pages = Array.from({ length: count }, (_, i) => page(i));
  const bytes = makePdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${count} /Kids [${pages.map((_, i) => `${3 + 2 * i} 0 R`).join(' ')}] >>`,
    ...pages.flat(),
    helvetica,
  ]);
  const { pages: infos, elements } = await read('long.pdf', bytes);
  expect(infos).toHaveLength(count);
  const heads = elements.filter(({ type }) => type === 'Header');
  expect(heads.map(({ page, text }) => [page, text])).toEqual(
    Array.from({ length: count }, (_, i) => [i + 1, 'Upkeep of kilns']),
  );
  const sections = elements.filter(({ text }) => text.startsWith('Section'));
  expect(sections.map(({ page, text }) => [page, text])).toEqual(
    Array.from({ length: count }, (_, i) => [i + 1, `Section ${i + 1}`]),
  );
});

test('what stands on a layer that is switched off is not read, what stands on others is', async () => {
  const text = (words: string, y: number) => `BT /F 12 Tf 20 ${y} Td (${words}) Tj ET`;
  const stream = [
    text('Shown on every print.', 260),
    `/OC /Off BDC ${text('For the surveyor alone.', 230)} /Span BMC ${text('Nor this.', 215)} EMC EMC`,
    `/OC /On BDC ${text('Shown on this layer.', 190)} EMC`,
    text('Below all layers.', 150),
  ].join('\n');
  const bytes = makePdf([
    '<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R 7 0 R] /D << /ON [7 0 R] /OFF [6 0 R] >> >> >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /Properties << /Off 6 0 R /On 7 0 R >> >> >>',
    { dictionary: '', stream },
    helvetica,
    '<< /Type /OCG /Name (Survey) >>',
    '<< /Type /OCG /Name (Plan) >>',
  ]);
  const { elements } = await read('layers.pdf', bytes);
  expect(elements.map((e) => e.text).join(' ')).toBe(
    'Shown on every print. Shown on this layer. Below all layers.',
  );
});
