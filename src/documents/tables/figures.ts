import { enclose, holdsMiddle, type Box } from '../layout/box';
import type { Word } from '../pdf/page-content';
import type { FoundTable } from './found-table';

// In em of the text: marks within a cell are lower and narrower.
const tallest = 1.5;
// Of the table's area or height, that they reach over; of their own area, that lies in the table.
const largeShare = 0.2;
const mostlyInside = 0.5;
// Of the table's area, that a shape reaches into from beside it.
const someShare = 0.08;
const fewestKinds = 4;
// Points.
const sizeStep = 2;
// Words in a box of a diagram.
const mostFramed = 8;

/**
 * Labels of a chart or a diagram, that stand in rows and columns by chance: slants and bends are drawn among them that are
 * taller and wider than a line of text, over much of the place. A mark or a stamp on a table takes little of it.
 */
export function isFigureText(table: FoundTable, shapes: readonly Box[]): boolean {
  const near = shapesNear(table, shapes);
  if (near.length >= fewestKinds && isMixed(near, table)) return true;
  const own = shapesIn(table, shapes);
  if (own.length === 0) return false;
  if (common(enclose(own), table) >= largeShare * areaOf(table)) return true;
  const high = (shape: Box) => shape.y1 - shape.y0 >= largeShare * (table.y1 - table.y0);
  return own.some((shape) => high(shape) && frames(shape, table.words));
}

/** Shapes of many sizes over most of the place; marks in cells are of one size. */
function isMixed(near: readonly Box[], table: Box): boolean {
  const kinds = new Set(near.map(({ x0, y0, x1, y1 }) => `${toStep(x1 - x0)} ${toStep(y1 - y0)}`));
  return kinds.size >= fewestKinds && common(enclose(near), table) >= mostlyInside * areaOf(table);
}

const toStep = (length: number): number => Math.round(length / sizeStep);

/** What slants or bends among the words of a table. */
export const shapesNear = (table: Box, shapes: readonly Box[]): Box[] =>
  shapes.filter((shape) => {
    const both = common(shape, table);
    return (
      both >= mostlyInside * areaOf(shape) || (both >= someShare * areaOf(table) && isNarrower(shape, table))
    );
  });

/** What is drawn behind a table or a whole page is as wide. */
const isNarrower = (shape: Box, table: Box): boolean =>
  shape.x1 - shape.x0 < mostlyInside * (table.x1 - table.x0);

/** Of these, what is larger than a mark in a cell. */
function shapesIn(table: FoundTable, shapes: readonly Box[]): Box[] {
  const near = shapesNear(table, shapes);
  if (near.length === 0) return near;
  let size = 0;
  for (const word of table.words) size = Math.max(size, word.size);
  return near.filter(({ x0, y0, x1, y1 }) => Math.min(x1 - x0, y1 - y0) >= tallest * size);
}

/** A few words within it, and none over its edge, as in text behind which something is drawn. */
function frames(shape: Box, words: ReadonlySet<Word>): boolean {
  let inside = 0;
  for (const word of words) {
    if (common(shape, word) === 0) continue;
    if (!holdsMiddle(shape, word) || word.x0 < shape.x0 || word.x1 > shape.x1) return false;
    inside++;
  }
  return inside > 0 && inside <= mostFramed;
}

const areaOf = ({ x0, y0, x1, y1 }: Box): number => (x1 - x0) * (y1 - y0);

const common = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)) *
  Math.max(0, Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0));
