import { HoneError } from '../../../errors/hone-error';
import type { Draft } from '../../element';
import { attribute } from '../../html/html-tree';
import { distinctLinks, linkTo } from '../../link';
import { withPictures } from '../../ocr/embedded-pictures';
import type { ReadContext, Reader, ReadResult, SourceFile } from '../../reader';
import { chartDrafts } from '../drawing/chart';
import { textIn, unpack } from '../unpack';
import { addresses, all, parseXml, relations, runsText } from '../xml-tree';
import { cellStyles } from './formats';
import { place, sharedStrings, sheetCells, type SheetCell, type Workbook } from './sheet-cells';
import { sheetDrafts } from './tables-on-sheet';
import { elements, value } from './xml-scan';

export const xlsxReader: Reader = { kinds: ['xlsx'], read: readXlsx };

const main = 'xl/workbook.xml';
const wanted = (name: string): boolean => /^xl\/.*\.(?:xml|rels)$/.test(name);

type Files = ReadonlyMap<string, Uint8Array>;

/** A page for each sheet that is shown: its name as title, its tables, then what its drawings say. Comments are not read. */
async function readXlsx(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const files = unpack(file, wanted);
  const workbook = textIn(files, main) ?? '';
  const related = relations(files, main);
  const known = [...elements(workbook, 'sheet')].map(({ start }) => ({
    name: value(start, 'name') ?? '',
    part: related.get(value(start, '(?:\\w+:)?id') ?? '') ?? '',
    hidden: /hidden/i.test(value(start, 'state') ?? ''),
  }));
  if (known.length === 0) throw new HoneError('file/unreadable', { file: file.name });
  const shown = known.filter(({ hidden }) => !hidden);
  const partNamed = (end: string) =>
    [...related.values()].find((name) => name.toLowerCase().endsWith(end.toLowerCase())) ?? `xl/${end}`;
  const book: Workbook = {
    strings: sharedStrings(textIn(files, partNamed('sharedStrings.xml')) ?? ''),
    styles: cellStyles(textIn(files, partNamed('styles.xml')) ?? ''),
    since1904: /<(?:\w+:)?workbookPr\b[^<>]*\sdate1904="(?:1|true)"/.test(workbook),
    letters: 0,
  };
  const sheets = shown.length > 0 ? shown : known;
  const drafts = sheets.flatMap(({ name, part }, i): Draft[] => {
    context.signal.throwIfAborted();
    context.onProgress({ done: i, total: sheets.length });
    const xml = textIn(files, part) ?? '';
    const cells = sheetCells(xml, book);
    const own = [
      ...linked(sheetDrafts(cells, i + 1), cells, xml, addresses(files, part)),
      ...drawnDrafts(files, part, i + 1, cells.length === 0),
    ];
    return own.length > 0 ? [{ type: 'Title', text: name, page: i + 1, level: 1 }, ...own] : [];
  });
  const picture = (name: string) => unpack(file, (one) => one === name).get(name);
  const read = await withPictures(drafts, picture, context);
  return {
    pages: sheets.map(() => ({ width: 0, height: 0, ocr: false })),
    // Sheets with nothing but pictures that say nothing have a name alone.
    drafts: read.some(({ type }) => type !== 'Title') || read.length > sheets.length ? read : [],
    warnings: sheets.length < known.length ? [{ code: 'file/hidden-sheets' }] : [],
  };
}

/** The sheet's links go with the first table: which one a cell went to is not known any more. */
function linked(
  drafts: Draft[],
  cells: readonly SheetCell[],
  xml: string,
  outside: ReadonlyMap<string, string>,
): Draft[] {
  if (outside.size === 0) return drafts;
  const texts = new Map(cells.map(({ row, col, text }) => [`${row},${col}`, text]));
  const links = distinctLinks(
    [...elements(xml, 'hyperlink')].flatMap(({ start }) => {
      const at = place((value(start, 'ref') ?? '').split(':')[0]!);
      return linkTo(
        outside.get(value(start, '(?:\\w+:)?id') ?? ''),
        at ? (texts.get(`${at.row},${at.col}`) ?? '') : '',
      );
    }),
  );
  const first = drafts.findIndex(({ type }) => type === 'Table');
  return links.length === 0 ? drafts : drafts.map((draft, i) => (i === first ? { ...draft, links } : draft));
}

/** Titles of charts, whose values stand in cells (on a sheet of its own a chart's values besides), text boxes and pictures. */
function drawnDrafts(files: Files, sheet: string, page: number, alone: boolean): Draft[] {
  const drawings = [...relations(files, sheet).values()].filter((name) => name.includes('/drawings/drawing'));
  return drawings.flatMap((drawing) => {
    const xml = textIn(files, drawing);
    if (xml === undefined) return [];
    const related = relations(files, drawing);
    const root = parseXml(xml);
    const charts = all(root, 'c:chart').flatMap((one) => {
      const chart = textIn(files, related.get(attribute(one, 'r:id') ?? '') ?? '');
      const own = chart === undefined ? [] : chartDrafts(parseXml(chart), page);
      return alone ? own : own.filter(({ type }) => type === 'FigureCaption');
    });
    const boxes = all(root, 'xdr:sp').flatMap((box): Draft[] => {
      const text = runsText(box);
      return text ? [{ type: 'NarrativeText', text, page }] : [];
    });
    const pictures = all(root, 'a:blip').flatMap((shown): Draft[] => {
      const picture = related.get(attribute(shown, 'r:embed') ?? '');
      return picture ? [{ type: 'UncategorizedText', text: '', page, picture }] : [];
    });
    return [...charts, ...boxes, ...pictures];
  });
}
