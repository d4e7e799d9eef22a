import { enclose, holdsMiddle } from '../layout/box';
import { makeLines, median } from '../layout/line';
import { joinLines } from '../layout/paragraphs';
import { upright, type UprightPage } from '../layout/upright';
import type { Word } from '../pdf/page-content';
import type { Column } from './aligned-columns';
import type { FoundTable } from './found-table';

// In em of the headings: from their lower end to the top of the table, either way.
const reach = 2;
// In em: between two words of one heading, at most.
const wordGap = 1;
// Points by which a heading may stand beside its column.
const beside = 6;
// Of the columns right of the labels, that have such a heading.
const mostHeaded = 0.6;

/** Words written upwards or downwards on a page that is read from left to right. */
export function lyingWords(page: UprightPage): Word[] {
  const [x0, y0] = page.toShown([1, 2, 3, 4]);
  if (x0 !== 1 || y0 !== 2) return [];
  return page.sideways.filter((word) => word.turn === 1 || word.turn === 3);
}

/** Words of one cell, those that lie as one word that stands in their place, after the others. */
export function standUp(words: readonly Word[]): Word[] {
  const lying = words.filter((word) => word.turn === 1 || word.turn === 3);
  if (lying.length === 0) return [...words];
  return [...words.filter((word) => !lying.includes(word)), uprightWord(lying)];
}

function uprightWord(lying: readonly Word[]): Word {
  const box = enclose([...lying]);
  const size = median(lying.map((word) => word.size));
  const page = { width: box.x1, height: box.y1, words: [...lying], rules: [], fills: [] };
  const text = joinLines(makeLines(upright(page).words).map((line) => line.text));
  const bold = lying.every((word) => word.bold);
  return { ...lying[0]!, ...box, text, size, bold, turn: 0, baseline: box.y1 - 0.2 * size };
}

/** Headings that lie over the columns of a table without lines, one for most: they become its first row, or part of it. */
export function withLyingHeads(table: FoundTable, lying: readonly Word[]): FoundTable {
  if (lying.length === 0) return table;
  const near: Word[] = [];
  for (const word of [...lying].sort((p, q) => q.y1 - p.y1)) {
    const low = Math.abs(word.y1 - table.y0) < reach * word.size && word.y0 < table.y0;
    const above = near.some((w) => w.x0 < word.x1 && w.x1 > word.x0 && w.y0 - word.y1 < wordGap * word.size);
    if (low || above) near.push(word);
  }
  const heads = table.columns.flatMap((column, col) => {
    const own = near.filter((word) => columnUnder(table.columns, word) === column);
    return own.length > 0 ? [{ col, own }] : [];
  });
  const valued = heads.filter(({ col }) => col > 0);
  if (valued.length < mostHeaded * (table.columns.length - 1)) return table;
  const taken = table.cells.some((c) => c.row === 0 && c.text && heads.some(({ col }) => col === c.col));
  const down = table.headerRows > 0 && !taken ? 0 : 1;
  const cells = [
    ...heads.map(({ col, own }) => ({
      ...{ row: 0, col, row_span: 1, col_span: 1, text: uprightWord(own).text },
      header: true as const,
    })),
    ...table.cells
      .filter((c) => down === 1 || c.row > 0 || !heads.some(({ col }) => col === c.col))
      .map((cell) => ({ ...cell, row: cell.row + down })),
  ];
  const words = heads.flatMap(({ own }) => own);
  return {
    ...table,
    ...enclose([table, ...words]),
    ...{ cells, headerRows: table.headerRows + down, words: new Set([...table.words, ...words]) },
  };
}

function columnUnder(columns: readonly Column[], { x0, x1 }: Word): Column | undefined {
  const middle = (x0 + x1) / 2;
  const off = (c: Column) => Math.max(0, c.x0 - middle, middle - c.x1);
  const best = columns.reduce((a, b) => (off(b) < off(a) ? b : a));
  return off(best) <= beside ? best : undefined;
}

/** Those of the words that lie within the box. */
export const lyingIn = (box: Parameters<typeof holdsMiddle>[0], lying: readonly Word[]): Word[] =>
  lying.filter((word) => holdsMiddle(box, word));
