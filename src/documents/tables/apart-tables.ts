import { enclose } from '../layout/box';
import type { Line } from '../layout/line';
import type { Cell } from '../types';
import { alignLine, phraseGap, type Column } from './aligned-columns';
import type { FoundTable } from './found-table';
import { isFigure } from './numeric';

// In em of the lines between: the sections of one table stand no further apart; those framed one by one are nearer.
const farthest = 7;
const farthestFramed = 2.5;
const mostLabels = 4;
// Of the narrower of two columns: less is a brush.
const brush = 0.2;

/**
 * Sections of one table that stand far apart, as accounts have them: the same columns go on below without headings of their
 * own, and nothing stands between but labels.
 */
export const joinApart = (tables: readonly FoundTable[], lines: readonly Line[]): FoundTable[] =>
  joinSections(tables, lines, farthest);

/** Groups of rows that are framed one by one, or headings and rows: drawn grids of the same columns close under one another. */
export const joinFramed = (tables: readonly FoundTable[], lines: readonly Line[]): FoundTable[] =>
  joinSections(
    [...tables].sort((a, b) => a.y0 - b.y0),
    lines,
    farthestFramed,
  );

function joinSections(tables: readonly FoundTable[], lines: readonly Line[], reach: number): FoundTable[] {
  const joined: FoundTable[] = [];
  for (const table of tables) {
    const last = joined.at(-1);
    const between = last && linesBetween(last, table, lines);
    if (!last || !between || !goesOn(last, table, between, reach)) joined.push(table);
    else joined[joined.length - 1] = join(last, table, between);
  }
  return joined;
}

function linesBetween(a: FoundTable, b: FoundTable, lines: readonly Line[]): Line[] {
  const middle = (line: Line) => (line.y0 + line.y1) / 2;
  return lines.filter((line) => middle(line) > a.y1 && middle(line) < b.y0);
}

function goesOn(a: FoundTable, b: FoundTable, between: readonly Line[], reach: number): boolean {
  if (
    b.y0 < a.y1 - 1 ||
    between.length > mostLabels ||
    b.headerRows > 0 ||
    !sameColumns(a.columns, b.columns)
  )
    return false;
  const first = b.cells.filter((cell) => cell.row === 0 && cell.text);
  if (!first.some((cell) => cell.col > 0 && isFigure(cell.text))) return false;
  const size = Math.max(...[...a.words, ...b.words].map((word) => word.size));
  const edges = [a.y1, ...between.flatMap((line) => [line.y0, line.y1]), b.y0];
  const near = edges.every((y, i) => i % 2 === 0 || y - edges[i - 1]! <= reach * size);
  const labels = between.every((line) => line.x0 < a.columns[0]!.x1 && line.x1 < a.columns[1]!.x0);
  return near && labels;
}

/** As many, each over one of the others. */
const sameColumns = (a: readonly Column[], b: readonly Column[]): boolean =>
  a.length === b.length &&
  a.length > 2 &&
  b.every((column, i) => a.every((other, k) => overlaps(other, column) === (i === k)));

const overlaps = (a: Column, b: Column): boolean =>
  Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0) > brush * Math.min(a.x1 - a.x0, b.x1 - b.x0);

function join(a: FoundTable, b: FoundTable, between: readonly Line[]): FoundTable {
  const height = (cells: readonly Cell[]) => cells.reduce((n, c) => Math.max(n, c.row + c.row_span), 0);
  const rows = height(a.cells);
  const gap = phraseGap(between);
  const labels = between.flatMap((line, i) =>
    alignLine(line, a.columns, gap).cells.map(({ from, to, phrase }) => ({
      ...{ row: rows + i, col: from, row_span: 1, col_span: to - from + 1, text: phrase.text },
    })),
  );
  const below = b.cells.map((cell) => ({ ...cell, row: cell.row + rows + between.length }));
  return {
    ...enclose([a, ...between, b]),
    cells: [...a.cells, ...labels, ...below],
    columns: a.columns.map((column, i) => ({
      x0: Math.min(column.x0, b.columns[i]!.x0),
      x1: Math.max(column.x1, b.columns[i]!.x1),
    })),
    headerRows: a.headerRows,
    words: new Set([...a.words, ...between.flatMap((line) => line.words), ...b.words]),
  };
}
