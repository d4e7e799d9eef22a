import type { BoundingBox, Cell, Element } from './types';

/** A table as it stands on one page, its headings there included. */
export interface PageTable {
  page: number;
  bbox?: BoundingBox;
  cells: Cell[];
}

/** What of a table stands on each page, in order; a table on one page is its only part. */
export function pageTables({ page, bbox, cells = [], parts }: Element): PageTable[] {
  if (!parts) return [{ page, ...(bbox && { bbox }), cells }];
  return parts.map((part, i) => {
    const to = parts[i + 1]?.row ?? Infinity;
    const heads = cells.filter((cell) => cell.row < part.heads);
    const own = cells
      .filter((cell) => cell.row >= part.row && cell.row < to)
      .map((cell) => ({ ...cell, row: cell.row - part.row + part.heads }));
    return { page: part.page, bbox: part.bbox, cells: [...heads, ...own] };
  });
}

/** Where the rows from `from` to before `to` stand; all of a table that has no places by rows. */
export function regionsOfRows(
  { page, bbox, parts }: Element,
  from: number,
  to: number,
): { page: number; bbox: BoundingBox }[] {
  if (!parts) return bbox ? [{ page, bbox }] : [];
  return parts
    .filter((part, i) => part.row < to && (parts[i + 1]?.row ?? Infinity) > from)
    .map(({ page: on, bbox: at }) => ({ page: on, bbox: at }));
}
