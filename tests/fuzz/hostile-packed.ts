import { strToU8, zipSync, type Zippable } from 'fflate';
import type { Random } from '../../src/pairs/random';
import type { HostileFile } from './hostile-files';
import { sentence } from './make-pdf';

const cut = 4;
const flipped = 8;
// Unpacked, in bytes; zeros are packed to a thousandth.
const bomb = 60_000_000;

const relations = (type: string, target: string): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`;

const types =
  '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>';

const wordBody = (text: string): string =>
  `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${text}</w:body></w:document>`;

const paragraph = `<w:p><w:r><w:t>${sentence}</w:t></w:r></w:p>`;

/** What a program writes at the least, each with one sentence in it. */
const contents: Record<string, Record<string, string>> = {
  'kiln.docx': {
    '[Content_Types].xml': types,
    '_rels/.rels': relations('officeDocument', 'word/document.xml'),
    'word/document.xml': wordBody(paragraph.repeat(20)),
  },
  'kiln.xlsx': {
    '[Content_Types].xml': types,
    '_rels/.rels': relations('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml':
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Kilns" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relations('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${Array.from(
      { length: 20 },
      (_, i) =>
        `<row r="${i + 1}"><c r="A${i + 1}" t="inlineStr"><is><t>${sentence}</t></is></c><c r="B${i + 1}"><v>${i}</v></c></row>`,
    ).join('')}</sheetData></worksheet>`,
  },
  'kiln.pptx': {
    'ppt/presentation.xml': '<p:presentation/>',
    'ppt/slides/slide1.xml': `<p:sld><p:sp><a:p><a:r><a:t>${sentence}</a:t></a:r></a:p></p:sp></p:sld>`,
  },
  'kiln.epub': {
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>',
    'book.opf':
      '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
    'a.xhtml': `<html><body><p>${sentence}</p></body></html>`,
  },
};

const packed = (files: Record<string, string | Uint8Array>, level: 0 | 6): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ) satisfies Zippable,
    { level },
  );

/** Word, Excel, PowerPoint, EPUB and zip files: cut short, with bytes changed, and lying about what they hold. */
export function hostilePacked(random: Random): HostileFile[] {
  const whole = Object.entries(contents);
  return [
    ...whole.map(([name, files]): HostileFile => ({
      name,
      bytes: packed(files, 6),
      why: 'nothing',
      ends: 'read',
    })),
    ...whole.flatMap(([name, files]) => broken(name, files, random)),
    ...traps(),
  ];
}

function broken(name: string, files: Record<string, string>, random: Random): HostileFile[] {
  const bytes = packed(files, 6);
  const cuts = Array.from({ length: cut }, (_, i): HostileFile => {
    const at = random.below(bytes.length);
    return { name: `cut-${i}-${name}`, bytes: bytes.slice(0, at), why: `ends after ${at} bytes` };
  });
  const flips = Array.from({ length: flipped }, (_, i): HostileFile => {
    // Unpacked, a changed byte is in the XML or in the directory; packed, it makes rubbish of all that follows.
    const copy = packed(files, i % 2 === 0 ? 0 : 6);
    const count = 1 + random.below(20);
    for (let n = 0; n < count; n++) copy[random.below(copy.length)] = random.below(256);
    return { name: `flipped-${i}-${name}`, bytes: copy, why: `${count} bytes changed` };
  });
  return [...cuts, ...flips];
}

function traps(): HostileFile[] {
  const word = contents['kiln.docx']!;
  const laughs = `<!DOCTYPE w [<!ENTITY a "ha">${Array.from(
    { length: 9 },
    (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`,
  ).join('')}]>`;
  return [
    {
      name: 'zeros.docx',
      bytes: packed({ ...word, 'word/document.xml': new Uint8Array(bomb) }, 6),
      why: 'a document of 60 MB of zeros',
      ends: 'refused',
    },
    {
      name: 'many-zeros.docx',
      bytes: packed({ ...word, 'word/a.xml': new Uint8Array(bomb), 'word/b.xml': new Uint8Array(bomb) }, 6),
      why: 'more than a tab can hold, beside a good document',
    },
    {
      name: 'laughs.docx',
      bytes: packed(
        { ...word, 'word/document.xml': laughs + wordBody(`<w:p><w:r><w:t>&j;</w:t></w:r></w:p>`) },
        6,
      ),
      why: 'entities of entities of entities',
    },
    {
      name: 'deep.docx',
      bytes: packed(
        { ...word, 'word/document.xml': wordBody('<w:p>'.repeat(50_000) + '</w:p>'.repeat(50_000)) },
        6,
      ),
      why: 'paragraphs in paragraphs',
    },
    {
      name: 'wide.xlsx',
      bytes: packed(
        {
          ...contents['kiln.xlsx']!,
          'xl/worksheets/sheet1.xml':
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far away</t></is></c></row></sheetData></worksheet>',
        },
        6,
      ),
      why: 'one cell in the last row and column',
      ends: 'read',
    },
    {
      name: 'repeated.xlsx',
      bytes: packed(
        {
          ...contents['kiln.xlsx']!,
          'xl/sharedStrings.xml': `<sst><si><t>${sentence.repeat(20_000)}</t></si></sst>`,
          'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${Array.from(
            { length: 50_000 },
            (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="s"><v>0</v></c></row>`,
          ).join('')}</sheetData></worksheet>`,
        },
        6,
      ),
      why: 'a string of a megabyte in 50,000 cells',
      ends: 'refused',
    },
    {
      name: 'repeated.epub',
      bytes: packed(
        {
          ...contents['kiln.epub']!,
          'a.xhtml': `<html><body>${`<p>${sentence}</p>`.repeat(2_000)}</body></html>`,
          'book.opf': `<package><manifest><item id="a" href="a.xhtml"/></manifest><spine>${'<itemref idref="a"/>'.repeat(50_000)}</spine></package>`,
        },
        6,
      ),
      why: 'a chapter that the book names 50,000 times',
      ends: 'read',
    },
    {
      name: 'endless.epub',
      bytes: packed({ ...contents['kiln.epub']!, 'a.xhtml': '<div>'.repeat(300_000) }, 6),
      why: 'a chapter of elements that do not end',
    },
    {
      name: 'outside.epub',
      bytes: packed(
        {
          ...contents['kiln.epub']!,
          'book.opf':
            '<package><manifest><item id="a" href="../../../etc/passwd"/></manifest><spine><itemref idref="a"/></spine></package>',
        },
        6,
      ),
      why: 'a chapter outside of the book',
      ends: 'refused',
    },
    {
      name: 'letter.eml',
      bytes: strToU8(
        `Subject: kiln\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n${'--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n'.repeat(20_000)}`,
      ),
      why: 'parts in parts that do not end',
    },
  ];
}
