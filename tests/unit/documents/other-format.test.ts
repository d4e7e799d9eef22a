import { expect, test } from 'vitest';
import { unpackArchive } from '../../../src/documents/packed/archive';
import { HoneError } from '../../../src/errors/hone-error';
import { zip } from './packing';
import { outline, read, readText } from './reading';

const compound = (stream: string): Uint8Array => {
  const bytes = new Uint8Array(2048);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  bytes.set(new Uint8Array(Uint16Array.from(stream, (letter) => letter.charCodeAt(0)).buffer), 512 + 128);
  return bytes;
};
const open = (kind: string) =>
  zip({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'content.xml': '<x/>',
    'META-INF/manifest.xml': '<x/>',
  });

test.each([
  ['a.doc', compound('WordDocument'), 'DOCX'],
  ['a.xls', compound('Workbook'), 'XLSX'],
  ['a.ppt', compound('PowerPoint Document'), 'PPTX'],
  ['a.msg', compound('__substg1.0_0037001F'), 'EML'],
  ['a.rtf', new TextEncoder().encode('{\\rtf1 The kiln is warm.}'), 'DOCX'],
  ['a.odt', open('text'), 'DOCX'],
  ['a.ods', open('spreadsheet'), 'XLSX'],
  ['a.odp', open('presentation'), 'PPTX'],
])('%s is not read; the error says to save it as another kind', async (name, bytes, format) => {
  const error: unknown = await read(name, bytes).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HoneError);
  expect(error).toMatchObject({ code: 'file/other-format', parameters: { file: name, format } });
  expect(await unpackArchive({ name, bytes: bytes.slice() }, 0)).toBeNull();
});

test('a Markdown or text file that speaks of HTML is none', async () => {
  const { elements } = await readText('a.md', '# Pages\n\n```html\n<!doctype html>\n<html>\n```\n');
  expect(outline(elements)).toEqual(['Title: Pages', 'NarrativeText: <!doctype html>\n<html>']);
  const page = await readText(
    'page',
    '<?xml version="1.0"?>\n<!-- made -->\n<!DOCTYPE html><p>The kiln.</p>',
  );
  expect(outline(page.elements)).toEqual(['NarrativeText: The kiln.']);
});

test('Markdown: entities, breaks, ticked items, raised signs, formulas, front matter of either kind', async () => {
  const { title, elements } = await readText(
    'a.md',
    '+++\ntitle = "Kilns"\n+++\n\nFire &mdash; CO<sub>2</sub> &lt;b&gt;\n\n- [x] warm\n- [ ] hot\n\n$$\nE = mc^2\n$$\n\n| A | B |\n| - | - |\n| one<br>two | 3 |\n',
  );
  expect(title).toBe('Kilns');
  expect(outline(elements)).toEqual([
    'NarrativeText: Fire — CO₂ <b>',
    'ListItem: ☒ warm',
    'ListItem: ☐ hot',
    'Formula: E = mc^2',
    'Table: A | B\none two | 3',
  ]);
});

test("a book's page of contents is not read, one whose chapters are encrypted says that it is locked", async () => {
  const book = (more: Record<string, string>) =>
    zip({
      'META-INF/container.xml':
        '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
      'book.opf':
        '<package><manifest><item id="n" properties="nav" href="nav.xhtml"/><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="n"/><itemref idref="a"/></spine></package>',
      'nav.xhtml': '<html><body><p>Contents</p></body></html>',
      'a.xhtml': '<html><body><p>The kiln.</p></body></html>',
      ...more,
    });
  const { elements } = await read('a.epub', book({}));
  expect(outline(elements)).toEqual(['NarrativeText: The kiln.']);
  const locked = book({
    'META-INF/encryption.xml':
      '<encryption xmlns:enc="e"><enc:EncryptedData><enc:CipherData><enc:CipherReference URI="a.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>',
  });
  await expect(read('a.epub', locked)).rejects.toMatchObject({ code: 'pdf/encrypted' });
});
