import { expect, test } from 'vitest';
import { outline, readText } from './reading';

const links = (count: number) =>
  Array.from({ length: count }, (_, i) => `<li><a href="/p${i}">Page ${i}</a></li>`).join('');
const story =
  '<p>The kiln is warm in the morning, and the potter opens it when a hand can be held in.</p>'.repeat(5);

test('menus, notices and lists of links around the text are left out, lists in it are not', async () => {
  const { elements } = await readText(
    'page.html',
    `<body><div class="cookie-banner"><p>We use cookies.</p></div><div role="navigation">Home</div><ul>${links(12)}</ul>
     <header><h1>Kilns</h1><ul>${links(9)}</ul></header>${story}<ul><li>cones</li><li>shelves</li></ul>
     <aside class="related-posts"><p>You may like</p></aside></body>`,
  );
  const texts = elements.map(({ text }) => text);
  expect(texts[0]).toBe('Kilns');
  expect(texts.slice(-2)).toEqual(['cones', 'shelves']);
  expect(texts.join(' ')).not.toMatch(/cookies|Home|Page \d|You may/);
});

test('a page that is nothing but links, or whose frame is called a menu, is read all the same', async () => {
  const list = await readText('links.html', `<body><ul>${links(20)}</ul></body>`);
  expect(list.elements).toHaveLength(20);
  const framed = await readText('framed.html', `<body><div class="menu sidebar">${story}</div></body>`);
  expect(framed.elements).toHaveLength(5);
});

test('what is not shown is not read', async () => {
  const { elements } = await readText(
    'page.html',
    `<p>Shown.</p><div style="color:red; display:none">facts</div><p hidden>gone</p><p style="visibility: hidden">gone</p>`,
  );
  expect(outline(elements)).toEqual(['NarrativeText: Shown.']);
});

test('raised and lowered signs are kept, letters stay letters', async () => {
  const { elements } = await readText(
    'page.html',
    '<p>CO<sub>2</sub> at 10<sup>6</sup> Pa, x<sub>max</sub>, e<sup>-kt</sup>, the 4<sup>th</sup> of May</p>',
  );
  expect(elements[0]!.text).toBe('CO₂ at 10⁶ Pa, x_max, e^(-kt), the 4th of May');
});

test('MathML is a line of text, once', async () => {
  const { elements } = await readText(
    'page.html',
    '<p>So <math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></mrow><annotation>x^2=a/b</annotation></semantics></math> holds.</p>',
  );
  expect(elements[0]!.text).toBe('So x²=a/b holds.');
});

test('figures in reports lose the columns that only align them', async () => {
  const { elements } = await readText(
    'report.html',
    `<table><tr><td></td><td> </td><td colspan="2"><b>2025</b></td><td></td><td colspan="2"><b>2024</b></td></tr>
     <tr><td>Revenue</td><td></td><td>$</td><td>120</td><td></td><td>$</td><td>110</td></tr>
     <tr><td>Loss</td><td></td><td></td><td>(5</td><td>)</td><td></td><td>(7</td><td>)</td></tr></table>`,
  );
  expect(elements[0]).toMatchObject({
    headerRows: 1,
    rows: [
      ['', '2025', '2024'],
      ['Revenue', '$ 120', '$ 110'],
      ['Loss', '(5)', '(7)'],
    ],
  });
});

test('code keeps its lines, a law written between <pre> is read as the text it is', async () => {
  const code = await readText('a.html', '<pre>\n  <code>  if warm:\n        open()\n</code></pre>');
  expect(code.elements[0]!.text).toBe('if warm:\n    open()');
  const law = await readText(
    'a.htm',
    '<pre>\nKILN ACT\n\nNobody opens a kiln\nthat is hot.\n\nNobody fires one\nalone.\n\nSo it is.\n</pre>',
  );
  expect(outline(law.elements)).toEqual([
    'Title: KILN ACT',
    'NarrativeText: Nobody opens a kiln that is hot.',
    'NarrativeText: Nobody fires one alone.',
    'NarrativeText: So it is.',
  ]);
});

test('a caption within a table stands with it; bullets typed by hand are list items; boxes show whether they are ticked', async () => {
  const { elements } = await readText(
    'a.html',
    '<table><caption>Glazes</caption><tr><th>A<th>B<tr><td>1<td>2</table><p>• Shino</p><p><input type="checkbox" checked> warm <input type="checkbox"> hot</p>',
  );
  expect(outline(elements)).toEqual([
    'FigureCaption: Glazes',
    'Table: A | B\n1 | 2',
    'ListItem: Shino',
    'NarrativeText: ☒ warm ☐ hot',
  ]);
});

test('a table of a heading that is long in rows is read in time', async () => {
  const rows = '<tr><td>a<td>b</tr>'.repeat(20_000);
  const { elements } = await readText('a.html', `<table><thead>${rows}</thead></table>`);
  expect(elements[0]!.cells).toHaveLength(40_000);
});
