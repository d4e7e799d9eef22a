import type { HostileFile, TestFile } from './hostile-files';

const words = 'The kiln is fired on Monday. ';

const utf8 = (name: string, text: string, why: string, ends?: HostileFile['ends']): HostileFile => ({
  name,
  bytes: new TextEncoder().encode(text),
  why,
  ...(ends && { ends }),
});

/** HTML, Markdown and plain text that is deep, wide, long or not text. */
export function hostileTexts(): HostileFile[] {
  const cells = '<td>kiln</td>'.repeat(2000);
  return [
    utf8('deep.html', '<div>'.repeat(4000) + words, '4,000 boxes in each other', 'read'),
    utf8('deep-inline.html', '<b><i>'.repeat(50_000) + words, '100,000 bold and italic', 'read'),
    utf8('deep-table.html', '<table><tr><td>'.repeat(3000) + words, '3,000 tables in each other'),
    utf8('deep-list.html', '<ul><li>'.repeat(2000) + words, '2,000 lists in each other', 'read'),
    utf8(
      'spans.html',
      `<table>${'<tr><td rowspan=65534 colspan=1000>a<td>b</tr>'.repeat(3000)}</table>`,
      'cells that span everything',
    ),
    utf8(
      'wide.html',
      `<table><tr>${cells}</tr>${'<tr><td>a<td>b</tr>'.repeat(20_000)}</table>`,
      'a table of 2,000 by 20,000',
    ),
    utf8(
      'zero-spans.html',
      '<table><tr><td rowspan=0 colspan=0>a<td rowspan=-3>b<tr><td colspan=NaN>c<td>d</table>',
      'spans of nothing',
      'read',
    ),
    utf8(
      'scripts.html',
      `<p>${words}</p><script>parent.ran=1;for(;;);</script><img src=x onerror="parent.ran=1"><svg onload="parent.ran=1"></svg><iframe srcdoc="<script>parent.ran=1</script>"></iframe><a href="javascript:parent.ran=1">a</a>`,
      'scripts of every kind',
      'read',
    ),
    utf8(
      'refresh.html',
      `<meta http-equiv=refresh content="0;url=http://hostile.invalid/"><base href="http://hostile.invalid/"><p>${words}`,
      'leads elsewhere',
      'read',
    ),
    utf8('unclosed.html', `<p>${words}<!-- ${'x'.repeat(500_000)}`, 'a comment without an end', 'read'),
    utf8(
      'attributes.html',
      `<p ${Array.from({ length: 200_000 }, (_, i) => `a${i}=1`).join(' ')}>${words}`,
      '200,000 attributes, over which the parser hangs',
    ),
    utf8('entities.html', `<p>${'&amp;'.repeat(300_000)}${words}`, '300,000 entities', 'read'),
    utf8(
      'charset.html',
      `<meta charset="no-such-charset"><p>${words}`,
      'an encoding that does not exist',
      'read',
    ),
    utf8('frames.html', '<frameset><frame src=a></frameset>', 'frames and no text', 'refused'),
    utf8(
      'svg.svg',
      `<svg xmlns="http://www.w3.org/2000/svg"><script>parent.ran=1</script><text>${words}</text></svg>`,
      'a drawing with a script',
    ),
    utf8('quotes.md', '>'.repeat(20_000) + words, '20,000 quotes in each other'),
    utf8(
      'lists.md',
      Array.from({ length: 150 }, (_, i) => `${'  '.repeat(i)}- kiln`).join('\n'),
      '150 lists in each other',
    ),
    utf8('brackets.md', '['.repeat(50_000) + words, '50,000 open brackets'),
    utf8('stars.md', `${'*a **b '.repeat(10_000)}${words}`, '20,000 open emphases'),
    utf8(
      'ticks.md',
      `${Array.from({ length: 600 }, (_, i) => '`'.repeat(i)).join(' ')} ${words}`,
      'code of 600 kinds',
    ),
    utf8(
      'links.md',
      '![a](javascript:alert(1))[b](data:text/html,<script>alert(1)</script>)\n\n' + words,
      'links that are scripts',
      'read',
    ),
    utf8('table.md', `|a|b|\n|-|-|\n${'|kiln|900|\n'.repeat(30_000)}`, 'a table of 30,000 rows', 'read'),
    utf8(
      'columns.md',
      `${'|a'.repeat(3000)}|\n${'|-'.repeat(3000)}|\n${`${'|b'.repeat(3000)}|\n`.repeat(20)}`,
      'a table of 3,000 columns',
      'read',
    ),
    utf8(
      'references.md',
      Array.from({ length: 5000 }, (_, i) => `[a${i}]: <a${i + 1}> [a${i}]`).join('\n'),
      '5,000 references',
    ),
    utf8('html.md', `<div><script>alert(1)</script>${'<div>'.repeat(10_000)}${words}`, 'HTML in Markdown'),
    utf8(
      'front.md',
      `---\ntitle: ${'a'.repeat(500_000)}\n---\n${words}`,
      'a title of half a million letters',
    ),
    utf8('one-line.txt', 'kiln'.repeat(200_000), 'a word of 800,000 letters', 'read'),
    utf8('long-line.txt', words.repeat(40_000), 'a line of a million letters', 'read'),
    utf8('lines.txt', 'a\n'.repeat(100_000), '100,000 lines of one letter', 'read'),
    utf8('newlines.txt', '\n'.repeat(1_000_000), 'a million empty lines', 'refused'),
    utf8('spaces.txt', ' '.repeat(1_000_000), 'a million spaces', 'refused'),
    utf8('dots.txt', '. '.repeat(200_000), '200,000 sentences of nothing', 'read'),
    utf8('chinese.txt', '窑'.repeat(300_000), '300,000 characters without a mark', 'read'),
    utf8('combining.txt', `a${'\u0301'.repeat(200_000)}`, 'a letter under 200,000 accents', 'read'),
    utf8('controls.txt', `${words}\u202e\u2066\u200b\ufeff${words}`, 'marks that turn and hide', 'read'),
    utf8(
      'formulas.md',
      `|a|b|\n|-|-|\n|=cmd\\|' /C calc'!A0|+1+1|\n|@SUM(1)|-2|\n`,
      'cells that are formulas',
      'read',
    ),
    utf8('emoji.txt', `${'👩‍👩‍👧‍👦'.repeat(20_000)} ${words}`, '20,000 families', 'read'),
    { name: 'surrogates.txt', bytes: wide([0xd800, 0x41, 0xdfff, 0xdc00]), why: 'halves of characters' },
    {
      name: 'odd-utf16.txt',
      bytes: wide([0x41, 0x42, 0x43]).slice(0, 7),
      why: 'half a character at the end',
      ends: 'read',
    },
    {
      name: 'broken-utf8.txt',
      bytes: Uint8Array.from({ length: 3000 }, (_, i) => 32 + ((i * 31) % 224)),
      why: 'bytes that are no encoding',
    },
    {
      name: 'mark-only.txt',
      bytes: Uint8Array.of(0xef, 0xbb, 0xbf),
      why: 'a byte order mark and nothing else',
      ends: 'refused',
    },
    {
      name: 'mark-only-16.txt',
      bytes: Uint8Array.of(0xff, 0xfe),
      why: 'a byte order mark and nothing else',
      ends: 'refused',
    },
  ];
}

/** UTF-16, least byte first, with its mark. */
const wide = (units: readonly number[]): Uint8Array =>
  new Uint8Array(Uint16Array.from([0xfeff, ...units]).buffer);

/** A file is the same whatever it is called. */
export function hostileNames(sources: readonly TestFile[]): HostileFile[] {
  const pdf = sources.find(({ name }) => name === 'ruled-table.pdf')!;
  const names = [
    '窑炉手册.pdf',
    'دليل الفرن.pdf',
    '👩‍🏭🔥.pdf',
    'fdp.lleh\u202e.pdf',
    'new\nline.pdf',
    'nul\u0000.pdf',
    '../../../etc/passwd.pdf',
    'C:\\CON.pdf',
    'a\u0301\u0301\u0301.pdf',
    '<img src=x onerror=alert(1)>.pdf',
    '=HYPERLINK("http://hostile.invalid").pdf',
    '{file}.pdf',
    '%2e%2e%2f%00.pdf',
    '\ud800.pdf',
    ' .pdf',
    '.pdf',
    `${'long'.repeat(300)}.pdf`,
    '__proto__',
    'constructor',
  ];
  return names.map((name) => ({ name, bytes: pdf.bytes, why: 'its name', ends: 'read' }));
}
