import { isCjk } from '../layout/line';
import type { Word } from './page-content';

// In units of the font size: how far the middles of two characters of one column lie apart, across and down.
const aside = 0.25;
const pitch = { least: 0.75, most: 1.4 };
// Of a page's Chinese or Japanese characters: with fewer in stacks it is written across, and a stack is a narrow heading.
const mostOfPage = 0.6;
const shortest = 3;

/**
 * Words of a page on which Chinese or Japanese is written downwards by placing character below character, as Chromium prints
 * it, each column's characters as one word that reads down; other pages' as they are.
 */
export function stackedWords(words: readonly Word[]): Word[] {
  const runs: Word[][] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last && follows(last.at(-1)!, word)) last.push(word);
    else runs.push([word]);
  }
  const letters = (list: readonly Word[]) =>
    list.reduce((n, { text }) => n + (isCjk(text) ? [...text].length : 0), 0);
  const stacked = runs.filter((run) => run.length >= shortest).flat();
  if (stacked.length === 0 || letters(stacked) < mostOfPage * letters(words)) return [...words];
  return runs.flatMap((run) => (isColumn(run) ? [columnOf(run)] : run));
}

const isSingle = ({ text, turn }: Word): boolean => turn === 0 && [...text].length === 1 && isCjk(text);

// What stands alone between turned figures or Latin letters is part of the column, too.
const isColumn = (run: readonly Word[]): boolean => run.every(isSingle);

function follows(a: Word, b: Word): boolean {
  if (!isSingle(a) || !isSingle(b) || Math.abs(a.size - b.size) > 0.1 * a.size) return false;
  const down = (b.y0 + b.y1 - a.y0 - a.y1) / 2 / a.size;
  const across = Math.abs(b.x0 + b.x1 - a.x0 - a.x1) / 2 / a.size;
  return across < aside && down > pitch.least && down < pitch.most;
}

const columnOf = (run: readonly Word[]): Word => ({
  ...run[0]!,
  text: run.map(({ text }) => text).join(''),
  x0: Math.min(...run.map(({ x0 }) => x0)),
  x1: Math.max(...run.map(({ x1 }) => x1)),
  y0: run[0]!.y0,
  y1: run.at(-1)!.y1,
  turn: 1,
});
