import { strToU8, zipSync } from 'fflate';
import { proxy } from 'comlink';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultChunking } from '../../src/documents/types';
import { HoneError } from '../../src/errors/hone-error';
import { startExtraction, type Extraction } from './extract-worker';

let extract: Extraction['extract'];
let end: Extraction['end'];

beforeEach(() => {
  ({ extract, end } = startExtraction());
});
afterEach(() => end());

async function fixture(name: string): Promise<{ name: string; bytes: ArrayBuffer }> {
  const response = await fetch(new URL(`../fixtures/documents/${name}`, import.meta.url));
  return { name, bytes: await response.arrayBuffer() };
}

const english = { ocrLanguages: ['eng'] };

test('a PDF is read in the worker and its page can be shown', async () => {
  const file = await fixture('ruled-table.pdf');
  const fractions: number[] = [];
  const document = await extract.read(
    file,
    english,
    proxy(({ done, total }) => void fractions.push(done / total)),
  );
  expect(document.title).toBe('Glazes in Stock');
  expect(document.elements.map((e) => e.type)).toEqual(['Title', 'NarrativeText', 'Table', 'NarrativeText']);
  expect(fractions.length).toBeGreaterThan(0);
  const bitmap = await extract.renderPage(file, 1, 300);
  expect(bitmap?.width).toBe(300);
  expect(darkest(bitmap)).toBeLessThan(80);
});

test('Chinese in a font that is not embedded is read with the character maps we serve', async () => {
  const document = await extract.read(
    await fixture('chinese.pdf'),
    english,
    proxy(() => undefined),
  );
  expect(document.elements[0]!.text).toBe('窑炉使用手册');
});

test('a scanned page is recognised, with boxes and confidence', async () => {
  const done: number[] = [];
  const document = await extract.read(
    await fixture('scanned.pdf'),
    english,
    proxy((progress) => void done.push(progress.done / progress.total)),
  );
  expect(document.pages).toEqual([{ width: 450, height: 310, ocr: true }]);
  const text = document.elements.map((e) => e.text).join(' ');
  expect(text).toContain('Notice to all potters');
  expect(text).toContain('bring glazed ware to the small kiln');
  for (const element of document.elements) {
    expect(element.source).toBe('ocr');
    expect(element.confidence).toBeGreaterThan(0.7);
    const [x0, y0, x1, y1] = element.bbox!;
    expect([x0 >= 0, y0 >= 0, x1 <= 450, y1 <= 310]).toEqual([true, true, true, true]);
  }
  expect(done.length).toBeGreaterThan(0);
  expect(done).toEqual([...done].sort((a, b) => a - b));
});

test('a cover with a few words and a picture is read, a stamped scan recognised', async () => {
  const { pages, elements } = await extract.read(
    await fixture('covers.pdf'),
    english,
    proxy(() => undefined),
  );
  expect(pages.map(({ ocr }) => ocr)).toEqual([false, false, true]);
  expect(elements.slice(0, 2).map(({ text, source }) => [text, source])).toEqual([
    ['Small Kilns', 'text'],
    ['Large Kilns', 'text'],
  ]);
  expect(elements.map((e) => e.text).join(' ')).toContain('bring glazed ware to the small kiln');
});

test('a picture of text on a page of text is read in its place, with its box and how sure it is', async () => {
  const { pages, elements } = await extract.read(
    await fixture('pasted.pdf'),
    english,
    proxy(() => undefined),
  );
  expect(pages.map(({ ocr }) => ocr)).toEqual([false]);
  expect(elements.map(({ source }) => source).join(' ')).toMatch(/^text (ocr )+text$/);
  const read = elements.filter(({ source }) => source === 'ocr');
  expect(read.map(({ text }) => text).join(' ')).toContain('bring glazed ware to the small kiln');
  for (const { bbox, confidence, page } of read) {
    const [x0, y0, x1, y1] = bbox!;
    expect([x0 >= 40, y0 >= 115, x1 <= 410, y1 <= 370]).toEqual([true, true, true, true]);
    expect(confidence).toBeGreaterThan(0.7);
    expect(page).toBe(1);
  }
});

test('over a scan the text that another program misread gives way to the picture', async () => {
  const { pages, elements } = await extract.read(
    await fixture('garbled.pdf'),
    english,
    proxy(() => undefined),
  );
  expect(pages.map(({ ocr }) => ocr)).toEqual([true]);
  expect(elements.map((e) => e.text).join(' ')).toContain('bring glazed ware to the small kiln');
});

test('an image file is recognised, also upside down', async () => {
  const file = await fixture('note.png');
  const upright = await extract.read(
    file,
    english,
    proxy(() => undefined),
  );
  expect(upright.elements.map((e) => e.text).join(' ')).toContain('Keep the damper half open');
  const turned = await upsideDown(file.bytes);
  const png = await (await turned.convertToBlob({ type: 'image/png' })).arrayBuffer();
  for (const [name, bytes] of [
    ['turned.png', png],
    ['turned.tif', tiffOf(turned)],
  ] as const) {
    const document = await extract.read(
      { name, bytes },
      english,
      proxy(() => undefined),
    );
    expect(document.elements.map((e) => e.text).join(' ')).toContain('Keep the damper half open');
  }
});

test('each sheet of a TIFF file is read and shown; a file that points at itself ends', async () => {
  const bitmap = await createImageBitmap(new Blob([(await fixture('note.png')).bytes]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0);
  const file = { name: 'sheets.tif', bytes: tiffOf(canvas, canvas) };
  const { pages, elements } = await extract.read(
    file,
    english,
    proxy(() => undefined),
  );
  expect(pages).toHaveLength(2);
  for (const page of [1, 2]) {
    const text = elements.flatMap((e) => (e.page === page ? [e.text] : [])).join(' ');
    expect(text).toContain('Keep the damper half open');
  }
  expect(darkest(await extract.renderPage(file, 2, 300))).toBeLessThan(80);
  expect(await extract.glance(file)).toHaveLength(2);
  const [endless, view] = [file.bytes.slice(0), new DataView(file.bytes.slice(0))];
  const first = view.getUint32(4, true);
  new DataView(endless).setUint32(first + 2 + 12 * 9, first, true);
  expect(await extract.glance({ name: 'endless.tif', bytes: endless })).toHaveLength(1);
});

test('what is written in a picture within a Word file, slides, a book, a letter or a page is read in its place', async () => {
  const png = await writtenPicture();
  const text = (content: string) => strToU8(content);
  const one = (target: string, type = '') =>
    text(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${type}" Target="${target}"/></Relationships>`,
    );
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const blip = `<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${office}" r:embed="r1"/>`;
  const word = (content: string) => `<w:p><w:r>${content}</w:r></w:p>`;
  const drawing =
    '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">' +
    `<pic:blipFill>${blip}</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>`;
  const base64 = btoa(Array.from(png, (byte) => String.fromCharCode(byte)).join(''));
  const files: [string, Uint8Array][] = [
    [
      'a.docx',
      zipSync({
        '[Content_Types].xml': text(
          '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/></Types>',
        ),
        '_rels/.rels': one('word/document.xml', `${office}/officeDocument`),
        'word/_rels/document.xml.rels': one('media/note.png', `${office}/image`),
        'word/media/note.png': png,
        'word/document.xml': text(
          `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${word('<w:t>Before.</w:t>')}${word(drawing)}${word('<w:t>After.</w:t>')}</w:body></w:document>`,
        ),
      }),
    ],
    [
      'a.pptx',
      zipSync({
        'ppt/presentation.xml': text('<p:presentation/>'),
        'ppt/slides/slide1.xml': text(
          `<p:sld xmlns:p="p"><p:sp><p:txBody><a:p><a:r><a:t>Before.</a:t></a:r></a:p></p:txBody></p:sp><p:pic>${blip}</p:pic></p:sld>`,
        ),
        'ppt/slides/_rels/slide1.xml.rels': one('../media/note.png'),
        'ppt/media/note.png': png,
      }),
    ],
    [
      'a.epub',
      zipSync({
        'META-INF/container.xml': text(
          '<container><rootfiles><rootfile full-path="b/book.opf"/></rootfiles></container>',
        ),
        'b/book.opf': text(
          '<package><manifest><item id="c" href="text/c.xhtml"/></manifest><spine><itemref idref="c"/></spine></package>',
        ),
        'b/text/c.xhtml': text(
          '<html><body><p>Before.</p><p><img src="../i/note.png"/></p><p>After.</p></body></html>',
        ),
        'b/i/note.png': png,
      }),
    ],
    [
      'a.eml',
      text(
        `Subject: Before.\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src="cid:note@kiln"><p>After.</p>\n--b\nContent-Type: image/png\nContent-ID: <note@kiln>\nContent-Transfer-Encoding: base64\n\n${base64}\n--b--\n`,
      ),
    ],
    [
      'a.html',
      text(
        `<html><body><p>Before.</p><img src="data:image/png;base64,${base64}"><p>After.</p></body></html>`,
      ),
    ],
  ];
  for (const [name, bytes] of files) {
    const { elements } = await extract.read(
      { name, bytes: bytes.slice().buffer },
      english,
      proxy(() => undefined),
    );
    const texts = elements.map((e) => e.text);
    expect(texts[0], name).toBe('Before.');
    expect(texts.slice(1).join(' '), name).toContain('the damper half open');
    expect(elements[1]!.source, name).toBe('ocr');
    if (name !== 'a.pptx') expect(texts.at(-1), name).toBe('After.');
  }
});

test.each([
  ['where Chinese was expected', ['chi_sim', 'eng']],
  ['where only English was', ['eng']],
])('Chinese in a picture is recognised, without spaces between characters, %s', async (_, ocrLanguages) => {
  const document = await extract.read(
    await fixture('note-zh.png'),
    { ocrLanguages },
    proxy(() => undefined),
  );
  const text = document.elements.map((e) => e.text).join('');
  const written =
    '升温过快会使窑衬开裂，裂纹会随着每次烧成逐渐扩大。每小时升温不超过六十度，直到坯体中的水分全部排出为止。' +
    '冷却时不要打开窑门，温度降到二百度以下才能取出作品。';
  expect(text).toContain('裂纹会随着每次烧成逐渐扩大');
  expect(inOrder(written, text)).toBeGreaterThan(0.9 * written.length);
  expect(text).not.toMatch(/\p{Script=Han}\s+\p{Script=Han}/u);
});

test.each([
  ['encrypted.pdf', 'pdf/encrypted'],
  ['broken.pdf', 'pdf/broken'],
  ['blank.pdf', 'file/empty'],
])('%s says %s, and the worker reads on', async (name, code) => {
  const failed = extract.read(
    await fixture(name),
    english,
    proxy(() => undefined),
  );
  await expect(failed).rejects.toBeInstanceOf(HoneError);
  await expect(failed).rejects.toMatchObject({ code, parameters: { file: name } });
  const document = await extract.read(
    await fixture('aligned-table.pdf'),
    english,
    proxy(() => undefined),
  );
  expect(document.title).toBe('Cone Temperatures');
});

test('reading can be cancelled', async () => {
  const file = await fixture('furniture.pdf');
  const stopped = extract.read(
    file,
    english,
    proxy(() => undefined),
  );
  void extract.cancel();
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
});

test("chunks are measured with the served model's tokenizer", async () => {
  const document = await extract.read(
    await fixture('two-columns.pdf'),
    english,
    proxy(() => undefined),
  );
  const model = { kind: 'served', id: 'all-MiniLM-L6-v2' } as const;
  const chunks = await extract.chunk(
    [{ id: 'd', name: 'two-columns.pdf', identity: 'two-columns.pdf', document }],
    model,
    defaultChunking,
  );
  expect(chunks.length).toBeGreaterThan(2);
  for (const chunk of chunks) expect(chunk.tokens).toBeLessThanOrEqual(defaultChunking.maxTokens);
  expect(chunks[0]!.headings).toEqual(['Firing a Small Kiln', '1. Heating']);
});

/** Length of the longest common subsequence: characters of `written` that were read, in their order. */
function inOrder(written: string, read: string): number {
  let row = new Array<number>(read.length + 1).fill(0);
  for (const character of written) {
    const next = [0];
    for (let j = 0; j < read.length; j++) {
      next.push(read[j] === character ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    }
    row = next;
  }
  return row[read.length]!;
}

function darkest(drawn: ImageBitmap | null): number {
  const bitmap = drawn!;
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  let least = 255;
  for (let i = 0; i < data.length; i += 4) least = Math.min(least, data[i]!);
  return least;
}

/** TIFF 6.0, little-endian: a sheet each, one strip of 8-bit grey, which no browser decodes. */
function tiffOf(...sheets: OffscreenCanvas[]): ArrayBuffer {
  const tags = 9;
  const room = sheets.map(({ width, height }) => width * height + ((width * height) % 2) + 2 + 12 * tags + 4);
  const file = new DataView(new ArrayBuffer(8 + room.reduce((a, b) => a + b)));
  file.setUint32(0, 0x49492a00);
  let [at, link] = [8, 4];
  sheets.forEach((canvas, n) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    for (let i = 0; i < width * height; i++) file.setUint8(at + i, data[4 * i]!);
    const directory = at + width * height + ((width * height) % 2);
    file.setUint32(link, directory, true);
    file.setUint16(directory, tags, true);
    const values = [
      ...[256, width, 257, height, 258, 8, 259, 1, 262, 1],
      ...[273, at, 277, 1, 278, height, 279, width * height],
    ];
    for (let i = 0; i < tags; i++) {
      const place = directory + 2 + 12 * i;
      file.setUint16(place, values[2 * i]!, true);
      file.setUint16(place + 2, 4, true);
      file.setUint32(place + 4, 1, true);
      file.setUint32(place + 8, values[2 * i + 1]!, true);
    }
    link = directory + 2 + 12 * tags;
    at += room[n]!;
  });
  return file.buffer as ArrayBuffer;
}

/** Five lines of a notice, as somebody pastes them. */
async function writtenPicture(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(900, 300);
  const drawing = canvas.getContext('2d')!;
  drawing.fillStyle = '#fff';
  drawing.fillRect(0, 0, 900, 300);
  drawing.fillStyle = '#000';
  drawing.font = '30px serif';
  [
    'Before each firing the potter looks at the cones and shelves.',
    'Leave the damper half open until the water in the clay is gone.',
    'Close it when the flame at the peephole burns clear and even.',
    'Write the hour of every change into the book beside the door.',
    'The kiln is opened only when a hand can be held in the heat.',
  ].forEach((line, i) => drawing.fillText(line, 40, 60 + 48 * i));
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}

async function upsideDown(bytes: ArrayBuffer): Promise<OffscreenCanvas> {
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.translate(bitmap.width, bitmap.height);
  context.rotate(Math.PI);
  context.drawImage(bitmap, 0, 0);
  return canvas;
}
