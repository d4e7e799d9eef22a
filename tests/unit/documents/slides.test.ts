import { expect, test } from 'vitest';
import { chart, diagram, relations, zip } from './packing';
import { outline, read } from './reading';

const names = 'xmlns:p="p" xmlns:a="a" xmlns:r="r" xmlns:c="c" xmlns:dgm="dgm" xmlns:mc="mc"';
const at = (x: number, y: number, w = 100, h = 100) =>
  `<a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="${w}" cy="${h}"/></a:xfrm>`;
const line = (text: string, properties = '') => `<a:p>${properties}<a:r><a:t>${text}</a:t></a:r></a:p>`;
const shape = (place: string, paragraphs: string, holder = '') =>
  `<p:sp><p:nvSpPr><p:nvPr>${holder}</p:nvPr></p:nvSpPr><p:spPr>${place}</p:spPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;
const tree = (content: string) => `<p:sld ${names}><p:cSld><p:spTree>${content}</p:spTree></p:cSld></p:sld>`;
const frame = (content: string) =>
  `<p:graphicFrame><p:xfrm><a:off x="0" y="900"/><a:ext cx="9" cy="9"/></p:xfrm><a:graphic><a:graphicData>${content}</a:graphicData></a:graphic></p:graphicFrame>`;
const slides = (content: string, more: Record<string, string> = {}) =>
  zip({ 'ppt/presentation.xml': '<p:presentation/>', 'ppt/slides/slide1.xml': tree(content), ...more });

test('a slide is read as it is seen: its title, bands from the top, columns in them, groups as a whole', async () => {
  const { elements } = await read(
    'a.pptx',
    slides(
      shape(at(0, 900, 900), line('Foot note')) +
        shape(at(500, 200, 300, 400), line('Right')) +
        shape(at(100, 420), line('Left below')) +
        shape(at(100, 200), line('Left')) +
        `<p:grpSp><p:grpSpPr>${at(0, 700, 900)}</p:grpSpPr>${shape(at(60, 5), line('Second in group'))}${shape(at(0, 5, 50), line('First in group'))}</p:grpSp>` +
        shape(at(0, 0, 900), line('Kilns'), '<p:ph type="title"/>'),
    ),
  );
  expect(elements.map(({ text }) => text)).toEqual([
    'Kilns',
    'Left',
    'Left below',
    'Right',
    'First in group',
    'Second in group',
    'Foot note',
  ]);
});

test("a placeholder without a place stands where the slide's layout puts it", async () => {
  const { elements } = await read(
    'a.pptx',
    slides(shape('', line('Below'), '<p:ph type="body" idx="2"/>') + shape(at(0, 300), line('Above')), {
      'ppt/slides/_rels/slide1.xml.rels': relations(['l', 'slideLayout', '../slideLayouts/slideLayout1.xml']),
      'ppt/slideLayouts/slideLayout1.xml': tree(shape(at(0, 800), '', '<p:ph type="body" idx="2"/>')),
    }),
  );
  expect(elements.map(({ text }) => text)).toEqual(['Above', 'Below']);
});

test('bullets make a list item, their absence none; broken lines keep their space, links their address', async () => {
  const body = '<p:ph type="body"/>';
  const linked = '<a:p><a:r><a:rPr><a:hlinkClick r:id="h"/></a:rPr><a:t>the handbook</a:t></a:r></a:p>';
  const { elements } = await read(
    'a.pptx',
    slides(
      shape(at(0, 0), line('A sentence.', '<a:pPr><a:buNone/></a:pPr>') + line('A point'), body) +
        shape(at(0, 200), line('Boxed point', '<a:pPr><a:buChar char="•"/></a:pPr>')) +
        shape(at(0, 400), '<a:p><a:r><a:t>two</a:t></a:r><a:br/><a:r><a:t>lines</a:t></a:r></a:p>' + linked),
      { 'ppt/slides/_rels/slide1.xml.rels': relations(['h', 'hyperlink', 'https://example.org/kiln']) },
    ),
  );
  expect(outline(elements)).toEqual([
    'NarrativeText: A sentence.',
    'ListItem: A point',
    'ListItem: Boxed point',
    'NarrativeText: two lines',
    'NarrativeText: the handbook',
  ]);
  expect(elements.at(-1)!.links).toEqual([{ text: 'the handbook', url: 'https://example.org/kiln' }]);
});

test('charts and diagrams of a slide are read, what has an alternative once', async () => {
  const twice = `<mc:AlternateContent><mc:Choice>${shape(at(0, 0), line('Said once'))}</mc:Choice><mc:Fallback>${shape(at(0, 0), line('Said once'))}</mc:Fallback></mc:AlternateContent>`;
  const { elements } = await read(
    'a.pptx',
    slides(twice + frame('<c:chart r:id="c"/>') + frame('<dgm:relIds r:dm="d"/>'), {
      'ppt/slides/_rels/slide1.xml.rels': relations(
        ['c', 'chart', '../charts/chart1.xml'],
        ['d', 'diagramData', '/ppt/diagrams/data1.xml'],
      ),
      'ppt/charts/chart1.xml': chart,
      'ppt/diagrams/data1.xml': diagram,
    }),
  );
  expect(outline(elements)).toEqual([
    'NarrativeText: Said once',
    'FigureCaption: Firings',
    'Table: | North | South\nMay | 50.0% | 12.5%\nJune | 25.0% | 100.0%',
    'ListItem: Kilns',
    'ListItem: North',
    'ListItem: South',
  ]);
});
