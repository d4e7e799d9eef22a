import { enclose, type Box } from '../layout/box';
import { makeLines, type Line } from '../layout/line';
import { isProse } from '../layout/prose';
import type { Rule, Word } from '../pdf/page-content';
import type { Cell } from '../types';
import { alignLine, findColumns, phraseGap, type AlignedLine, type Column } from './aligned-columns';
import { firstDataLine, joinWrapped, rowCells } from './aligned-rows';
import { tableRuns } from './aligned-runs';
import { isFigureText, shapesNear } from './figures';
import type { FoundTable } from './found-table';
import { headerRows } from './header-rows';
import { isLookAlike } from './look-alikes';
import { isFigure } from './numeric';
import { raiseHeads, spreadHeads } from './spanning-heads';
import { joinApart } from './apart-tables';
import { partStacked } from './stacked-tables';
import { drawnHeads, markParted, spanUnderlined } from './underlines';

/**
 * Tables whose columns are told apart by white space alone. `known`: tables found before, that part the lines; `rules`: the
 * page's lines, that may stand under headings; `shapes`: where a figure is drawn.
 */
export function alignedTables(
  lines: readonly Line[],
  known: readonly FoundTable[],
  rules: readonly Rule[],
  shapes: readonly Box[] = [],
): FoundTable[] {
  const parts: Line[][] = [[]];
  const edges = known.map((t) => (t.y0 + t.y1) / 2).sort((a, b) => a - b);
  let next = 0;
  for (const line of lines) {
    while (next < edges.length && edges[next]! < (line.y0 + line.y1) / 2) {
      parts.push([]);
      next++;
    }
    parts[parts.length - 1]!.push(line);
  }
  return parts.flatMap((part) => joinApart(part.length > 0 ? tablesIn(part, rules, shapes) : [], part));
}

function tablesIn(lines: readonly Line[], rules: readonly Rule[], shapes: readonly Box[]): FoundTable[] {
  return tableRuns(lines).flatMap((run) => {
    const stacked = partStacked(run, rules).map((part) => readAligned(part, rules));
    const tables = stacked.every((table) => table !== null) ? stacked : [readAligned(run, rules)];
    return tables.flatMap((table) => {
      if (!table || !isFigureText(table, shapes)) return table ?? [];
      return besideFigure(table, shapes).flatMap((rest) => tablesIn(rest, rules, shapes));
    });
  });
}

// In em: labels stand this near to what is drawn.
const labelReach = 1.5;

/** The lines to the left and to the right of a figure, fewer than with it. */
function besideFigure(table: FoundTable, shapes: readonly Box[]): Line[][] {
  const words = [...table.words];
  const drawn = enclose(shapesNear(table, shapes));
  const away = labelReach * Math.max(...words.map((word) => word.size));
  const sides = [
    words.filter((word) => word.x1 < drawn.x0 - away),
    words.filter((word) => word.x0 > drawn.x1 + away),
  ];
  return sides.filter((side) => side.length < words.length).map((side) => makeLines(side));
}

/** These lines as one table by its white space, or null when they are none. */
export function readAligned(run: readonly Line[], rules: readonly Rule[]): FoundTable | null {
  const gap = phraseGap(run);
  const columns = findColumns(run, gap);
  if (columns.length < 2 || columns.length > 60) return null;
  const aligned = trim(
    run.map((line) => alignLine(line, columns, gap)),
    columns,
  );
  if (!isTable(aligned, columns) || isLookAlike(aligned, columns)) return null;
  markParted(aligned, columns, rules);
  const drawn = spanUnderlined(aligned, columns, firstDataLine(aligned), rules);
  if (drawn === 0) spreadHeads(aligned, columns);
  const top = drawn === 0 ? [] : drawnHeads(aligned.slice(0, drawn));
  const height = Math.max(0, ...top.map((cell) => cell.row + cell.row_span));
  const rows = joinWrapped(aligned.slice(drawn), columns.length);
  if (height + rows.length < leastRows(aligned)) return null;
  const cells = [...top, ...rows.flatMap((row, r) => rowCells(row, height + r))];
  const lines = aligned.map((a) => a.line);
  const bold = new Set(
    rows.flatMap((row) => (row.every((l) => l.line.bold) ? rowCells(row, 0).map((c) => c.text) : [])),
  );
  const heads = height > 0 ? markHeads(cells, height) : headerRows(cells, (text) => bold.has(text));
  if (height === 0) raiseHeads(cells, heads);
  return {
    ...enclose(lines),
    cells,
    columns,
    headerRows: heads,
    words: new Set<Word>(lines.flatMap((l) => l.words)),
  };
}

function markHeads(cells: readonly Cell[], height: number): number {
  for (const cell of cells) if (cell.row < height) cell.header = true;
  return height;
}

const named =
  /^(?:table|exhibit|schedule|tabelle|tableau|tabla|tabela|tabella|tabel)\s*[\dA-Z]|^表\s*[\d一二三四五六七八九十]/iu;

/** The line that says which table it is: what stands above it is no part of the table. */
export const isNamed = (line: Line): boolean => named.test(line.text);

/** A lone line at either end is a caption or a note, unless it stands over the columns as their heading. */
function trim(lines: readonly AlignedLine[], columns: readonly Column[]): AlignedLine[] {
  const heads = lines.slice(0, firstDataLine(lines));
  let from = heads.findLastIndex((l) => l.cells.length === 1 && isNamed(l.line)) + 1;
  let to = lines.length;
  const lone = (l: AlignedLine) => l.cells.length < 2;
  const heading = (l: AlignedLine) =>
    l.cells.length === 1 && l.cells[0]!.from > 0 && l.cells[0]!.to - l.cells[0]!.from < columns.length - 1;
  while (
    from < to &&
    ((lone(lines[from]!) && !heading(lines[from]!)) ||
      isCaption(lines[from]!, columns.length) ||
      isTitle(lines[from]!, columns))
  )
    from++;
  const last = lines.findLastIndex((l) => !lone(l));
  let wrapped = last + 1;
  while (wrapped < to && wrapsOn(lines, wrapped)) wrapped++;
  to = Math.max(from, wrapped);
  return lines.slice(from, to);
}

/** A sentence over the table, or a line that gives its unit in brackets. */
function isCaption({ cells, line }: AlignedLine, columns: number): boolean {
  if (cells.length === 1 && (line.words.length >= 9 || /[.。]$/.test(line.text))) return true;
  return (
    cells.length <= 2 &&
    columns >= 4 &&
    cells.some(({ phrase }) => /^[(（[].*\p{L}{2}.*[)）\]]$/u.test(phrase.text))
  );
}

/** A lone line in the middle over all columns, that of labels too: a heading of columns stands over those of figures. */
function isTitle({ cells, line }: AlignedLine, columns: readonly Column[]): boolean {
  if (cells.length > 1 || columns.length < 3) return false;
  const middle = (line.x0 + line.x1) / 2;
  const off = (from: Column) => Math.abs(middle - (from.x0 + columns.at(-1)!.x1) / 2);
  return off(columns[0]!) < line.size && off(columns[1]!) > 2 * line.size;
}

/** The line goes on with text of the line before, close under it in one of its later columns. */
function wrapsOn(lines: readonly AlignedLine[], at: number): boolean {
  const a = lines[at - 1];
  const b = lines[at]!;
  if (!a || b.line.baseline - a.line.baseline > 1.35 * b.line.size) return false;
  const cell = b.cells[0];
  if (cell === undefined || b.cells.length > 1) return false;
  const label = cell.from === 0 && a.cells[0]?.from === 0 && /^[\p{Ll}(]/u.test(cell.phrase.text);
  const within = cell.from > 0 && cell.from === cell.to && a.cells.some((c) => c.from === cell.from);
  return within || (label && a.cells.length > 1);
}

const manyColumns = 5;

/** A label set over several lines in a narrow column, close over the line that its row's figures stand on. */
function wrapsUp(lines: readonly AlignedLine[], at: number, columns: number): boolean {
  const a = lines[at]!;
  const b = lines[at + 1];
  if (columns < manyColumns || !b || b.line.baseline - a.line.baseline > 1.35 * b.line.size) return false;
  return a.cells.length === 1 && a.cells[0]!.from === 0 && a.cells[0]!.to === 0 && b.cells[0]?.from === 0;
}

const leastRows = (lines: readonly AlignedLine[]): number =>
  lines.some((l) => l.cells.some((c) => c.from > 0 && isFigure(c.phrase.text))) ? 2 : 3;

/** Columns that keep an edge, with enough in them; not two columns of prose. */
function isTable(lines: readonly AlignedLine[], columns: readonly Column[]): boolean {
  const rows = lines.filter((l) => l.cells.length >= 2);
  const wraps =
    columns.length < 3
      ? 0
      : lines.filter((_, i) => wrapsOn(lines, i) || wrapsUp(lines, i, columns.length)).length;
  if (rows.length < 2 || rows.length < 0.4 * (lines.length - wraps)) return false;
  const cells = rows.flatMap((l) => l.cells);
  // What stands a little higher or lower than the rest of its line makes no second row.
  const used = columns.filter((_, i) => cells.filter((c) => c.from === i).length > 1).length;
  if (used < 2) return false;
  // The marks of a list's entries are no column.
  const marks = columns.filter((_, i) => {
    const own = cells.filter((c) => c.from === i);
    return own.length > 1 && own.every((c) => /^[•●○▪■◦▸▶‣·]$/u.test(c.phrase.text.trim()));
  }).length;
  const figures = cells.filter((c) => c.from > 0 && isFigure(c.phrase.text)).length;
  const values = cells.filter((c) => c.from > 0).length;
  const numeric = figures >= 0.4 * values;
  // A column that one row alone has something in makes no table of two others.
  if ((columns.length - marks === 2 || (used === 2 && !numeric)) && rows.length < (numeric ? 3 : 4))
    return false;
  if (columns.length > 2 && rows.length < 2 + (numeric ? 0 : 1)) return false;
  const long = cells.filter((c) => c.phrase.text.length > 60).length;
  if (long > 0.35 * cells.length) return false;
  const filled = cells.length / (rows.length * columns.length);
  if (filled < 0.3) return false;
  const prose = columns.filter((_, i) =>
    isProse(
      lines.flatMap((l) => l.cells.filter((c) => c.from === i && c.to === i).flatMap((c) => c.phrase.words)),
    ),
  );
  // Labels of one length look like prose; with a figure to each they are none.
  const valued = numeric && (prose.length === 1 || !prose.includes(columns.at(-1)!));
  if (prose.length >= columns.length - 1 && columns.length < 4 && !valued) return false;
  return columns.every((_, i) => keepsEdge(rows, i)) || numeric;
}

function keepsEdge(rows: readonly AlignedLine[], column: number): boolean {
  const own = rows.flatMap((l) =>
    l.cells.filter((c) => c.from === column && c.to === column).map((c) => c.phrase),
  );
  if (own.length < 2) return true;
  const near = 3;
  return [own.map((p) => p.x0), own.map((p) => p.x1), own.map((p) => (p.x0 + p.x1) / 2)].some((at) => {
    const sorted = [...at].sort((a, b) => a - b);
    const middle = sorted[sorted.length >> 1]!;
    return at.filter((x) => Math.abs(x - middle) <= near).length >= 0.5 * at.length;
  });
}
