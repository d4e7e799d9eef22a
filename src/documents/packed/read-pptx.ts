import type { Draft } from '../element';
import { attribute, textOf, type HtmlElement } from '../html/html-tree';
import { withPictures } from '../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../reader';
import type { Cell } from '../types';
import { textIn, unpack } from './unpack';
import { all, parseXml } from './xml-tree';

export const pptxReader: Reader = { kinds: ['pptx'], read: readPptx };

const slide = /^ppt\/slides\/slide(\d+)\.xml$/;
/** What says in which order slides come, and what is said to them. */
const around =
  /^ppt\/(?:presentation\.xml|_rels\/presentation\.xml\.rels|slides\/_rels\/slide\d+\.xml\.rels|notesSlides\/notesSlide\d+\.xml)$/;

/** A page for each slide: its title, its paragraphs as list items, its tables. Names: ECMA-376, DrawingML, in lower case. */
async function readPptx(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const files = unpack(file, (name) => slide.test(name) || around.test(name));
  const names = inOrder(files);
  const drafts = names.flatMap((name, i) => [
    ...slideDrafts(parseXml(textIn(files, name) ?? ''), i + 1, relations(files, relationsOf(name))),
    ...notesDrafts(files, name, i + 1),
  ]);
  const picture = (place: string) => unpack(file, (one) => one === place).get(place);
  return {
    pages: names.map(() => ({ width: 0, height: 0, ocr: false })),
    drafts: await withPictures(drafts, picture, context),
    warnings: [],
  };
}

/** As they are shown, which is not always the order of their numbers. */
function inOrder(files: ReadonlyMap<string, Uint8Array>): string[] {
  const numberOf = (name: string) => Number(slide.exec(name)?.[1]);
  const numbered = [...files.keys()]
    .filter((name) => slide.test(name))
    .sort((a, b) => numberOf(a) - numberOf(b));
  const places = relations(files, 'ppt/_rels/presentation.xml.rels');
  const shown = all(parseXml(textIn(files, 'ppt/presentation.xml') ?? ''), 'p:sldid')
    .map((entry) => `ppt/${places.get(attribute(entry, 'r:id') ?? '') ?? ''}`)
    .filter((name) => files.has(name));
  return [...shown, ...numbered.filter((name) => !shown.includes(name))];
}

/** Ids of related parts, and their places. */
const relations = (files: ReadonlyMap<string, Uint8Array>, name: string): Map<string, string> =>
  new Map(
    all(parseXml(textIn(files, name) ?? ''), 'relationship').map((one) => [
      attribute(one, 'id') ?? '',
      (attribute(one, 'target') ?? '').replace(/^\/ppt\//, ''),
    ]),
  );

const relationsOf = (name: string): string => `${name.replace('slides/', 'slides/_rels/')}.rels`;

/** What the speaker noted to a slide. */
function notesDrafts(files: ReadonlyMap<string, Uint8Array>, name: string, page: number): Draft[] {
  const related = relations(files, relationsOf(name));
  const notes = [...related.values()].find((place) => /notesSlide\d+\.xml$/.test(place));
  const source = notes && textIn(files, `ppt/${notes.replace(/^\.\.\//, '')}`);
  if (!source) return [];
  return all(parseXml(source), 'p:sp').flatMap((shape) =>
    all(shape, 'p:ph').some((holder) => attribute(holder, 'type') === 'body')
      ? all(shape, 'a:p')
          .map(paragraphText)
          .filter(Boolean)
          .map((text): Draft => ({ type: 'NarrativeText', text, page }))
      : [],
  );
}

function slideDrafts(root: HtmlElement, page: number, related: ReadonlyMap<string, string>): Draft[] {
  const shapes = all(root, 'p:sp').flatMap((shape): Draft[] => {
    const place = all(shape, 'p:ph').map((holder) => attribute(holder, 'type') ?? '')[0];
    const texts = all(shape, 'a:p').map(paragraphText).filter(Boolean);
    if (place === 'title' || place === 'ctrTitle')
      return texts.length > 0 ? [{ type: 'Title', text: texts.join(' '), page, level: 1 }] : [];
    if (place === 'sldNum' || place === 'dt' || place === 'ftr')
      return texts.map((text) => ({ type: place === 'sldNum' ? 'PageNumber' : 'Footer', text, page }));
    if (place === undefined || place === 'subTitle')
      return texts.map((text) => ({ type: 'NarrativeText', text, page }));
    return all(shape, 'a:p').flatMap((paragraph): Draft[] => {
      const text = paragraphText(paragraph);
      const depth = Number(all(paragraph, 'a:ppr').map((own) => attribute(own, 'lvl'))[0]) || 0;
      return text ? [{ type: 'ListItem', text, page, level: 1 + depth }] : [];
    });
  });
  const tables = all(root, 'a:tbl').map((table) => tableDraft(table, page));
  const pictures = all(root, 'a:blip').map((shown): Draft => {
    const place = related.get(attribute(shown, 'r:embed') ?? '') ?? '';
    return { type: 'UncategorizedText', text: '', page, picture: place.replace(/^\.\.\//, 'ppt/') };
  });
  return [...shapes, ...tables, ...pictures];
}

const paragraphText = (paragraph: HtmlElement): string =>
  all(paragraph, 'a:t')
    .map((run) => textOf(run))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

function tableDraft(table: HtmlElement, page: number): Draft {
  const count = (cell: HtmlElement, name: string) => Math.max(1, Number(attribute(cell, name)) || 1);
  const covered = (cell: HtmlElement) => Boolean(attribute(cell, 'hmerge') ?? attribute(cell, 'vmerge'));
  const cells = all(table, 'a:tr').flatMap((row, r) =>
    all(row, 'a:tc').flatMap((cell, col): Cell[] =>
      covered(cell)
        ? []
        : [
            {
              row: r,
              col,
              row_span: count(cell, 'rowspan'),
              col_span: count(cell, 'gridspan'),
              text: all(cell, 'a:p').map(paragraphText).filter(Boolean).join(' '),
            },
          ],
    ),
  );
  const headed = all(table, 'a:tblpr').some((properties) => attribute(properties, 'firstrow') === '1');
  return { type: 'Table', text: '', page, cells, headerRows: headed ? 1 : 0 };
}
