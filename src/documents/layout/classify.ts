import type { Tag } from '../pdf/page-content';
import type { ElementType } from '../types';
import { isCjk, median } from './line';
import { hasBullet } from './markers';
import { isNumberedHeading, type Paragraph } from './paragraphs';
import { isInHeadingFont } from './heading-fonts';
import { isAddress, isFormula } from './special-text';
import { levelsAgree, likelyLevels } from './tagged';
import { isNoTitle } from './title-doubts';

/** What most of the document's text looks like. */
export interface BodyStyle {
  size: number;
  bold: boolean;
  /** Fonts in which its headings are set, and nothing else. */
  headingFonts?: ReadonlySet<string>;
}

// Of an address or a formula.
const mostLines = 6;
const caption =
  /^(?:fig(?:ure|ura|\.)?|table(?:au)?|tabelle|tabla|exhibit|chart|scheme|listing|abb(?:ildung|\.)|图|表|圖)\s*(?:\d+[A-Za-z]?|[A-Za-z](?![\p{L}])|[IVXLCivxlc]+(?!\p{L})|[一二三四五六七八九十]+)(?:[-.–]\d+)*\s*[.:：|—–-]?/iu;
const chineseHeading =
  /^(?:第[一二三四五六七八九十百\d]+[章节節部篇条]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)/u;

export function bodyStyle(paragraphs: readonly Paragraph[]): BodyStyle {
  const weights = new Map<string, number>();
  for (const { lines } of paragraphs) {
    for (const line of lines) {
      const key = `${line.size.toFixed(1)}|${line.bold}`;
      weights.set(key, (weights.get(key) ?? 0) + line.text.length);
    }
  }
  const best = [...weights].reduce<[string, number]>((m, w) => (w[1] > m[1] ? w : m), ['10|false', 0])[0];
  const [size, bold] = best.split('|');
  return { size: Number(size), bold: bold === 'true' };
}

// Letters of a paragraph of text, and the share of a page's letters that stand in such ones of one larger size.
const longText = 120;
const largeShare = 0.4;

/** The style of a page's own text where that is larger than the document's: a letter filed behind a form. */
export function pageStyle(paragraphs: readonly Paragraph[], body: BodyStyle): BodyStyle {
  const all = paragraphs.reduce((n, { text }) => n + text.length, 0);
  const long = paragraphs.filter(({ text, size }) => text.length > longText && size > 1.12 * body.size);
  const own = bodyStyle(long);
  const letters = long.reduce((n, { text, size }) => n + (size === own.size ? text.length : 0), 0);
  return letters > largeShare * all ? { ...body, ...own } : body;
}

/** Where a paragraph stands on its page. */
export interface Standing {
  /** In its lowest quarter. */
  bottom: boolean;
  /** In white on a bar of its own. */
  bar: boolean;
}

/** The type of a paragraph by its tag, its look and first words. */
export function classify(p: Paragraph, body: BodyStyle, standing: Standing): ElementType {
  const look = typeByLook(p, body, standing);
  return (p.tag && typeByTag(p.tag, p, look, body)) ?? look;
}

// Longer than a caption or a heading is.
const longestLabel = 300;
const noteMark = /^(?:\d{1,3}|[*†‡§¶]|\[\d{1,3}\])/u;

/** The type that a PDF's tag gives, where the look does not speak against it. */
function typeByTag(tag: Tag, p: Paragraph, look: ElementType, body: BodyStyle): ElementType | null {
  const hasLetters = /\p{L}/u.test(p.text);
  switch (tag.kind) {
    case 'heading':
      if (!hasLetters || p.text.length > longestLabel || leaders.test(p.text)) return null;
      return isSentence(p, body) ? null : 'Title';
    case 'caption':
      return hasLetters && p.text.length < longestLabel ? 'FigureCaption' : null;
    case 'note':
      return look !== 'Title' && (noteMark.test(p.text) || p.size < 0.97 * body.size) ? 'Footnote' : null;
    case 'formula':
      return look === 'Title' || p.lines.length > mostLines ? null : 'Formula';
    case 'contents':
      return 'UncategorizedText';
    case 'item':
      // Word tags numbered headings as items, too.
      if (look === 'Title' && (!bulleted.test(p.text) || p.size > 1.12 * body.size)) return null;
      return hasLetters && !asides.has(look) ? 'ListItem' : null;
    default:
      return null;
  }
}

/** Set as all the text is, and a sentence of it. */
const isSentence = (p: Paragraph, body: BodyStyle): boolean =>
  p.size <= 1.02 * body.size && p.bold === body.bold && p.text.length > 60 && /[.。]$/.test(p.text);

const bulleted = /^[•●○◦▪■□◆◇►▶➢➤❖✓✔‣⁃∙·–—]/u;
const asides: ReadonlySet<ElementType> = new Set(['FigureCaption', 'Footnote', 'Formula']);
const leaders = /\.{5,}|…{3,}/;

function typeByLook(p: Paragraph, body: BodyStyle, { bottom, bar }: Standing): ElementType {
  if (p.listing) return 'NarrativeText';
  const letters = p.text.match(/\p{L}/gu)?.length ?? 0;
  // An entry of a table of contents: its title stands elsewhere too.
  if (letters === 0 || leaders.test(p.text)) return 'UncategorizedText';
  const length = [...p.text].reduce((n, c) => n + (isCjk(c) ? 2 : 1), 0);
  if (!p.marker && isCaptionOf(p, body, length)) return 'FigureCaption';
  if (p.lines.length <= mostLines && !p.marker && isAddress(p.text)) return 'Address';
  if (p.lines.length <= mostLines && !isNumberedHeading(p.text) && isFormula(p.text)) return 'Formula';
  if ((bar && isLabel(p, letters)) || isTitle(p, body, letters, length)) return 'Title';
  if (p.marker) return 'ListItem';
  if (bottom && p.size < 0.93 * body.size && isNote(p.text)) return 'Footnote';
  const words = p.text.split(/\s+/).length;
  if (words >= 5 || length > 30 || /[.!?。！？]$/.test(p.text)) return 'NarrativeText';
  return 'UncategorizedText';
}

/** Begins with a note's mark; what is in capitals only, or has a longer number, is print of another kind. */
const isNote = (text: string): boolean =>
  /^(?:\d{1,3}(?!\d)|[*∗†‡§¶])\s?\S/u.test(text) && /[\p{Ll}\p{Lo}]/u.test(text);

export const isCaption = (text: string): boolean => caption.test(text);

// Letters of a caption; of one that is surely one, with all that it explains.
const longestCaption = { usual: 300, sure: 1500 };

/** "Table 3 shows that ..." opens a sentence, "Table 3. Results" a caption. */
function isCaptionOf(p: Paragraph, body: BodyStyle, length: number): boolean {
  const label = caption.exec(p.text)?.[0];
  if (label === undefined || length >= longestCaption.sure) return false;
  const rest = p.text.slice(label.length).trim();
  const isMarked = /[.:：|—–]$/.test(label);
  // A sentence goes on behind the number.
  if (/^[,;)]/.test(rest) || sentenceBegin.test(rest)) return false;
  if (!isMarked && /^\p{Ll}/u.test(rest) && /[.。]$/.test(rest)) return false;
  if (length < longestCaption.usual) return true;
  const looksAside = p.size < 0.97 * body.size || (!p.bold && p.lines[0]!.words[0]!.bold);
  return label.endsWith(':') || looksAside;
}

const sentenceBegin =
  /^(?:shows?|lists?|gives?|presents?|summari[sz]es|illustrates?|contains?|describes?|is|are|was|and|in|of|can|below|above|provides?|depicts?|中|所示|列出|给出)(?=\s|$|[\u4e00-\u9fff])/u;

// 'II. Methods', 'A. Notation', 'Item 5.02 Elections'.
const headingName = /^(?:(?:[IVX]{1,5}|[A-Z])\.\s|(?:item|section|article|part|chapter)\s[\dIVX]+\b)/i;
// 'TOTAL $821.14'
const amount = /[$€£¥]\s?[\d,.]+$|\d\.\d\d$/;

const isItalic = ({ lines }: Paragraph): boolean => lines.every(({ words }) => words.every((w) => w.italic));

const isLabel = (p: Paragraph, letters: number): boolean =>
  letters > 2 && p.text.length < 100 && !p.marker && !isNoTitle(p);

function isTitle(p: Paragraph, body: BodyStyle, letters: number, length: number): boolean {
  if (p.lines.length > 4 || length > 200 || letters < 2) return false;
  if (hasBullet(p.text) || amount.test(p.text) || isNoTitle(p)) return false;
  const named = headingName.test(p.text);
  const sentence = /[.,;。，；]$/u.test(p.text) && !/^\d/.test(p.text) && !(p.bold && named);
  if (p.size > 1.12 * body.size) return length < 160 && !(sentence && length > 80);
  const own = body.headingFonts !== undefined && isInHeadingFont(p, body.headingFonts, body);
  if (own && !p.marker) return true;
  if (p.size < 0.9 * body.size || sentence) return false;
  const heavy = p.bold && !body.bold;
  const capitals = /\p{Lu}/u.test(p.text) && p.text === p.text.toUpperCase() && letters >= 4;
  const numbering = isNumberedHeading(p.text) || chineseHeading.test(p.text);
  if (heavy) return length < 140 && p.lines.length <= 3 && !/[:：]$/.test(p.text);
  if (p.marker && named && p.lines.length === 1 && length < 70 && isItalic(p)) return true;
  if (p.marker && !numbering && !(capitals && named)) return false;
  if (capitals) return length < 100 && p.lines.length <= 2 && p.text.split(/\s+/).length <= 12;
  // Numbered in the body's own font: only a short line of its own that starts like a heading.
  return (
    numbering &&
    p.lines.length === 1 &&
    length < 70 &&
    /^[\d.]+\s+\p{Lu}|^\D/u.test(p.text) &&
    !/[.;:]$/.test(p.text) &&
    (p.text.split('.').length > 2 || chineseHeading.test(p.text))
  );
}

export interface TitleStyle {
  text: string;
  size: number;
  bold: boolean;
  /** The level that the PDF's tags give it. */
  said?: number;
}

// 第三编 over 第三章 over 第三节 over 第十二条 over 一、 over （一）.
const chineseOrder = [
  /^第[^ ]{1,4}[编篇部]/u,
  /^第[^ ]{1,4}章/u,
  /^第[^ ]{1,4}[节節]/u,
  /^第[^ ]{1,4}条/u,
  /^[一二三四五六七八九十]{1,3}、/u,
  /^（[一二三四五六七八九十]{1,3}）/u,
];

/** Of titles of one look: those whose Chinese numbering stands higher, each kind a level. */
const chineseDepth = (text: string): number => chineseOrder.findIndex((kind) => kind.test(text)) + 1;

const depthOf = (text: string): number =>
  /^(\d{1,2}(?:\.\d{1,2})*)\.?\s/.exec(text)?.[1]!.split('.').length ?? 0;

// Of all titles: where fewer are tagged, the look of all says more.
const fewestTagged = 0.3;

/** Levels of titles, 1 the highest: as tagged; others stand among the tagged ones where their look puts them. */
export function titleLevels(titles: readonly TitleStyle[]): number[] {
  const said = titles.flatMap((t) => (t.said ? [{ ...t, level: t.said, style: styleOf(t) }] : []));
  const likely = likelyLevels(said);
  const tagged = said.filter(({ level }) => likely.has(level));
  const agree = levelsAgree(tagged.map(({ text, level }) => ({ depth: depthOf(text), level })));
  if (tagged.length === 0 || tagged.length < fewestTagged * titles.length || !agree)
    return levelsByLook(titles);
  const highest = Math.min(...tagged.map(({ level }) => level));
  const levelOf = (style: number) =>
    median(tagged.flatMap((other) => (other.style === style ? [other.level] : [])));
  const styles = [...new Set(tagged.map(({ style }) => style))].sort((a, b) => a - b);
  return titles.map((t) => {
    if (t.said && likely.has(t.said)) return t.said - highest + 1;
    const own = styleOf(t);
    const above = styles.find((style) => style >= own);
    if (above === undefined) return 1;
    return Math.min(6, levelOf(above) - highest + (above === own ? 1 : 2));
  });
}

const styleOf = (t: TitleStyle): number => Math.round(t.size * 2) * 2 + (t.bold ? 1 : 0);

/**
 * Levels of titles: by size, then weight; within one look by the depth of their numbering. Where chapters
 * are numbered, what is set larger than they are is the title page: its largest line stands over all, the rest beside them.
 */
function levelsByLook(titles: readonly TitleStyle[]): number[] {
  const styles = [...new Set(titles.map(styleOf))].sort((a, b) => b - a);
  const shallowest = new Map<number, number>();
  for (const t of titles) {
    const depth = depthOf(t.text);
    if (depth > 0) shallowest.set(styleOf(t), Math.min(depth, shallowest.get(styleOf(t)) ?? 99));
  }
  const kinds = new Map<number, Set<number>>();
  for (const t of titles) {
    const kind = chineseDepth(t.text);
    if (kind > 0) kinds.set(styleOf(t), (kinds.get(styleOf(t)) ?? new Set()).add(kind));
  }
  const chapters = titles.filter((t) => depthOf(t.text) === 1);
  const chapter = chapters.length < 3 ? 0 : styles.indexOf(median(chapters.map(styleOf)));
  const levelOf = (rank: number) => {
    if (rank === 0 || chapter === 0) return rank + 1;
    return Math.max(2, rank - chapter + 2);
  };
  return titles.map((t) => {
    const depth = depthOf(t.text);
    const kind = chineseDepth(t.text);
    const above = kind > 0 ? [...kinds.get(styleOf(t))!].filter((other) => other < kind).length : 0;
    const deeper = depth > 0 ? depth - shallowest.get(styleOf(t))! : above;
    return Math.min(6, levelOf(styles.indexOf(styleOf(t))) + deeper);
  });
}
