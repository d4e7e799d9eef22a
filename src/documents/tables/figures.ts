import { enclose, holdsMiddle, type Box } from '../layout/box';
import type { Rule, Word } from '../pdf/page-content';
import type { FoundTable } from './found-table';
import type { RuleGroup } from './rule-grid';

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

// Of the words in a table, that lines run through: points and labels of a chart do not keep to its grid.
export const mostCrossed = 0.12;
// Of a word's width or height, from either edge: a line that runs nearer to it is an underline or a border.
const within = 0.25;

/** Of these words, those that a drawn line runs through. */
export function crossedShare({ horizontal, vertical }: RuleGroup, words: readonly Word[]): number {
  const through = (rules: readonly Rule[], from: number, to: number, a: number, b: number) =>
    rules.some(
      (rule) =>
        rule.thickness > 0 &&
        rule.at > from + within * (to - from) &&
        rule.at < to - within * (to - from) &&
        rule.from < (a + b) / 2 &&
        rule.to > (a + b) / 2,
    );
  const crossed = words.filter(
    ({ x0, x1, y0, y1 }) => through(horizontal, y0, y1, x0, x1) || through(vertical, x0, x1, y0, y1),
  );
  return crossed.length / Math.max(1, words.length);
}

// Rows of what is written along an axis, em from it, its chart's height in em, and of its width that lies under or over charts.
const mostAxisRows = 4;
const lowestChart = 6;
const axisReach = 1.5;
const mostlyAlong = 0.6;

/** What is written along the axes of charts that stand side by side: a few rows close under or over them. */
export function isAxis(table: FoundTable, drawings: readonly Box[]): boolean {
  const rows = Math.max(...table.cells.map((cell) => cell.row + cell.row_span));
  if (rows > mostAxisRows) return false;
  const size = Math.max(...[...table.words].map((word) => word.size));
  const away = axisReach * size;
  const near = drawings.filter(
    (d) => d.y1 - d.y0 > lowestChart * size && d.y0 < table.y1 + away && d.y1 > table.y0 - away,
  );
  const along = near.reduce(
    (sum, d) => sum + Math.max(0, Math.min(d.x1, table.x1) - Math.max(d.x0, table.x0)),
    0,
  );
  return along >= mostlyAlong * (table.x1 - table.x0);
}
