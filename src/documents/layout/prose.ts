import type { Word } from '../pdf/page-content';
import { isCjk, makeLines, median, type Line } from './line';

/** Chinese is written without spaces: two characters count as a word. */
export const wordCount = (words: readonly Word[]): number =>
  words.reduce((n, { text }) => n + (isCjk(text) ? Math.ceil(text.length / 2) : 1), 0);

/** Lines that fill their width with several words: running text rather than a column of a table. */
export const isProse = (words: Word[], fewestLines?: number): boolean =>
  wordCount(words) >= fewestWords && areProse(makeLines(words), fewestLines);

const fewestWords = 8;

/** The same of lines. */
export function areProse(lines: readonly Line[], fewestLines = 3): boolean {
  if (lines.length < fewestLines) return false;
  const left = Math.min(...lines.map((l) => l.x0));
  const right = Math.max(...lines.map((l) => l.x1));
  const fill = lines.reduce((n, l) => n + (l.x1 - l.x0), 0) / lines.length / (right - left);
  const letters = median(
    lines.map((l) => l.words.reduce((n, w) => n + w.text.length * (isCjk(w.text) ? 2 : 1), 0)),
  );
  const gappy = lines.filter(isGappy).length;
  const own = lines.flatMap(({ words }) => words);
  const digits = own.reduce((n, w) => n + (w.text.match(/\d/g)?.length ?? 0), 0);
  const all = own.reduce((n, w) => n + w.text.length, 0);
  return fill > 0.5 && letters >= 18 && gappy <= 0.25 * lines.length && digits < 0.35 * all;
}

// In em: no gap between words is so wide.
const wide = 2.2;
export const isGappy = ({ words, size }: Line): boolean =>
  words.some((w, i) => i > 0 && w.x0 - words[i - 1]!.x1 > wide * size);

// Of the lines of a column: a table may take up so many, in one or two places.
const mostGappy = 0.6;
const mostPlaces = 2;
const fewestProse = 6;

/** Running text with a table or two in it: rows with gaps that stand together. */
export function arePartlyProse(lines: readonly Line[]): boolean {
  const rows = lines.map(isGappy);
  const gappy = rows.filter(Boolean).length;
  const places = rows.filter((row, i) => row && !rows[i - 1]).length;
  if (lines.length - gappy < fewestProse || gappy > mostGappy * lines.length || places > mostPlaces)
    return false;
  const text = lines.filter((_, i) => !rows[i]);
  return areProse(text, fewestProse);
}

const fewestEntries = 12;
const mostEntries = 0.5;

/** Entries of an index or of a table of contents, a line each: most end in the numbers of pages. */
export function areEntries(lines: readonly Line[]): boolean {
  if (lines.length < fewestEntries) return false;
  const entries = lines.filter(
    (line) => /\p{L}.*\d$/u.test(line.text) && (!isGappy(line) || /\.{4}/.test(line.text)),
  );
  return entries.length > mostEntries * lines.length;
}
