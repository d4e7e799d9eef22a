import type { Draft } from '../element';
import { attribute, textOf, type HtmlElement } from '../html/html-tree';
import type { Reader, ReadResult, SourceFile } from '../reader';
import type { Cell } from '../types';
import { textIn, unpack } from './unpack';
import { all, parseXml } from './xml-tree';

export const pptxReader: Reader = { kinds: ['pptx'], read: readPptx };

const slide = /^ppt\/slides\/slide(\d+)\.xml$/;

/** A page for each slide: its title, its paragraphs as list items, its tables. Names: ECMA-376, DrawingML, in lower case. */
async function readPptx(file: SourceFile): Promise<ReadResult> {
  const files = unpack(file, (name) => slide.test(name));
  const numberOf = (name: string) => Number(slide.exec(name)?.[1]);
  const names = [...files.keys()].sort((a, b) => numberOf(a) - numberOf(b));
  const drafts = names.flatMap((name, i) => slideDrafts(parseXml(textIn(files, name) ?? ''), i + 1));
  return { pages: names.map(() => ({ width: 0, height: 0, ocr: false })), drafts, warnings: [] };
}

function slideDrafts(root: HtmlElement, page: number): Draft[] {
  const shapes = all(root, 'p:sp').flatMap((shape): Draft[] => {
    const place = all(shape, 'p:ph').map((holder) => attribute(holder, 'type') ?? '')[0];
    const texts = all(shape, 'a:p').map(paragraphText).filter(Boolean);
    if (place === 'title' || place === 'ctrTitle')
      return texts.length > 0 ? [{ type: 'Title', text: texts.join(' '), page, level: 1 }] : [];
    if (place === 'sldNum' || place === 'dt' || place === 'ftr')
      return texts.map((text) => ({ type: place === 'sldNum' ? 'PageNumber' : 'Footer', text, page }));
    return texts.map((text) => ({ type: place === undefined ? 'NarrativeText' : 'ListItem', text, page }));
  });
  return [...shapes, ...all(root, 'a:tbl').map((table) => tableDraft(table, page))];
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
