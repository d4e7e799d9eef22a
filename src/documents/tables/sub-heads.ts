import { makeLines, type Line } from '../layout/line';
import type { Word } from '../pdf/page-content';
import { isFigure } from './numeric';

/** A cell of the grid and the words in it; rows and columns from..to (exclusive). */
export interface LaidCell {
  row: number;
  col: number;
  rowEnd: number;
  colEnd: number;
  words: Word[];
}

// Points by which a word may reach over the side of its column.
const beyond = 1;
// In em: between headings of two columns is more room than between words.
const gap = 0.5;
// Headings have so many lines; more are rows.
const mostLines = 2;

/**
 * Headings of several columns within one drawn cell, one for each under a heading of all or alone: gives each its own. Every
 * row becomes two, of which one may stay empty. `xs`: the sides of the grid's columns.
 */
export function partSubHeads(cells: readonly LaidCell[], xs: readonly number[]): LaidCell[] {
  const valued = cells.filter(
    (cell) => cell.col > 0 && cell.words.length > 0 && isFigure(cell.words.map((w) => w.text).join('')),
  );
  const first = Math.min(...valued.map((cell) => cell.row));
  return cells.flatMap((cell): LaidCell[] => {
    const { row, rowEnd, col, colEnd } = cell;
    const whole = { ...cell, row: 2 * row, rowEnd: 2 * rowEnd };
    if (rowEnd > first || colEnd - col < 2) return [whole];
    const lines = makeLines(cell.words);
    const from = lines.length - lines.toReversed().findIndex((line) => !isParted(line, cell, xs));
    const heads = from > lines.length ? 0 : from;
    if (heads === lines.length || lines.length - heads > mostLines) return [whole];
    const border = heads === 0 ? 2 * row : 2 * rowEnd - 1;
    const under = lines.slice(heads).flatMap((line) => line.words);
    const parts = Array.from({ length: colEnd - col }, (_, k) => ({
      ...{ row: border, rowEnd: 2 * rowEnd, col: col + k, colEnd: col + k + 1 },
      words: under.filter((word) => columnOf(word, xs) === col + k),
    }));
    const over = { ...whole, rowEnd: border, words: lines.slice(0, heads).flatMap((line) => line.words) };
    return heads === 0 ? parts : [over, ...parts];
  });
}

const columnOf = ({ x0, x1 }: Word, xs: readonly number[]): number =>
  xs.findLastIndex((edge) => edge <= (x0 + x1) / 2);

/** Each of the cell's columns has words of its own in this line, with room between those of two columns. */
function isParted(line: Line, { col, colEnd }: LaidCell, xs: readonly number[]): boolean {
  const places = line.words.map((word) => columnOf(word, xs));
  const inside = line.words.every(
    (word, i) => word.x0 >= xs[places[i]!]! - beyond && word.x1 <= xs[places[i]! + 1]! + beyond,
  );
  const apart = line.words.every(
    (word, i) => i === 0 || places[i] === places[i - 1] || word.x0 - line.words[i - 1]!.x1 > gap * line.size,
  );
  return inside && apart && new Set(places).size === colEnd - col;
}
