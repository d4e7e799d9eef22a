import { HoneError } from '../../../errors/hone-error';
import { shownNumber, type CellStyle } from './formats';
import { elements, stringText, unescaped, value } from './xml-scan';

/** A cell with something in it; row and col from 0. */
export interface SheetCell {
  row: number;
  col: number;
  row_span: number;
  col_span: number;
  text: string;
  bold: boolean;
}

export interface Workbook {
  strings: readonly string[];
  styles: readonly CellStyle[];
  /** Its days are counted from 1904. */
  since1904: boolean;
  /** Read so far. */
  letters: number;
}

// Cells may name one string as often as they like: a small file would fill the memory.
const mostLetters = 50_000_000;

export function sharedStrings(xml: string): string[] {
  return [...elements(xml, 'si')].map(({ content }) => stringText(content));
}

/**
 * The filled cells of a sheet in their order, values of formulas as they were last computed; what a merged cell covers is
 * left out. Throws 'file/too-large' where the book's sheets have more than 50 million letters.
 */
export function sheetCells(xml: string, book: Workbook): SheetCell[] {
  const { spans, covers } = merges(xml);
  const cells: SheetCell[] = [];
  let row = -1;
  for (const { start, content } of elements(xml, 'row')) {
    row = Number(value(start, 'r') ?? row + 2) - 1;
    let col = -1;
    for (const cell of elements(content, 'c')) {
      const own = place(value(cell.start, 'r') ?? '');
      col = own?.col ?? col + 1;
      const text = cellText(cell.start, cell.content, book).replace(/\s+/g, ' ').trim();
      if (text === '') continue;
      book.letters += text.length;
      if (book.letters > mostLetters) throw new HoneError('file/too-large');
      const at = own?.row ?? row;
      const span = spans.get(`${at},${col}`);
      const style = book.styles[Number(value(cell.start, 's') ?? 0)];
      cells.push({
        row: at,
        col,
        row_span: span?.rows ?? 1,
        col_span: span?.cols ?? 1,
        text,
        bold: style?.bold ?? false,
      });
    }
  }
  return cells.filter((cell) => !covers(cell.row, cell.col));
}

// More rows under merged cells are an accident or an attack; they are then read as they stand.
const mostMergedRows = 200_000;

function merges(xml: string): {
  spans: Map<string, { rows: number; cols: number }>;
  /** Whether another cell reaches over this place. */
  covers: (row: number, col: number) => boolean;
} {
  const spans = new Map<string, { rows: number; cols: number }>();
  const byRow = new Map<number, [from: number, to: number][]>();
  let left = mostMergedRows;
  for (const { start } of elements(xml, 'mergeCell')) {
    const [from, to] = (value(start, 'ref') ?? '').split(':').map(place);
    if (!from || !to) continue;
    left -= to.row - from.row + 1;
    if (left < 0) break;
    spans.set(`${from.row},${from.col}`, { rows: to.row - from.row + 1, cols: to.col - from.col + 1 });
    for (let row = from.row; row <= to.row; row++) {
      const areas = byRow.get(row) ?? [];
      byRow.set(row, areas);
      areas.push([from.col, to.col]);
    }
  }
  const covers = (row: number, col: number) =>
    !spans.has(`${row},${col}`) && (byRow.get(row)?.some(([from, to]) => col >= from && col <= to) ?? false);
  return { spans, covers };
}

/** 'B7' */
export function place(reference: string): { row: number; col: number } | undefined {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference);
  if (!found) return undefined;
  const col = [...found[1]!].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);
  return { row: Number(found[2]) - 1, col: col - 1 };
}

function cellText(start: string, content: string, book: Workbook): string {
  const type = value(start, 't') ?? 'n';
  if (type === 'inlineStr') return stringText(content);
  const raw = elements(content, 'v').next().value?.content;
  if (raw === undefined || raw === '') return '';
  if (type === 's') return book.strings[Number(raw)] ?? '';
  if (type === 'str') return unescaped(raw);
  if (type === 'b') return raw === '1' ? 'TRUE' : 'FALSE';
  // What cannot be computed says nothing.
  if (type === 'e') return '';
  if (type === 'd') return raw.replace(/T00:00:00(?:\.0+)?Z?$/, '');
  const number = Number(raw);
  const style = book.styles[Number(value(start, 's') ?? 0)] ?? {
    format: 'General',
    isDate: false,
    bold: false,
  };
  return Number.isFinite(number) ? shownNumber(number, style, book.since1904) : unescaped(raw);
}
