import type { Draft } from '../element';
import type { Cell, ElementType } from '../types';
import { distinctLinks, linkTo, type Link } from '../link';
import { attribute, inline, isSilent, textOf, type HtmlElement } from './html-tree';

// Deeper nesting is an accident of a generator; its text is still read, flat.
const deepest = 400;
const widestSpan = 1000;
// Spans beyond this many positions are an accident or an attack; the cells are then read without.
const mostSpanned = 200_000;
const clean = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').trim();

/** Walks a tree in document order and gathers elements: headings, paragraphs, list items, tables. */
export class HtmlWalker {
  private readonly drafts: Draft[] = [];
  private pending = '';
  private links: Link[] = [];
  /** Sources of the pictures in the text at hand: they follow it. */
  private pictures: string[] = [];
  /** How many lists the node at hand stands in. */
  private lists = 0;

  finish(): Draft[] {
    this.flush('NarrativeText');
    return this.drafts;
  }

  walk(node: HtmlElement, type: ElementType = 'NarrativeText', depth = 0): void {
    for (const child of node.childNodes ?? []) {
      if (child.nodeName === '#text') {
        this.pending += child.value ?? '';
        continue;
      }
      if (isSilent(child)) continue;
      const tag = child.tagName ?? '';
      if (tag === 'br') this.pending += ' ';
      else if (tag === 'img') this.pictures.push(attribute(child, 'src') ?? '');
      else if (inline.has(tag)) this.inlined(child, type, depth);
      else this.block(child, tag, type, depth);
    }
  }

  private inlined(node: HtmlElement, type: ElementType, depth: number): void {
    this.links.push(...linkAt(node));
    if (depth > deepest) this.pending += textOf(node);
    else this.walk(node, type, depth + 1);
  }

  private block(node: HtmlElement, tag: string, type: ElementType, depth: number): void {
    this.flush(type);
    const heading = /^h([1-6])$/.exec(tag)?.[1];
    if (heading)
      this.push({ type: 'Title', text: clean(textOf(node)), page: 1, level: Number(heading) }, node);
    else if (tag === 'table' && isDataTable(node)) this.push(tableDraft(node), node);
    else if (tag === 'figcaption' || tag === 'caption')
      this.push({ type: 'FigureCaption', text: clean(textOf(node)), page: 1 }, node);
    else if (depth > deepest) {
      this.pending += textOf(node);
      this.flush(type);
    } else {
      const own = isNote(node) ? 'Footnote' : blockType(tag, type);
      const list = tag === 'ul' || tag === 'ol' || tag === 'dl' ? 1 : 0;
      this.lists += list;
      this.walk(node, own, depth + 1);
      this.flush(own);
      this.lists -= list;
    }
  }

  private flush(type: ElementType): void {
    const text = clean(this.pending);
    this.pending = '';
    // The arrow that leads back from a note is no part of it.
    const own = type === 'Footnote' ? text.replace(/\s*[↑↩⏎]\ufe0e?$/u, '') : text;
    const level = type === 'ListItem' && this.lists > 0 ? { level: this.lists } : {};
    if (own) this.push({ type, text: own, page: 1, ...level });
    this.links = [];
    for (const picture of this.pictures.splice(0))
      this.push({ type: 'UncategorizedText', text: '', page: 1, picture });
  }

  /** With the links gathered, or with those below a node. */
  private push(draft: Draft, node?: HtmlElement): void {
    const links = distinctLinks(node ? linksIn(node) : this.links);
    this.drafts.push(links.length > 0 ? { ...draft, links } : draft);
  }
}

const linkAt = (node: HtmlElement): Link[] =>
  node.tagName === 'a' ? linkTo(attribute(node, 'href'), textOf(node)) : [];

function linksIn(root: HtmlElement): Link[] {
  const links: Link[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    links.push(...linkAt(node));
    if (node.childNodes) waiting.push(...[...node.childNodes].reverse());
  }
  return links;
}

/** As Word's converter, Markdown's and EPUB mark a footnote or endnote. */
function isNote(node: HtmlElement): boolean {
  const mark = `${attribute(node, 'role') ?? ''} ${attribute(node, 'epub:type') ?? ''}`;
  return (
    /\b(?:doc-)?(?:footnote|endnote|rearnote)\b/.test(mark) ||
    /^(?:(?:foot|end)note-?|fn:?-?)\d+$/.test(attribute(node, 'id') ?? '')
  );
}

function blockType(tag: string, type: ElementType): ElementType {
  if (tag === 'li' || tag === 'dd' || tag === 'dt') return 'ListItem';
  if (tag === 'header' || tag === 'hgroup') return type;
  if (tag === 'footer') return 'Footer';
  return ['p', 'div', 'section', 'article', 'ul', 'ol'].includes(tag) && type === 'Footnote'
    ? type
    : ['p', 'div', 'section', 'article'].includes(tag)
      ? type
      : 'NarrativeText';
}

function rowsOf(table: HtmlElement): HtmlElement[] {
  return (table.childNodes ?? []).flatMap((part) => {
    if (part.tagName === 'tr') return [part];
    return ['thead', 'tbody', 'tfoot'].includes(part.tagName ?? '')
      ? (part.childNodes ?? []).filter((r) => r.tagName === 'tr')
      : [];
  });
}

const cellsOf = (row: HtmlElement): HtmlElement[] =>
  (row.childNodes ?? []).filter((c) => c.tagName === 'td' || c.tagName === 'th');

/** Tables that only place things on the page hold other tables, or one cell per row. */
function isDataTable(table: HtmlElement): boolean {
  const rows = rowsOf(table);
  if (!rows.some((r) => cellsOf(r).length > 1)) return false;
  return !rows.some((r) => cellsOf(r).some((c) => c.childNodes?.some((n) => n.tagName === 'table')));
}

function tableDraft(table: HtmlElement): Draft {
  const cells: Cell[] = [];
  const taken = new Set<string>();
  const rows = rowsOf(table);
  let headerRows = 0;
  rows.forEach((row, r) => {
    const own = cellsOf(row);
    if (r === headerRows && own.length > 0 && own.every((c) => c.tagName === 'th')) headerRows++;
    let col = 0;
    for (const cell of own) {
      while (taken.has(`${r},${col}`)) col++;
      let row_span = Math.min(span(cell, 'rowspan') || rows.length - r, rows.length - r);
      let col_span = Math.max(1, span(cell, 'colspan'));
      if (taken.size + row_span * col_span > mostSpanned + own.length) row_span = col_span = 1;
      for (let i = r; i < r + row_span; i++)
        for (let j = col; j < col + col_span; j++) taken.add(`${i},${j}`);
      const header = cell.tagName === 'th';
      cells.push({ row: r, col, row_span, col_span, text: clean(textOf(cell)), ...(header && { header }) });
      col += col_span;
    }
  });
  return { type: 'Table', text: '', page: 1, cells, headerRows };
}

function span(cell: HtmlElement, name: string): number {
  const value = Number.parseInt(attribute(cell, name) ?? '1', 10);
  return Number.isFinite(value) && value >= 0 ? Math.min(value, widestSpan) : 1;
}
