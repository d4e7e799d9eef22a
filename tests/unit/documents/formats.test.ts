import { expect, test } from 'vitest';
import { decodeText } from '../../../src/documents/text/decode-text';
import { fileKind } from '../../../src/documents/file-kind';
import { outline, read, readText } from './reading';

test('Markdown: headings, text, lists and tables', async () => {
  const { elements, title } = await readText(
    'guide.md',
    '# Guide\n\nSome **bold** & [linked](x) text.\n\n- one\n- two\n  - deeper\n\n| A | B |\n|---|---|\n| 1 | 2 |\n',
  );
  expect(title).toBe('Guide');
  expect(outline(elements)).toEqual([
    'Title: Guide',
    'NarrativeText: Some bold & linked text.',
    'ListItem: one',
    'ListItem: two',
    'ListItem: deeper',
    'Table: A | B\n1 | 2',
  ]);
  expect(elements.at(-1)).toMatchObject({
    headerRows: 1,
    rows: [
      ['A', 'B'],
      ['1', '2'],
    ],
  });
});

test('HTML: the main text, no script, no menu, spans kept', async () => {
  const { elements, title } = await readText(
    'page.html',
    `<!doctype html><title>The page</title><nav>Menu</nav><main><h1>Head</h1><p>First <b>bold</b>
     line.<p>Second &amp; last.<script>globalThis.ranInHone = true</script><ul><li>one<li>two</ul>
     <table><tr><th colspan=2>Wide<tr><td>a<td>b</table></main>`,
  );
  expect(title).toBe('The page');
  expect(outline(elements)).toEqual([
    'Title: Head',
    'NarrativeText: First bold line.',
    'NarrativeText: Second & last.',
    'ListItem: one',
    'ListItem: two',
    'Table: Wide\na | b',
  ]);
  expect(elements.at(-1)!.rows).toEqual([
    ['Wide', null],
    ['a', 'b'],
  ]);
  expect('ranInHone' in globalThis).toBe(false);
});

test('thousands of nested elements do not end the reading', async () => {
  const { elements } = await readText(
    'deep.html',
    `<body>${'<div>'.repeat(3_000)}deep inside${'</div>'.repeat(3_000)}`,
  );
  expect(elements.map((e) => e.text)).toEqual(['deep inside']);
});

test('plain text: paragraphs, headings and lists', async () => {
  const { elements } = await readText('a.txt', 'CHAPTER ONE\n\nA first\nparagraph.\n\n- one\n- two\n');
  expect(outline(elements)).toEqual([
    'Title: CHAPTER ONE',
    'NarrativeText: A first paragraph.',
    'ListItem: one',
    'ListItem: two',
  ]);
});

// '升温过快会使窑衬开裂，裂纹会扩大。这是不可以的。' in GB18030, as Python's codec writes it.
const gb = 'c9fdcec2b9fdbfecbbe1cab9d2a4b3c4bfaac1d1a3acc1d1cec6bbe1c0a9b4f3a1a3d5e2cac7b2bbbfc9d2d4b5c4a1a3';

test('encodings are recognised', () => {
  const chinese = '升温过快会使窑衬开裂，裂纹会扩大。这是不可以的。';
  expect(decodeText(Uint8Array.from(Buffer.from(gb, 'hex')))).toBe(chinese);
  expect(decodeText(new TextEncoder().encode(chinese))).toBe(chinese);
  expect(decodeText(Uint8Array.from(Buffer.from(`\ufeff${chinese}`, 'utf16le')))).toBe(chinese);
  expect(decodeText(Uint8Array.from(Buffer.from('Plain words, no mark', 'utf16le')))).toBe(
    'Plain words, no mark',
  );
  expect(decodeText(Uint8Array.from(Buffer.from('Überprüfung café', 'latin1')))).toBe('Überprüfung café');
});

test('files are known by their first bytes', () => {
  const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.padEnd(80, '0'), 'hex'));
  expect(fileKind('a.txt', bytes('89504e470d0a1a0a'))).toBe('png');
  expect(fileKind('a.pdf', bytes('ffd8ffe0'))).toBe('jpeg');
  expect(fileKind('a.png', bytes('49492a00'))).toBe('tiff');
  expect(fileKind('a.docx', bytes('504b0304'))).toBe(null);
  expect(fileKind('page.txt', new TextEncoder().encode('<!DOCTYPE html><p>x'))).toBe('html');
  expect(fileKind('readme.md', new TextEncoder().encode('# x'))).toBe('markdown');
});

test('UTF-16 text files are read', async () => {
  const { elements } = await read('a.txt', Uint8Array.from(Buffer.from('\ufeffOne line only.', 'utf16le')));
  expect(elements.map((e) => e.text)).toEqual(['One line only.']);
});
