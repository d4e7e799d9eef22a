import type { BoundingBox } from '../../documents/types';

/** Something marked on a page's picture; hovering it here or in the list beside it marks both. */
export interface PageBox {
  key: string;
  /** The element or chunk it belongs to. */
  owner: string;
  bbox: BoundingBox;
}

/** A box as percentages of the page, for absolute positioning over its picture. */
export function place(box: BoundingBox, page: { width: number; height: number }) {
  const [x0, y0, x1, y1] = box;
  return {
    left: (100 * x0) / page.width,
    top: (100 * y0) / page.height,
    width: (100 * (x1 - x0)) / page.width,
    height: (100 * (y1 - y0)) / page.height,
  };
}

/** A table chunk's text as rows of cells; null where its lines do not have the same number of cells. */
export function rowsOf(text: string): string[][] | null {
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(' | '));
  const columns = rows[0]?.length ?? 0;
  return columns > 1 && rows.every((row) => row.length === columns) ? rows : null;
}
