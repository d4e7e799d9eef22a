import type { Draft } from '../element';
import { distinctLinks, linkTo, type Link } from '../link';
import { mathText } from '../math-text';
import type { ElementType } from '../types';
import { captionOf, clean, isBold, isDataTable, tableDraft } from './html-table';
import { attribute, isInline, isSilent, literal, textOf, type HtmlElement } from './html-tree';
import { preDrafts } from './preformatted';

// Deeper nesting is an accident of a generator; its text is still read, flat.
const deepest = 400;
// A bold line that is longer is emphasis, not a heading.
const longestHeading = 100;
const bullet = /^[•▪◦‣●○■□❖➢✓·]\s*(?=\S)/u;

/** Walks a tree in document order and gathers elements: headings, paragraphs, list items, tables. */
export class HtmlWalker {
  private readonly drafts: Draft[] = [];
  private pending = '';
  private links: Link[] = [];
  /** Sources of the pictures in the text at hand: they follow it. */
  private pictures: string[] = [];
  /** How many lists the node at hand stands in. */
  private lists = 0;
  /** The last heading's level; a bold line that stands as one is below it. */
  private level = 0;

  finish(): Draft[] {
    this.flush('NarrativeText');
    return this.drafts;
  }

  walk(node: HtmlElement, type: ElementType = 'NarrativeText', depth = 0): void {
    for (const child of node.childNodes ?? []) {
      const own = literal(child, this.pending);
      if (own !== undefined) {
        this.pending += own;
        continue;
      }
      if (isSilent(child)) continue;
      const tag = child.tagName ?? '';
      if (tag === 'math') this.pending += ` ${mathText(child)} `;
      else if (tag === 'br') this.pending += ' ';
      else if (tag === 'img') this.pictures.push(attribute(child, 'src') ?? '');
      else if (isInline(tag)) this.inlined(child, type, depth);
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
    if (heading) {
      this.level = Number(heading);
      this.push({ type: 'Title', text: clean(textOf(node)), page: 1, level: this.level }, node);
    } else if (
      (tag === 'p' || isLine(node, tag)) &&
      type === 'NarrativeText' &&
      this.lists === 0 &&
      standsAsHeading(node)
    )
      this.push(
        { type: 'Title', text: clean(textOf(node)), page: 1, level: Math.min(6, this.level + 1) },
        node,
      );
    else if (tag === 'table') this.table(node, type, depth);
    else if (tag === 'figcaption' || tag === 'caption')
      this.push({ type: 'FigureCaption', text: clean(textOf(node)), page: 1 }, node);
    else if (tag === 'pre') this.drafts.push(...preDrafts(node));
    else this.below(node, tag, type, depth);
  }

  /** A table of one column only places things on the page. */
  private table(node: HtmlElement, type: ElementType, depth: number): void {
    const draft = isDataTable(node) ? tableDraft(node) : null;
    if (!draft?.cells?.some(({ col, col_span }) => col + col_span > 1))
      return this.below(node, 'table', type, depth);
    this.push({ type: 'FigureCaption', text: captionOf(node), page: 1 });
    this.push(draft, node);
  }

  private below(node: HtmlElement, tag: string, type: ElementType, depth: number): void {
    if (depth > deepest) {
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
    const item = type === 'NarrativeText' ? own.replace(bullet, '') : own;
    const level = type === 'ListItem' && this.lists > 0 ? { level: this.lists } : {};
    if (item !== own) this.push({ type: 'ListItem', text: item, page: 1 });
    else if (own && !/^[☐☒\s]+$/.test(own)) this.push({ type, text: own, page: 1, ...level });
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

/** A paragraph of nothing but a few bold words that end no sentence. */
function standsAsHeading(node: HtmlElement): boolean {
  const text = clean(textOf(node));
  return (
    text.length <= longestHeading && /\p{L}/u.test(text) && !/[.!?…,;。！？，；]$/u.test(text) && isBold(node)
  );
}

/** A division that holds a line of text and no other parts. */
const isLine = (node: HtmlElement, tag: string): boolean =>
  tag === 'div' &&
  (node.childNodes ?? []).every(
    (one) => one.nodeName === '#text' || (isInline(one.tagName ?? '') && one.tagName !== 'img'),
  );

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
