import { HoneError } from '../../../errors/hone-error';
import type { Draft } from '../../element';
import { isFigure } from '../../tables/numeric';
import { sheetHeads } from '../../text/plain-table';
import type { SheetCell } from './sheet-cells';

// As for every table: more is an accident or an attack.
const mostPositions = 4_000_000;
const longestTitle = 100;
const mostGaps = 50;

/** The tables on a sheet in reading order, with the titles above and the notes below them. */
export function sheetDrafts(cells: readonly SheetCell[], page: number): Draft[] {
  const read = blocks([...cells]).map((block) => blockDrafts(block, page));
  const isTable = ({ type }: Draft) => type === 'Table';
  const lastTable = read.findLastIndex((drafts) => drafts.some(isTable));
  // A few words that stand alone above a table are a title.
  return read.flatMap((drafts, i) =>
    i > lastTable || drafts.some(isTable) ? drafts : drafts.map(({ text }) => lineDraft(text, page, true)),
  );
}

const firstRow = (cells: readonly SheetCell[]): number =>
  cells.reduce((least, { row }) => Math.min(least, row), Infinity);
const lastRow = (cells: readonly SheetCell[]): number =>
  cells.reduce((most, { row, row_span }) => Math.max(most, row + row_span - 1), -1);
const columnsOf = (cells: readonly SheetCell[]): Set<number> => {
  const columns = new Set<number>();
  for (const { col, col_span } of cells)
    for (let c = col; c < col + Math.min(col_span, 1000); c++) columns.add(c);
  return columns;
};

/** Cells that belong together: parted at empty rows, and at empty columns between tables that stand side by side. */
function blocks(cells: SheetCell[]): SheetCell[][] {
  const bands = atEmptyRows(cells);
  if (bands.length > 1) return bands.flatMap(blocks);
  const sides = atEmptyColumns(cells);
  return sides.length > 1 ? sides.flatMap(blocks) : [cells];
}

function atEmptyRows(cells: SheetCell[]): SheetCell[][] {
  const bands: SheetCell[][] = [];
  let reach = -Infinity;
  for (const cell of [...cells].sort((a, b) => a.row - b.row || a.col - b.col)) {
    if (cell.row > reach + 1) bands.push([]);
    bands.at(-1)!.push(cell);
    reach = Math.max(reach, cell.row + cell.row_span - 1);
  }
  return bands.reduce<SheetCell[][]>((joined, band) => {
    const above = joined.at(-1);
    if (above && goesOn(above, band)) above.push(...band);
    else joined.push(band);
    return joined;
  }, []);
}

/** One empty row is only room where what follows has the same columns and no heading of its own. */
function goesOn(above: readonly SheetCell[], below: readonly SheetCell[]): boolean {
  if (firstRow(below) - lastRow(above) !== 2) return false;
  const [before, after] = [columnsOf(above), columnsOf(below)];
  if (
    before.size < 2 ||
    Math.min(...before) !== Math.min(...after) ||
    Math.max(...before) !== Math.max(...after)
  )
    return false;
  const [top, labelled] = [firstRow(below), Math.min(...after)];
  const first = below.filter(({ row }) => row === top);
  return first.length > 1 && first.some(({ text, col }) => col > labelled && isFigure(text));
}

function atEmptyColumns(cells: SheetCell[]): SheetCell[][] {
  const columns = [...columnsOf(cells)].sort((a, b) => a - b);
  const gaps = columns.filter((column, i) => i > 0 && column > columns[i - 1]! + 1);
  // A sheet of so many columns with room between is one table.
  if (gaps.length > mostGaps) return [cells];
  const cut = gaps.find((column) =>
    standApart(
      cells.filter(({ col }) => col < column),
      cells.filter(({ col }) => col >= column),
    ),
  );
  if (cut === undefined) return [cells];
  return [cells.filter(({ col }) => col < cut), cells.filter(({ col }) => col >= cut)];
}

/** Two tables, not one with an empty column: each has two columns or more, and other rows or labels of its own. */
function standApart(left: readonly SheetCell[], right: readonly SheetCell[]): boolean {
  const columns = columnsOf(right);
  if (columnsOf(left).size < 2 || columns.size < 2) return false;
  const apart = Math.abs(firstRow(left) - firstRow(right)) + Math.abs(lastRow(left) - lastRow(right));
  if (apart > 1) return true;
  const [top, labelled] = [firstRow(right), Math.min(...columns)];
  const labels = right.filter(({ col, row }) => col === labelled && row > top);
  const rows = new Set(right.map(({ row }) => row)).size - 1;
  return (
    labels.length > 0.8 * rows && labels.filter(({ text }) => !isFigure(text)).length > 0.8 * labels.length
  );
}

function blockDrafts(cells: readonly SheetCell[], page: number): Draft[] {
  const byRow = new Map<number, SheetCell[]>();
  for (const cell of cells) {
    const row = byRow.get(cell.row) ?? [];
    byRow.set(cell.row, row);
    row.push(cell);
  }
  const rows = [...byRow.entries()].sort(([a], [b]) => a - b);
  const width = columnsOf(cells).size;
  const alone = rows.map(([, row]) => row.length === 1);
  let from = 0;
  let to = rows.length;
  if (width > 1 || rows.length < 3) {
    while (from < to && alone[from]) from++;
    while (to > from && alone[to - 1] && (rows[to - 1]![1][0]!.text.length > 30 || from > 0)) to--;
  }
  const table = rows.slice(from, to).flatMap(([, row]) => row);
  return [
    ...rows.slice(0, from).map(([, row]) => lineDraft(row[0]!.text, page, to > from)),
    ...(table.length > 0 ? [tableDraft(table, page)] : []),
    ...rows.slice(to).map(([, row]) => lineDraft(row[0]!.text, page, false)),
  ];
}

const lineDraft = (text: string, page: number, above: boolean): Draft =>
  above && text.length <= longestTitle && !/[.。;；]$/.test(text)
    ? { type: 'Title', text, page, level: 2 }
    : { type: 'NarrativeText', text, page };

/** Without rows and columns that are empty. */
function tableDraft(cells: readonly SheetCell[], page: number): Draft {
  const rows = [...new Set(cells.map(({ row }) => row))].sort((a, b) => a - b);
  const columns = [...new Set(cells.map(({ col }) => col))].sort((a, b) => a - b);
  if (rows.length * columns.length > mostPositions) throw new HoneError('file/too-large');
  const rowAt = new Map(rows.map((row, i) => [row, i]));
  const colAt = new Map(columns.map((col, i) => [col, i]));
  const reach = (places: readonly number[], from: number, span: number) => {
    let n = 0;
    for (let i = from; i < places.length && places[i]! < places[from]! + span; i++) n++;
    return n;
  };
  const placed = cells.map(({ row, col, row_span, col_span, text, bold }) => {
    const [r, c] = [rowAt.get(row)!, colAt.get(col)!];
    return {
      row: r,
      col: c,
      row_span: reach(rows, r, row_span),
      col_span: reach(columns, c, col_span),
      text,
      bold,
    };
  });
  const count = sheetHeads(
    placed,
    new Set(placed.flatMap(({ bold, row, col }) => (bold ? [`${row},${col}`] : []))),
  );
  return {
    type: 'Table',
    text: '',
    page,
    headerRows: count,
    cells: placed.map(({ bold: _bold, ...cell }) => (cell.row < count ? { ...cell, header: true } : cell)),
  };
}
