import { holdsMiddle, type Box } from '../layout/box';
import { makeLines, type Line } from '../layout/line';
import { joinLines } from '../layout/paragraphs';
import { isProse } from '../layout/prose';
import type { UprightPage } from '../layout/upright';
import type { Word } from '../pdf/page-content';
import type { Cell } from '../types';
import { crossedShare, isFigureText, mostCrossed } from './figures';
import type { FoundTable } from './found-table';
import { phraseGap } from './aligned-columns';
import { readAligned } from './aligned-tables';
import { joinFramed } from './apart-tables';
import { headerRows } from './header-rows';
import { withOpenHeads } from './open-heads';
import { areStackedBars, isBarChart } from './bar-chart';
import { lyingIn, lyingWords, standUp } from './lying-heads';
import { isPageFrame } from './page-frame';
import { phrasesOf } from './phrases';
import { covered, gridPositions, groupRules, lowestRow, narrowestColumn, type RuleGroup } from './rule-grid';
import { isFigure } from './numeric';
import { overLabels } from './side-labels';
import { splitBand } from './split-band';
import { rowCount, stripes } from './striped';
import { partSubHeads, type LaidCell } from './sub-heads';

/** A cell of the drawn grid. */
export type GridCell = Box & LaidCell;

// A grid finer than this is a drawing.
const mostUnits = 40_000;

// A box of fewer rows is drawn around whole lines of text.
const fewestRows = 4;
// In em: no word space.
const wideGap = 1.15;
// Of a table's words, in a box that counts.
const largeShare = 0.15;
const leastFull = 0.12;
// Of the rows with text, that have several cells with text.
const leastParted = 0.1;
// Of the edges between cells with text nearly all are drawn in tables; in the diagrams seen, 0.44 to 0.75.
const leastDrawn = 0.8;

/** What lines and shading make on a page. */
export interface Ruled {
  tables: FoundTable[];
  /** Diagrams with text in them. */
  drawings: Box[];
}

/** Tables whose columns are told apart by drawn lines or shading. */
export function ruledTables(page: UprightPage, words: readonly Word[]): Ruled {
  const lying = lyingWords(page);
  const found: FoundTable[] = [];
  const drawings: Box[] = [];
  const groups = groupRules(page.rules, page.fills);
  const sized = groups.map((group) => ({ group, area: areaOf(group) })).sort((a, b) => b.area - a.area);
  const boxes = sized.map(({ group }) => boxOf(group));
  const made = sized.map(({ group }, i) => {
    const left = endOfLeft(boxes, boxes[i]!);
    const table = gridTable(group, { words, lying, left, height: page.height });
    return isFound(table) && isDrawing(table, page)
      ? { x0: table.x0, y0: table.y0, x1: table.x1, y1: table.y1 }
      : table;
  });
  const striped = stripes(
    made.filter((table) => isFound(table)),
    words,
  );
  for (const table of made) {
    if (isFound(table) && striped.has(table)) continue;
    if (table && !isFound(table)) drawings.push(table);
    // A table inside a cell of one found before is that cell's text.
    else if (table && !found.some((f) => holdsMiddle(f, table))) found.push(table);
  }
  if (!found.some((table) => table.headerRows === 0)) return { tables: severalRows(found), drawings };
  const tables = severalRows(joinFramed(found, freeLines(words, found)));
  const lines = freeLines(words, tables);
  return { tables: tables.map((table) => withOpenHeads(table, lines)), drawings };
}

const severalRows = (tables: readonly FoundTable[]): FoundTable[] =>
  tables.filter((table) => rowCount(table) > 1);

/** The lines of what stands in none of these tables. */
const freeLines = (words: readonly Word[], tables: readonly FoundTable[]): Line[] =>
  makeLines(words.filter((word) => !tables.some((table) => table.words.has(word))));

/** Bars, or curves and arrows over several columns; what is drawn within a column is a picture in a cell. */
function isDrawing(table: FoundTable, { fills, shapes = [] }: UprightPage): boolean {
  const inside = fills.filter((fill) => holdsMiddle(table, fill));
  if (isBarChart(inside) || areStackedBars(inside)) return true;
  const over = (shape: Box) => table.columns.filter((c) => c.x0 < shape.x1 - 3 && c.x1 > shape.x0 + 3).length;
  return isFigureText(
    table,
    shapes.filter((shape) => over(shape) > 1),
  );
}

function boxOf({ horizontal, vertical }: RuleGroup): Box {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const { at, from, to } of horizontal) reachTo(box, from, to, at, at);
  for (const { at, from, to } of vertical) reachTo(box, at, at, from, to);
  return box;
}

function reachTo(box: Box, x0: number, x1: number, y0: number, y1: number): void {
  box.x0 = Math.min(box.x0, x0);
  box.x1 = Math.max(box.x1, x1);
  box.y0 = Math.min(box.y0, y0);
  box.y1 = Math.max(box.y1, y1);
}

/** Where the nearest of the boxes to the left of this one ends. */
function endOfLeft(boxes: readonly Box[], box: Box): number {
  let end = -Infinity;
  for (const { x1, y0, y1 } of boxes) {
    if (x1 <= box.x0 && y0 < box.y1 && y1 > box.y0 && x1 > end) end = x1;
  }
  return end;
}

function areaOf({ horizontal, vertical }: RuleGroup): number {
  const width = Math.max(0, ...horizontal.map((r) => r.to - r.from));
  const height = Math.max(0, ...vertical.map((r) => r.to - r.from));
  return width * height;
}

/** The page around a grid: its words, those that lie on their side, where what stands left of the grid ends, its height. */
interface Around {
  words: readonly Word[];
  lying: readonly Word[];
  left: number;
  height: number;
}

/** A table, a drawing's box, or null where lines make neither. */
function gridTable(group: RuleGroup, around: Around): FoundTable | Box | null {
  const { horizontal, vertical } = group;
  if (horizontal.length < 2 || vertical.length < 1) return null;
  const xs = withEnds(gridPositions(vertical, narrowestColumn), horizontal);
  const ys = withEnds(gridPositions(horizontal, lowestRow), vertical);
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  if (columns < 2 || rows < 1 || columns * rows > mostUnits) return null;
  const box = { x0: xs[0]!, y0: ys[0]!, x1: xs[columns]!, y1: ys[rows]! };
  const words = around.words.filter((w) => holdsMiddle(box, w));
  if (words.length < 2) return null;
  const cells = drawnCells(group, xs, ys);
  const lying = lyingIn(box, around.lying);
  place([...words, ...lying], cells, xs, ys);
  if (lying.length > 0) for (const cell of cells) cell.words = standUp(cell.words);
  const full = cells.filter((c) => c.words.length > 0);
  const usedColumns = new Set(full.map((c) => c.col)).size;
  const usedRows = new Set(full.map((c) => c.row)).size;
  // A frame around text, a bar of a diagram.
  if (full.length < 3 || usedColumns < 2 || usedRows === full.length || (usedRows < 2 && full.length < 3))
    return null;
  if (full.length < leastFull * cells.length && cells.length > 12) return null;
  // Lines of one cell each but for a few: a program on shading with words marked in it.
  const rowsOf = (r: number) => full.filter((c) => c.row === r).length;
  if (new Set(full.filter((c) => rowsOf(c.row) > 1).map((c) => c.row)).size < leastParted * usedRows)
    return null;
  if (full.length < 5 && cells.length > 3 * full.length) return box;
  if (drawnShare(group, full, box) < leastDrawn || crossedShare(group, words) > mostCrossed) return box;
  if (missesColumns(full, xs) || isPageFrame(full, box, around.height)) return null;
  if (holdsColumns(full)) {
    const aligned = readAligned(makeLines(words), horizontal);
    if (aligned) return aligned;
  }
  const firsts = cells.filter((c) => c.col === 0).map(({ y0, y1, words: first }) => ({ y0, y1, first }));
  const wider = overLabels(group, box, firsts, around.words, around.left);
  if (wider) return gridTable(wider, around);
  const laid = partSubHeads(splitRows(cells, rows), xs);
  const { cells: compact, columns: kept } = dropEmpty(laid);
  return {
    ...box,
    cells: compact,
    columns: kept.map(({ from, to }) => ({ x0: xs[from]!, x1: xs[to]! })),
    headerRows: headerRows(compact, boldOf(laid)),
    words: new Set([...words, ...lying]),
    shaded: vertical.every((rule) => rule.thickness === 0),
  };
}

/**
 * Figures that stand beside one another without a line between them, in most cells with figures or in several rows over
 * columns of the grid: the lines only group columns, or are the shading of one of them.
 */
function missesColumns(cells: readonly GridCell[], xs: readonly number[]): boolean {
  const column = (x: number) => xs.findLastIndex((edge) => edge <= x);
  let figures = 0;
  let several = 0;
  let merged = 0;
  for (const cell of cells) {
    const lines = makeLines(cell.words).map((line) =>
      phrasesOf(line, wideGap).filter((phrase) => isFigure(phrase.text)),
    );
    if (lines.some((found) => found.length > 0)) figures++;
    if (lines.some((found) => found.length > 1)) several++;
    if (cell.colEnd - cell.col < 2) continue;
    if (lines.some((found) => new Set(found.map((p) => column((p.x0 + p.x1) / 2))).size > 1)) merged++;
  }
  if (Math.max(...cells.map((cell) => cell.rowEnd)) < fewestRows) return false;
  return merged > 1 || (several > 2 && several >= 0.5 * figures);
}

const isFound = (table: FoundTable | Box | null): table is FoundTable => table !== null && 'cells' in table;

/** How much of the edges between these cells is drawn; a table may be open at its own sides. */
function drawnShare({ horizontal, vertical }: RuleGroup, cells: readonly GridCell[], box: Box): number {
  const shares = cells.flatMap(({ x0, y0, x1, y1 }) => [
    ...(y0 > box.y0 ? [covered(horizontal, y0, lowestRow, x0, x1)] : []),
    ...(y1 < box.y1 ? [covered(horizontal, y1, lowestRow, x0, x1)] : []),
    ...(x0 > box.x0 ? [covered(vertical, x0, narrowestColumn, y0, y1)] : []),
    ...(x1 < box.x1 ? [covered(vertical, x1, narrowestColumn, y0, y1)] : []),
  ]);
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}

/** Most of the text stands in boxes that hold several columns and rows each: the lines are a frame, no grid. */
function holdsColumns(cells: readonly GridCell[]): boolean {
  // Dots that lead the eye are no words.
  const size = ({ words }: GridCell) => words.filter((w) => /[\p{L}\p{N}]/u.test(w.text)).length;
  const all = cells.reduce((n, cell) => n + size(cell), 0);
  let inside = 0;
  for (const cell of cells) {
    if (size(cell) < largeShare * all) continue;
    const lines = makeLines(cell.words);
    const gap = phraseGap(lines);
    const several = lines.filter((l) => phrasesOf(l, gap).length > 1).length;
    if (lines.length >= 4 && several >= 0.7 * lines.length && !isProse(cell.words)) inside += size(cell);
  }
  return inside > 0.4 * all;
}

/** A table open at its sides still reaches as far as its lines. */
function withEnds(at: number[], across: RuleGroup['horizontal']): number[] {
  const from = Math.min(...across.map((r) => r.from));
  const to = Math.max(...across.map((r) => r.to));
  if (from < at[0]! - 6) at.unshift(from);
  if (to > at[at.length - 1]! + 6) at.push(to);
  return at;
}

/** Grid units joined where no line parts them. */
function drawnCells({ horizontal, vertical }: RuleGroup, xs: number[], ys: number[]): GridCell[] {
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  const owner = new Int32Array(columns * rows).fill(-1);
  const cells: GridCell[] = [];
  const open = (r: number, c: number) =>
    c + 1 < columns && covered(vertical, xs[c + 1]!, narrowestColumn, ys[r]!, ys[r + 1]!) < 0.5;
  const below = (r: number, from: number, to: number) => {
    for (let c = from; c < to; c++) {
      if (owner[(r + 1) * columns + c] !== -1) return false;
      if (covered(horizontal, ys[r + 1]!, lowestRow, xs[c]!, xs[c + 1]!) >= 0.5) return false;
    }
    return true;
  };
  const sameWidth = (r: number, from: number, to: number) => {
    for (let c = from; c < to - 1; c++) if (!open(r, c)) return false;
    return to === columns || !open(r, to - 1);
  };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      if (owner[r * columns + c] !== -1) continue;
      let colEnd = c + 1;
      while (colEnd < columns && open(r, colEnd - 1) && owner[r * columns + colEnd] === -1) colEnd++;
      let rowEnd = r + 1;
      while (rowEnd < rows && below(rowEnd - 1, c, colEnd) && sameWidth(rowEnd, c, colEnd)) rowEnd++;
      for (let i = r; i < rowEnd; i++) owner.fill(cells.length, i * columns + c, i * columns + colEnd);
      cells.push({
        row: r,
        col: c,
        rowEnd,
        colEnd,
        x0: xs[c]!,
        y0: ys[r]!,
        x1: xs[colEnd]!,
        y1: ys[rowEnd]!,
        words: [],
      });
    }
  }
  return cells;
}

function place(words: readonly Word[], cells: readonly GridCell[], xs: number[], ys: number[]): void {
  const columns = xs.length - 1;
  const home = new Map<number, GridCell>();
  for (const cell of cells) {
    for (let r = cell.row; r < cell.rowEnd; r++) {
      for (let c = cell.col; c < cell.colEnd; c++) home.set(r * columns + c, cell);
    }
  }
  const index = (edges: number[], value: number) => {
    let i = 0;
    while (i < edges.length - 2 && value > edges[i + 1]!) i++;
    return i;
  };
  for (const word of words) {
    const c = index(xs, (word.x0 + word.x1) / 2);
    const r = index(ys, (word.y0 + word.y1) / 2);
    home.get(r * columns + c)!.words.push(word);
  }
}

/** Text lines give rows: a band of the grid that holds several aligned lines becomes as many rows. */
function splitRows(cells: readonly GridCell[], rows: number): LaidCell[] {
  const start: number[] = [];
  const split: (number[] | null)[] = [];
  let next = 0;
  for (let r = 0; r < rows; r++) {
    start.push(next);
    const band = cells.filter((c) => c.row === r && c.rowEnd === r + 1 && c.words.length > 0);
    split.push(splitBand(band, r === 0 && rows > 1));
    next += split[r]?.length ?? 1;
  }
  start.push(next);
  return cells.flatMap((cell): LaidCell[] => {
    const { row, col, rowEnd, colEnd, words } = cell;
    const lines = rowEnd === row + 1 ? split[row] : null;
    if (!lines) return [{ row: start[row]!, rowEnd: start[rowEnd]!, col, colEnd, words }];
    return lines.map((_, i) => ({
      row: start[row]! + i,
      rowEnd: start[row]! + i + 1,
      col,
      colEnd,
      words: words.filter((w) => nearest(lines, (w.y0 + w.y1) / 2) === i),
    }));
  });
}

function nearest(at: readonly number[], value: number): number {
  let best = 0;
  at.forEach((a, i) => {
    if (Math.abs(a - value) < Math.abs(at[best]! - value)) best = i;
  });
  return best;
}

/**
 * Leaves out rows and columns in which no cell begins with text: gaps between double lines, spacers. `columns`: those
 * kept, each with the drawn ones that it reaches over.
 */
function dropEmpty(cells: readonly LaidCell[]): { cells: Cell[]; columns: { from: number; to: number }[] } {
  const keep = (from: (c: LaidCell) => number, to: (c: LaidCell) => number): number[] => {
    const size = Math.max(...cells.map(to));
    const used = new Array<boolean>(size).fill(false);
    for (const cell of cells) if (cell.words.length > 0) used[from(cell)] = true;
    const index: number[] = [];
    let n = 0;
    for (let i = 0; i <= size; i++) {
      index.push(n);
      if (used[i]) n++;
    }
    return index;
  };
  const rows = keep(
    (c) => c.row,
    (c) => c.rowEnd,
  );
  const cols = keep(
    (c) => c.col,
    (c) => c.colEnd,
  );
  const columns: { from: number; to: number }[] = [];
  for (let i = 0; i + 1 < cols.length; i++) {
    if (cols[i + 1]! > cols[i]!) columns.push({ from: i, to: i + 1 });
    else if (columns.length > 0) columns.at(-1)!.to = i + 1;
  }
  const compact = cells.flatMap((cell): Cell[] => {
    const row_span = rows[cell.rowEnd]! - rows[cell.row]!;
    const col_span = cols[cell.colEnd]! - cols[cell.col]!;
    if (row_span < 1 || col_span < 1) return [];
    const text = joinLines(makeLines(cell.words).map((l) => l.text));
    return [{ row: rows[cell.row]!, col: cols[cell.col]!, row_span, col_span, text }];
  });
  return { cells: compact, columns };
}

function boldOf(cells: readonly LaidCell[]): (text: string) => boolean {
  const bold = new Set<string>();
  for (const { words } of cells) {
    if (words.length > 0 && words.every((w) => w.bold))
      bold.add(joinLines(makeLines(words).map((l) => l.text)));
  }
  return (text) => bold.has(text);
}
