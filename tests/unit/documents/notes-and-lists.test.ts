import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { Element } from '../../../src/documents/types';
import { outline, read, readText } from './reading';

const deep = (elements: readonly Element[]) =>
  elements.flatMap(({ type, level, text }) => (type === 'ListItem' ? [`${level} ${text}`] : []));

test('items of nested lists know how deep they stand, in HTML and in Markdown', async () => {
  const html = await readText('a.html', '<ul><li>Firing<ul><li>Low<ol><li>Cone 06</ol></ul><li>Cooling</ul>');
  const markdown = await readText('a.md', '- Firing\n  - Low\n    1. Cone 06\n- Cooling\n');
  for (const { elements } of [html, markdown])
    expect(deep(elements)).toEqual(['1 Firing', '2 Low', '3 Cone 06', '1 Cooling']);
});

test("footnotes are footnotes: a book's, a page's and Markdown's", async () => {
  const page = await readText(
    'a.html',
    '<p>The kiln is warm.<sup>1</sup></p><section role="doc-endnotes"><ol><li id="fn1"><p>At 60 °C. <a href="#r">↩</a></p></ol></section>',
  );
  expect(outline(page.elements)).toEqual(['NarrativeText: The kiln is warm.[1]', 'Footnote: At 60 °C.']);
  const book = await readText('a.xhtml', '<p>Warm.</p><aside epub:type="footnote"><p>At 60 °C.</p></aside>');
  expect(outline(book.elements).at(-1)).toBe('Footnote: At 60 °C.');
  const markdown = await readText('a.md', 'The kiln is warm.[^1]\n\n[^1]: At 60 °C.\n');
  expect(outline(markdown.elements).at(-1)).toBe('Footnote: 1 At 60 °C.');
});

test('slides come in the order in which they are shown, with their notes and the depth of their points', async () => {
  const names = 'xmlns:p="p" xmlns:a="a" xmlns:r="r"';
  const shape = (kind: string, paragraphs: string) =>
    `<p:sp><p:nvPr><p:ph type="${kind}"/></p:nvPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;
  const line = (text: string, depth = 0) => `<a:p><a:pPr lvl="${depth}"/><a:r><a:t>${text}</a:t></a:r></a:p>`;
  const slide = (content: string) =>
    `<p:sld ${names}><p:cSld><p:spTree>${content}</p:spTree></p:cSld></p:sld>`;
  const related = (...targets: string[]) =>
    `<Relationships>${targets.map((target, i) => `<Relationship Id="r${i + 1}" Target="${target}"/>`).join('')}</Relationships>`;
  const files = {
    'ppt/presentation.xml': `<p:presentation ${names}><p:sldIdLst><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': related('slides/slide1.xml', 'slides/slide2.xml'),
    'ppt/slides/slide1.xml': slide(shape('title', line('Last'))),
    'ppt/slides/slide2.xml': slide(
      shape('title', line('First')) + shape('body', line('Heat') + line('slowly', 1)),
    ),
    'ppt/slides/_rels/slide2.xml.rels': related('../notesSlides/notesSlide1.xml'),
    'ppt/notesSlides/notesSlide1.xml': slide(
      shape('body', line('Show the cones.')) + shape('sldNum', line('1')),
    ),
  };
  const zipped = zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
  );
  const { elements } = await read('talk.pptx', zipped);
  expect(elements.map(({ page, type, level, text }) => [page, type, level, text])).toEqual([
    [1, 'Title', 1, 'First'],
    [1, 'ListItem', 1, 'Heat'],
    [1, 'ListItem', 2, 'slowly'],
    [1, 'NarrativeText', undefined, 'Show the cones.'],
    [2, 'Title', 1, 'Last'],
  ]);
});

test('Chinese in UTF-16 is read, with a mark and without, whichever byte comes first', async () => {
  const text = '窑炉的温度不能升得太快。\n冷却的时候不要打开窑门，这是为了不让作品在温差中开裂。\n';
  const little = new Uint8Array(new Uint16Array([...text].map((letter) => letter.charCodeAt(0))).buffer);
  const big = little.map((_, i) => little[i ^ 1]!);
  for (const bytes of [little, big, Uint8Array.of(0xff, 0xfe, ...little)]) {
    const { elements } = await read('note.txt', bytes);
    expect(elements.map((e) => e.text).join('')).toContain('不要打开窑门');
  }
});
