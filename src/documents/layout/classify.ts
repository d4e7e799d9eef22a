import type { ElementType } from '../types';
import { isCjk, median } from './line';
import { isNumberedHeading, type Paragraph } from './paragraphs';
import { isAddress, isFormula } from './special-text';

/** What most of the document's text looks like. */
export interface BodyStyle {
  size: number;
  bold: boolean;
}

// Of an address or a formula.
const mostLines = 6;
const caption =
  /^(?:fig(?:ure|\.)?|table|exhibit|chart|scheme|abb\.|图|表|圖)\s*[\dA-Z一二三四五六七八九十]+(?:[-.–]\d+)*\s*[.:：|—–-]?/iu;
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

/** The type of a paragraph by its look and first words. `bottom`: it stands in the page's lowest quarter. */
export function classify(p: Paragraph, body: BodyStyle, bottom: boolean): ElementType {
  const letters = p.text.match(/\p{L}/gu)?.length ?? 0;
  // An entry of a table of contents: its title stands elsewhere too.
  if (letters === 0 || /\.{5,}|…{3,}/.test(p.text)) return 'UncategorizedText';
  const length = [...p.text].reduce((n, c) => n + (isCjk(c) ? 2 : 1), 0);
  if (caption.test(p.text) && length < 300 && !p.marker && looksLikeCaption(p.text)) return 'FigureCaption';
  if (p.lines.length <= mostLines && !p.marker && isAddress(p.text)) return 'Address';
  if (p.lines.length <= mostLines && !isNumberedHeading(p.text) && isFormula(p.text)) return 'Formula';
  if (isTitle(p, body, letters, length)) return 'Title';
  if (p.marker) return 'ListItem';
  if (bottom && p.size < 0.93 * body.size && /^(?:\d{1,3}|[*†‡§¶])\s?\S/u.test(p.text)) return 'Footnote';
  const words = p.text.split(/\s+/).length;
  if (words >= 5 || length > 30 || /[.!?。！？]$/.test(p.text)) return 'NarrativeText';
  return 'UncategorizedText';
}

// "Table 3 shows that ..." opens a sentence, "Table 3. Results" a caption.
function looksLikeCaption(text: string): boolean {
  const rest = text.replace(caption, '').trim();
  return !/^(?:shows?|lists?|gives?|presents?|summari[sz]es|illustrates?|contains?|describes?|is|are|was|and|in|of|can|below|above|provides?|depicts?|中|所示|列出|给出)(?=\s|$|[\u4e00-\u9fff])/u.test(
    rest,
  );
}

function isTitle(p: Paragraph, body: BodyStyle, letters: number, length: number): boolean {
  if (p.lines.length > 4 || length > 200 || letters < 2) return false;
  const sentence = /[.,;。，；]$/u.test(p.text) && !/^\d/.test(p.text);
  if (p.size > 1.12 * body.size) return length < 160 && !(sentence && length > 80);
  if (p.size < 0.9 * body.size || sentence) return false;
  const heavy = p.bold && !body.bold;
  const capitals = /\p{Lu}/u.test(p.text) && p.text === p.text.toUpperCase() && letters >= 4;
  const numbering = isNumberedHeading(p.text) || chineseHeading.test(p.text);
  if (heavy) return length < 140 && p.lines.length <= 3 && !/[:：]$/.test(p.text);
  if (p.marker && !numbering) return false;
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
}

const depthOf = (text: string): number =>
  /^(\d{1,2}(?:\.\d{1,2})*)\.?\s/.exec(text)?.[1]!.split('.').length ?? 0;

/**
 * Levels of titles, 1 the highest: by size, then weight; within one look by the depth of their numbering. Where chapters
 * are numbered, what is set larger than they are is the title page: its largest line stands over all, the rest beside them.
 */
export function titleLevels(titles: readonly TitleStyle[]): number[] {
  const styleOf = (t: TitleStyle) => Math.round(t.size * 2) * 2 + (t.bold ? 1 : 0);
  const styles = [...new Set(titles.map(styleOf))].sort((a, b) => b - a);
  const shallowest = new Map<number, number>();
  for (const t of titles) {
    const depth = depthOf(t.text);
    if (depth > 0) shallowest.set(styleOf(t), Math.min(depth, shallowest.get(styleOf(t)) ?? 99));
  }
  const chapters = titles.filter((t) => depthOf(t.text) === 1);
  const chapter = chapters.length < 3 ? 0 : styles.indexOf(median(chapters.map(styleOf)));
  const levelOf = (rank: number) => {
    if (rank === 0 || chapter === 0) return rank + 1;
    return Math.max(2, rank - chapter + 2);
  };
  return titles.map((t) => {
    const depth = depthOf(t.text);
    const deeper = depth > 0 ? depth - shallowest.get(styleOf(t))! : 0;
    return Math.min(6, levelOf(styles.indexOf(styleOf(t))) + deeper);
  });
}
