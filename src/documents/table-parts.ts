import { cellRows } from './element';
import type { BoundingBox, Cell, Element, TablePart } from './types';

/** A table as it stands on one page, its headings there included. */
export interface PageTable {
  page: number;
  bbox?: BoundingBox;
  cells: Cell[];
}

/** What of a table stands on each page, in order; a table on one page is its only part. */
export function pageTables(table: Element): PageTable[] {
  const { page, bbox, cells = [], parts } = table;
  return parts?.map((_, i) => partOf(table, parts, i)) ?? [{ page, ...(bbox && { bbox }), cells }];
}

function partOf({ cells = [] }: Element, parts: readonly TablePart[], i: number): PageTable {
  const part = parts[i]!;
  const to = endOf(parts, i);
  const heads = cells.filter((cell) => cell.row < part.heads);
  const own = cells
    .filter((cell) => cell.row >= part.row && cell.row < to)
    .map((cell) => ({ ...cell, row: cell.row - part.row + part.heads }));
  return { page: part.page, bbox: part.bbox, cells: [...heads, ...own] };
}

/** A table as it is shown on one page. */
export interface ShownTable {
  rows: (string | null)[][];
  cells: Cell[];
  headerRows: number;
  /** The row of the whole table that a row here is. */
  rowInTable(row: number): number;
}

/** Its rows on this page, under the headings that stand there. */
export function tableOn(table: Element, page: number): ShownTable {
  const { parts = [], rows = [], cells = [], headerRows = 0 } = table;
  const at = parts.findIndex((part) => part.page === page);
  const part = parts[at];
  if (!part) return { rows, cells, headerRows, rowInTable: (row) => row };
  const own = partOf(table, parts, at).cells;
  return {
    rows: cellRows(own),
    cells: own,
    headerRows: at === 0 ? headerRows : part.heads,
    rowInTable: (row) => (row < part.heads ? row : row - part.heads + part.row),
  };
}

/** The row after a part's last one, which the next page may have the rest of. */
function endOf(parts: readonly TablePart[], i: number): number {
  const next = parts[i + 1];
  return next ? next.row + (next.cut ? 1 : 0) : Infinity;
}

/** Where the rows from `from` to before `to` stand; all of a table that has no places by rows. */
export function regionsOfRows(
  { page, bbox, parts }: Element,
  from: number,
  to: number,
): { page: number; bbox: BoundingBox }[] {
  if (!parts) return bbox ? [{ page, bbox }] : [];
  return parts
    .filter((part, i) => part.row < to && endOf(parts, i) > from)
    .map(({ page: on, bbox: at }) => ({ page: on, bbox: at }));
}

/** Where an element stands on a page, its box if it has one; undefined: not on this page. */
export const placeOn = (
  { page: first, bbox, parts = [] }: Element,
  page: number,
): { bbox?: BoundingBox | undefined } | undefined =>
  first === page ? { bbox } : parts.find((part) => part.page === page);
