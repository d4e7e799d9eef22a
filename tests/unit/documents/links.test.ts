import { expect, test } from 'vitest';
import { corrected } from '../../../src/documents/corrections';
import { linkTo } from '../../../src/documents/link';
import { linkedParts } from '../../../src/app/documents/linked-parts';
import { onePage, sentence } from '../../fuzz/make-pdf';
import { read, readText } from './reading';

test('only addresses that a person can follow are links', () => {
  expect(linkTo('https://example.org/a b', ' the\n page ')).toEqual([
    { text: 'the page', url: 'https://example.org/a%20b' },
  ]);
  expect(linkTo('mailto:kiln@example.org', '')).toEqual([
    { text: 'mailto:kiln@example.org', url: 'mailto:kiln@example.org' },
  ]);
  for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', '#below', 'a.html', ''])
    expect(linkTo(url, 'text')).toEqual([]);
  expect(linkTo(`https://example.org/${'x'.repeat(3000)}`, 'text')).toEqual([]);
});

test('links of HTML belong to the paragraph, heading or table they stand in', async () => {
  const { elements } = await readText(
    'page.html',
    `<h1><a href="https://example.org/kilns">Kilns</a></h1><p>See <a href="https://example.org/cones">the cones</a> and
     <a href="javascript:alert(1)">this</a>.</p><p>No link here.</p>
     <table><tr><th>Cone</th><th>Maker</th></tr><tr><td>06</td><td><a href="http://example.org/orton">Orton</a></td></tr></table>`,
  );
  expect(elements.map(({ type, links }) => [type, links])).toEqual([
    ['Title', [{ text: 'Kilns', url: 'https://example.org/kilns' }]],
    ['NarrativeText', [{ text: 'the cones', url: 'https://example.org/cones' }]],
    ['NarrativeText', undefined],
    ['Table', [{ text: 'Orton', url: 'http://example.org/orton' }]],
  ]);
});

test('links of Markdown are kept, in lists and tables too', async () => {
  const { elements } = await readText(
    'notes.md',
    '# Kilns\n\nSee [the **cones**](https://example.org/cones).\n\n- <https://example.org/list>\n\n| A | B |\n| - | - |\n| 1 | [two](https://example.org/2) |\n',
  );
  expect(elements.flatMap(({ links = [] }) => links)).toEqual([
    { text: 'the cones', url: 'https://example.org/cones' },
    { text: 'https://example.org/list', url: 'https://example.org/list' },
    { text: 'two', url: 'https://example.org/2' },
  ]);
});

test('a link of a PDF has the words it lies on, over two lines as one; scripts are none', async () => {
  const annotation = (rect: string, action: string) =>
    `<< /Type /Annot /Subtype /Link /Rect [${rect}] /A << ${action} >> >>`;
  const uri = '/S /URI /URI (https://example.org/kiln)';
  const bytes = onePage(
    `BT /F 12 Tf 14 TL 20 150 Td (${sentence}) Tj T* (Read more in the handbook.) Tj ET`,
    {
      page: `/Annots [${annotation('20 134 80 146', uri)} ${annotation('240 148 400 162', uri)} ${annotation('20 148 60 162', '/S /JavaScript /JS (app.alert(1))')}]`,
    },
  );
  const { elements } = await read('linked.pdf', bytes);
  expect(elements.map(({ links }) => links)).toEqual([
    [{ text: 'every month. Read more', url: 'https://example.org/kiln' }],
  ]);
});

test('where an element is parted, each part keeps the links that are in it; joined, it has all', async () => {
  const { elements } = await readText(
    'page.html',
    '<p>First <a href="https://example.org/1">one</a>, then <a href="https://example.org/2">two</a>.</p>',
  );
  const [{ id, text }] = elements as [(typeof elements)[0]];
  const parted = corrected(elements, [{ kind: 'split', id, at: text.indexOf('then') }]);
  expect(parted.map(({ links }) => links?.map((link) => link.text))).toEqual([['one'], ['two']]);
  const next = parted[1]!.id;
  const joined = corrected(elements, [
    { kind: 'split', id, at: text.indexOf('then') },
    { kind: 'merge', id, next },
  ]);
  expect(joined[0]!.links).toEqual(elements[0]!.links);
});

test('a text is shown with its links in their places; one whose words are not in it stands apart', () => {
  const one = { text: 'one', url: 'https://example.org/1' };
  const three = { text: 'three', url: 'https://example.org/3' };
  expect(linkedParts('one and one', [one, three])).toEqual({
    parts: [{ text: 'one', url: one.url }, { text: ' and one' }],
    apart: [three],
  });
  expect(linkedParts('none', [])).toEqual({ parts: [{ text: 'none' }], apart: [] });
});
