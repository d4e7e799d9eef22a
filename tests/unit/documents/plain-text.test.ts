import { expect, test } from 'vitest';
import { decodeText } from '../../../src/documents/text/decode-text';
import { codeOf, outline, read, readText } from './reading';

test('underlined lines are headings, lists follow their sentence, items keep what hangs below them', async () => {
  const { elements } = await readText(
    'a.txt',
    'Kilns\n=====\n\nFiring\n------\nBefore firing:\n - look at the shelves, for\n   what is cracked falls\n - close the damper\nThen write it down.\n\n* * *\n\nIt is warm (1) by day and\n(2) by night as everybody knows who works here\nevery day.\n',
  );
  expect(elements.map(({ type, level, text }) => `${type}${level ?? ''}: ${text}`)).toEqual([
    'Title1: Kilns',
    'Title2: Firing',
    'NarrativeText: Before firing:',
    'ListItem: look at the shelves, for what is cracked falls',
    'ListItem: close the damper',
    'NarrativeText: Then write it down.',
    'NarrativeText: It is warm (1) by day and (2) by night as everybody knows who works here every day.',
  ]);
});

test('paragraphs that begin further in are parted, a passage moved in is one; wrapped lines alone are joined', async () => {
  const { elements } = await readText(
    'a.txt',
    '   The first begins further in\nand goes on.\n   The second too\nand ends.\n\n    A passage that\n    is moved in.\n',
  );
  expect(elements.map(({ text }) => text)).toEqual([
    'The first begins further in and goes on.',
    'The second too and ends.',
    'A passage that is moved in.',
  ]);
  const wrapped = await readText(
    'b.txt',
    'The kiln stands behind the workshop and is fired on the\nfirst day of every month. It takes two days to warm and\nthree to cool, and nobody opens it before that.\n',
  );
  expect(wrapped.elements).toHaveLength(1);
});

test('a long list without an empty line is read, with what hangs below its items', async () => {
  const { elements } = await readText('a.txt', `${' - kiln\n'.repeat(140_000)} - warm\n   at noon\n`);
  expect(elements).toHaveLength(140_001);
  expect(elements.at(-1)!.text).toBe('warm at noon');
});

test('a chapter of a Chinese text is a heading', async () => {
  const { elements } = await readText(
    'a.txt',
    '第一章　总则\n窑炉的温度不能升得太快，\n否则作品会开裂。\n\n第二章　点火\n一、检查窑门\n二、点火\n',
  );
  expect(outline(elements)).toEqual([
    'Title: 第一章　总则',
    'NarrativeText: 窑炉的温度不能升得太快，否则作品会开裂。',
    'Title: 第二章　点火',
    'ListItem: 检查窑门',
    'ListItem: 点火',
  ]);
});

// Each text in its encoding, as bytes of that table beyond ASCII.
const table = (encoding: string): Map<string, number> =>
  new Map(
    Array.from({ length: 128 }, (_, i): [string, number] => [
      new TextDecoder(encoding).decode(Uint8Array.of(i + 128)),
      i + 128,
    ]),
  );
const encoded = (text: string, encoding: string): Uint8Array => {
  const known = table(encoding);
  return Uint8Array.from(text, (letter) => known.get(letter) ?? letter.charCodeAt(0));
};

test.each([
  ['windows-1251', 'Печь тёплая. Гончар открывает её только тогда, когда рука выдерживает жар.'],
  ['koi8-r', 'Печь тёплая. Гончар открывает её только тогда, когда рука выдерживает жар.'],
  ['ibm866', 'Печь тёплая. Гончар открывает её только тогда, когда рука выдерживает жар.'],
  ['windows-1253', 'Ο φούρνος είναι ζεστός. Ο αγγειοπλάστης τον ανοίγει όταν το χέρι αντέχει.'],
  ['windows-1255', 'התנור חם. הקדר פותח אותו רק כאשר היד עומדת בחום.'],
  ['windows-1256', 'الفرن دافئ. يفتحه الخزاف فقط عندما تتحمل اليد الحرارة.'],
  ['windows-1250', 'Příliš žluťoučký kůň úpěl ďábelské ódy, hlína se suší dvě hodiny.'],
  ['iso-8859-2', 'Příliš žluťoučký kůň úpěl ďábelské ódy, hlína se suší dvě hodiny.'],
  ['windows-1250', 'Pec;Teplota;Poznámka\r\nNová;900;sušení a žíhání\r\n'],
  ['iso-8859-2', 'Pec;Teplota;Poznámka\r\nNová;900;sušení a žíhání\r\n'],
  ['windows-1250', 'Piec jest gorący, ściany źle trzymają żar'],
  ['iso-8859-2', 'Piec jest gorący, ściany źle trzymają żar'],
  ['iso-8859-2', 'Peć se suši, kožuh je žut'],
  ['iso-8859-2', 'Pec je horúca, ľahká ťažba, šamot'],
  ['windows-1250', 'Pec je horúca, ľahká ťažba, šamot'],
  ['windows-1254', 'Fırın sıcak. Çömlekçi sırı ince sürer; ışık, ağaç ve güneş için bekleriz.'],
  ['windows-874', 'เตาเผาอุ่น ช่างปั้นเปิดเตาเมื่อมือทนความร้อนได้'],
  ['macintosh', 'Der Ofen wird geöffnet. Die Glasur muß dünn sein, schöne Töpfe für Gäste.'],
  ['windows-1252', 'Der Ofen wird geöffnet. Die Glasur muß dünn sein, schöne Töpfe für Gäste.'],
])('text in %s is read', (encoding, text) => {
  expect(decodeText(encoded(text, encoding))).toBe(text);
});

test('a false declaration of the encoding is not believed, a few spoiled bytes in UTF-8 are', () => {
  const arabic = 'الفرن دافئ. يفتحه الخزاف فقط عندما تتحمل اليد الحرارة.';
  expect(decodeText(encoded(arabic, 'windows-1256'), 'utf-8')).toBe(arabic);
  const german = 'Der Ofen wird geöffnet, die Glasur muß dünn sein, für schöne Töpfe. 窑炉已满。';
  const spoiled = Uint8Array.of(...new TextEncoder().encode(german), 0xe7, 0xaa);
  for (const declared of [undefined, 'utf-8', 'iso-2022-kr'])
    expect(decodeText(spoiled, declared)).toBe(`${german}\ufffd`);
});

test('UTF-32 is read in either order of bytes, with a mark and without', async () => {
  const text = '窑炉 kiln';
  for (const little of [true, false])
    for (const marked of [true, false]) {
      const codes = [...(marked ? '\ufeff' : ''), ...text].map((letter) => letter.codePointAt(0)!);
      const view = new DataView(new ArrayBuffer(4 * codes.length));
      codes.forEach((code, i) => view.setUint32(4 * i, code, little));
      const { elements } = await read('a.txt', new Uint8Array(view.buffer));
      expect(elements[0]!.text).toBe(text);
    }
});

test('a line that names the separator of a CSV file is none of its rows, a first row of one title stands above', async () => {
  const { elements } = await readText('a.csv', 'sep=|\r\nStock||\r\nGlaze|Kilograms|Bin\r\nShino|7|3\r\n');
  expect(outline(elements)).toEqual(['Title: Stock', 'Table: Glaze | Kilograms | Bin\nShino | 7 | 3']);
});

test('a file of nothing but zeros, or of hardly anything else, is no text', async () => {
  const zeros = new Uint8Array(4096);
  const sparse = zeros.map((_, i) => (i % 400 === 0 ? 65 : 0));
  for (const bytes of [zeros, sparse])
    expect(await codeOf(read('zeros.txt', bytes))).toBe('file/unsupported');
});
