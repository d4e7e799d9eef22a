import type { Word } from '../pdf/page-content';
import { isCjk, makeLines, median } from './line';

/** Chinese is written without spaces: two characters count as a word. */
export const wordCount = (words: readonly Word[]): number =>
  words.reduce((n, { text }) => n + (isCjk(text) ? Math.ceil(text.length / 2) : 1), 0);

/** Lines that fill their width with several words: running text rather than a column of a table. */
export function isProse(words: Word[], fewestLines = 3): boolean {
  if (wordCount(words) < 8) return false;
  const lines = makeLines(words);
  if (lines.length < fewestLines) return false;
  const left = Math.min(...lines.map((l) => l.x0));
  const right = Math.max(...lines.map((l) => l.x1));
  const fill = lines.reduce((n, l) => n + (l.x1 - l.x0), 0) / lines.length / (right - left);
  const letters = median(
    lines.map((l) => l.words.reduce((n, w) => n + w.text.length * (isCjk(w.text) ? 2 : 1), 0)),
  );
  const gappy = lines.filter((l) =>
    l.words.some((w, i) => i > 0 && w.x0 - l.words[i - 1]!.x1 > 2.2 * l.size),
  ).length;
  const digits = words.reduce((n, w) => n + (w.text.match(/\d/g)?.length ?? 0), 0);
  const all = words.reduce((n, w) => n + w.text.length, 0);
  return fill > 0.5 && letters >= 18 && gappy <= 0.25 * lines.length && digits < 0.35 * all;
}
