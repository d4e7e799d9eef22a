import type { Word } from '../pdf/page-content';
import type { Column } from './aligned-columns';
import { isWholeFigure, type Phrase } from './phrases';

// Points by which figures under one another differ at the side where they are set.
const same = 3;
const fewestRows = 3;
// Of the rows with figures in a column.
const mostRows = 0.8;

/**
 * Columns in which row after row holds as many figures, set under one another, are as many columns: a heading over both or
 * the widest of the figures left no space between them.
 */
export function partFigures(columns: readonly Column[], all: readonly (readonly Phrase[])[]): Column[] {
  return columns.flatMap((column, i) => {
    if (i === 0) return [column];
    const rows = all.flatMap((line) => {
      const own = line.filter((p) => p.x0 < column.x1 && p.x1 > column.x0).flatMap((p) => p.words);
      return own.length > 0 && own.every(isWholeFigure) ? [own] : [];
    });
    const count = rows[0]?.length ?? 1;
    const alike = rows.filter((row) => row.length === count);
    if (count < 2 || alike.length < fewestRows || alike.length < mostRows * rows.length) return [column];
    if (alike.every((row) => row.slice(1).every(isThousands))) return [column];
    const parts = alike[0]!.map((_, k) => alike.map((row) => row[k]!));
    if (!parts.every(standAlike)) return [column];
    return parts.map((words, k) => ({
      x0: k === 0 ? column.x0 : Math.min(...words.map((w) => w.x0)),
      x1: k === count - 1 ? column.x1 : Math.max(...words.map((w) => w.x1)),
    }));
  });
}

/** What follows a space within a figure. */
const isThousands = ({ text }: Word): boolean => /^\d{3}(?:[.,]\d+)?[)%]?$/.test(text);

const standAlike = (words: readonly Word[]): boolean =>
  [(w: Word) => w.x0, (w: Word) => w.x1, (w: Word) => (w.x0 + w.x1) / 2].some((side) => {
    const at = words.map(side);
    return Math.max(...at) - Math.min(...at) <= same;
  });
