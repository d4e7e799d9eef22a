import { expect, test } from 'vitest';
import { onePage, sentence } from '../../fuzz/make-pdf';
import { read } from './reading';

/** Text in which `^{...}` is drawn small and above the line, `_{...}` below it. */
const drawn = (text: string): string =>
  text
    .split(/([_^]\{[^}]*\})/)
    .map((part) => {
      const rise = part.startsWith('^{') ? 4 : part.startsWith('_{') ? -2 : 0;
      const shown = (rise ? part.slice(2, -1) : part).replace(/[()]/g, '\\$&');
      return `${rise} Ts /F ${rise ? 7 : 12} Tf (${shown}) Tj`;
    })
    .join(' ');

async function readLine(text: string): Promise<string[]> {
  const content = `BT /F 12 Tf 20 150 Td (${sentence}) Tj 0 -40 Td ${drawn(text)} ET`;
  const { elements } = await read('raised.pdf', onePage(content));
  return elements.slice(1).map((e) => `${e.type}: ${e.text}`);
}

test.each([
  ['The kiln takes H_{2}O and CO_{2} at 10^{-6} bar.', 'The kiln takes H₂O and CO₂ at 10⁻⁶ bar.'],
  ['It has 25 m^{2} and x^{2} of SO_{4}^{2-} in all.', 'It has 25 m² and x² of SO₄²⁻ in all.'],
  // A note's mark is no part of the word or figure before it, and no exponent.
  [
    'All systems^{1} hold (NIST)^{2} 1,250^{3} of them.^{4,5}',
    'All systems[1] hold (NIST)[2] 1,250[3] of them.[4,5]',
  ],
  // These are words as they stand.
  [
    'The 1^{st} kiln of the Potter^{TM} and V_{max} is here.',
    'The 1st kiln of the PotterTM and V_max is here.',
  ],
  [
    '^{1}The note itself begins with its mark as its number.',
    '1 The note itself begins with its mark as its number.',
  ],
])('%s is read as %s', async (text, expected) => {
  expect(await readLine(text)).toEqual([`NarrativeText: ${expected}`]);
});

test('a formula keeps all that stands above and below its line', async () => {
  expect(await readLine('E_{max} = m_{0}c^{2} + x^{n+1} + y^{ab}')).toEqual([
    'Formula: E_max = m₀c² + x^(n+1) + y^ab',
  ]);
});

test('in a cell the mark of a note stands raised, so that figures are compared as they are', async () => {
  const rows = [
    ['Kiln', 'Firings', 'Cones'],
    ['North^{1}', '48', '120'],
    ['South', '36^{2}', '95'],
    ['Total', '84', '215'],
  ];
  const cells = rows.flatMap((row, i) =>
    row.map((text, j) => `BT /F 12 Tf ${40 + 110 * j} ${150 - 20 * i} Td ${drawn(text)} ET`),
  );
  const { elements } = await read('cells.pdf', onePage(cells.join('\n')));
  const table = elements.find(({ type }) => type === 'Table')!;
  expect(table.rows!.flat()).toEqual(
    rows.flat().map((text) => text.replace('^{1}', '¹').replace('^{2}', '²')),
  );
});

test('what is raised or lowered reads the same from a PDF, a web page and Markdown', async () => {
  const tagged = (text: string) =>
    text.replace(/\^\{([^}]*)\}/g, '<sup>$1</sup>').replace(/_\{([^}]*)\}/g, '<sub>$1</sub>');
  const lines = [
    'It takes CO_{2} at 10^{-6} bar and 25 m^{2} of it here.',
    'All systems^{1} hold (NIST)^{2} and 1,250^{3} of them.',
    'The 1^{st} winter kiln measures V_{max} with e^{-kt} because E = mc^{2} everywhere.',
  ];
  for (const text of lines) {
    const [pdf] = await readLine(text);
    const html = (await read('a.html', new TextEncoder().encode(`<p>${tagged(text)}</p>`))).elements[0]!;
    const markdown = (await read('a.md', new TextEncoder().encode(tagged(text)))).elements[0]!;
    expect([`NarrativeText: ${html.text}`, `NarrativeText: ${markdown.text}`]).toEqual([pdf, pdf]);
  }
  expect(await readLine(lines[2]!)).toEqual([
    'NarrativeText: The 1st winter kiln measures V_max with e^(-kt) because E = mc² everywhere.',
  ]);
});

test('a linked note of a web page has its mark in brackets, in a cell raised', async () => {
  const page =
    '<p>Warm at 10<sup><a href="#n1">1</a></sup> bar.</p><table><tr><th>Kiln</th><th>Sum</th></tr><tr><td>North<sup>2</sup></td><td>7</td></tr></table>';
  const { elements } = await read('a.html', new TextEncoder().encode(page));
  expect(elements.map((e) => e.text)).toEqual(['Warm at 10[1] bar.', 'Kiln | Sum\nNorth² | 7']);
});
