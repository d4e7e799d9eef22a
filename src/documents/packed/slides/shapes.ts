import type { Draft } from '../../element';
import { attribute, type HtmlElement } from '../../html/html-tree';
import { distinctLinks, linkTo } from '../../link';
import { headerRows } from '../../tables/header-rows';
import type { Cell } from '../../types';
import { all, below, runsText } from '../xml-tree';
import { inReadingOrder, type Placed } from './reading-order';

/** What a slide's shapes refer to. */
export interface Around {
  page: number;
  /** The place of a part of the package by its id on this slide; '' for none. */
  place(id: string | undefined): string;
  /** An address outside by its id. */
  address(id: string | undefined): string | undefined;
  /** What a chart or diagram in another part says. */
  part(id: string | undefined): Draft[];
  /** Where the slide's layout or master puts a placeholder. */
  inherited(kind: string, index: string | undefined): Placed | undefined;
}

interface Shape extends Placed {
  drafts: Draft[];
  isTitle: boolean;
}

// Deeper groups are an accident or an attack.
const deepest = 30;

/** The shapes below one node of a slide (ECMA-376 part 1, 19.3.1) as drafts: its title, then all else as it is read. */
export function shapeDrafts(tree: HtmlElement, around: Around): Draft[] {
  const shapes = shapesIn(tree, around, 0);
  const titles = shapes.filter(({ isTitle }) => isTitle);
  const others = inReadingOrder(shapes.filter(({ isTitle }) => !isTitle));
  return [...titles, ...others].flatMap(({ drafts }) => drafts);
}

function shapesIn(tree: HtmlElement, around: Around, depth: number): Shape[] {
  const shapes: Shape[] = [];
  if (depth > deepest) return shapes;
  let last: Placed = { x0: 0, y0: 0, x1: 0, y1: 0 };
  for (const node of tree.childNodes ?? []) {
    if (node.tagName === 'mc:alternatecontent') {
      const chosen = below(node, 'mc:choice').flatMap((one) => shapesIn(one, around, depth + 1));
      const known = chosen.some(({ drafts }) => drafts.length > 0);
      shapes.push(
        ...(known ? chosen : below(node, 'mc:fallback').flatMap((one) => shapesIn(one, around, depth + 1))),
      );
      continue;
    }
    const holder = all(below(node, 'p:nvsppr')[0] ?? node, 'p:ph')[0];
    const kind = (holder && attribute(holder, 'type')) ?? (holder ? 'body' : '');
    const drafts = draftsOf(node, kind, around, depth);
    if (drafts.length === 0) continue;
    const place = placeOf(node) ??
      (holder && around.inherited(kind, attribute(holder, 'idx'))) ?? {
        ...last,
        y0: last.y1,
      };
    last = place;
    shapes.push({ ...place, drafts, isTitle: kind === 'title' || kind === 'ctrTitle' });
  }
  return shapes;
}

function draftsOf(node: HtmlElement, kind: string, around: Around, depth: number): Draft[] {
  const { page } = around;
  switch (node.tagName) {
    case 'p:sp':
    case 'p:cxnsp':
      return [...textDrafts(node, kind, around), ...pictures(node, around)];
    case 'p:pic':
      return pictures(node, around);
    case 'p:grpsp':
      return inReadingOrder(shapesIn(node, around, depth + 1)).flatMap(({ drafts }) => drafts);
    case 'p:graphicframe': {
      const tables = all(node, 'a:tbl').map((table) => tableDraft(table, page));
      const parts = [
        ...all(node, 'c:chart').map((chart) => attribute(chart, 'r:id')),
        ...all(node, 'dgm:relids').map((diagram) => attribute(diagram, 'r:dm')),
      ];
      return [...tables, ...parts.flatMap((id) => around.part(id)), ...pictures(node, around)];
    }
    default:
      return [];
  }
}

/** Where a shape itself says it stands; in its group's measure, which only orders it there. */
export function placeOf(node: HtmlElement): Placed | undefined {
  const [frame] = ['p:sppr', 'p:grpsppr']
    .flatMap((name) => below(node, name))
    .flatMap((one) => below(one, 'a:xfrm'));
  const own = frame ?? below(node, 'p:xfrm')[0];
  const [offset, extent] = own ? [below(own, 'a:off')[0], below(own, 'a:ext')[0]] : [];
  if (!offset || !extent) return undefined;
  const number = (from: HtmlElement, name: string) => Number(attribute(from, name)) || 0;
  const [x0, y0] = [number(offset, 'x'), number(offset, 'y')];
  return { x0, y0, x1: x0 + number(extent, 'cx'), y1: y0 + number(extent, 'cy') };
}

const pictures = (node: HtmlElement, around: Around): Draft[] =>
  all(node, 'a:blip').flatMap((shown): Draft[] => {
    const picture = around.place(attribute(shown, 'r:embed'));
    return picture ? [{ type: 'UncategorizedText', text: '', page: around.page, picture }] : [];
  });

function textDrafts(shape: HtmlElement, kind: string, around: Around): Draft[] {
  const { page } = around;
  const paragraphs = all(shape, 'a:p');
  const texts = paragraphs.map((paragraph) => runsText({ nodeName: '', childNodes: [paragraph] }));
  if (kind === 'title' || kind === 'ctrTitle') {
    const text = texts.filter(Boolean).join(' ');
    return text ? [{ type: 'Title', text, page, level: 1 }] : [];
  }
  return paragraphs.flatMap((paragraph, i): Draft[] => {
    const text = texts[i]!;
    if (!text) return [];
    const links = linksIn(paragraph, around);
    const linked = links.length > 0 ? { links } : {};
    if (kind === 'sldNum') return [{ type: 'PageNumber', text, page }];
    if (kind === 'dt' || kind === 'ftr') return [{ type: 'Footer', text, page }];
    if (kind === 'hdr') return [{ type: 'Header', text, page }];
    const [own] = below(paragraph, 'a:ppr');
    const level = 1 + (Number(own && attribute(own, 'lvl')) || 0);
    const has = (name: string) => own !== undefined && below(own, name).length > 0;
    const marked = has('a:buchar') || has('a:buautonum') || has('a:bublip');
    const isList = marked || (kind !== '' && kind !== 'subTitle' && !has('a:bunone'));
    return [
      isList
        ? { type: 'ListItem', text, page, level, ...linked }
        : { type: 'NarrativeText', text, page, ...linked },
    ];
  });
}

const linksIn = (paragraph: HtmlElement, around: Around) =>
  distinctLinks(
    all(paragraph, 'a:r').flatMap((run) =>
      all(run, 'a:hlinkclick').flatMap((click) =>
        linkTo(
          around.address(attribute(click, 'r:id')),
          runsText({ nodeName: '', childNodes: [{ nodeName: 'a:p', tagName: 'a:p', childNodes: [run] }] }),
        ),
      ),
    ),
  );

function tableDraft(table: HtmlElement, page: number): Draft {
  const count = (cell: HtmlElement, name: string) => Math.max(1, Number(attribute(cell, name)) || 1);
  const covered = (cell: HtmlElement) => Boolean(attribute(cell, 'hmerge') ?? attribute(cell, 'vmerge'));
  const bold = new Set<string>();
  const cells = below(table, 'a:tr').flatMap((row, r) =>
    below(row, 'a:tc').flatMap((cell, col): Cell[] => {
      if (covered(cell)) return [];
      const text = runsText(cell);
      const runs = all(cell, 'a:rpr');
      if (runs.length > 0 && runs.every((run) => attribute(run, 'b') === '1')) bold.add(text);
      return [{ row: r, col, row_span: count(cell, 'rowspan'), col_span: count(cell, 'gridspan'), text }];
    }),
  );
  const headed = all(table, 'a:tblpr').some((properties) => attribute(properties, 'firstrow') === '1');
  if (!headed)
    return { type: 'Table', text: '', page, cells, headerRows: headerRows(cells, (text) => bold.has(text)) };
  const marked = cells.map((cell) => (cell.row === 0 ? { ...cell, header: true } : cell));
  return { type: 'Table', text: '', page, cells: marked, headerRows: 1 };
}
