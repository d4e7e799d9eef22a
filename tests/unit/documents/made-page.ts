import { cellRows } from '../../../src/documents/element';
import type { Box } from '../../../src/documents/layout/box';
import { layoutPage } from '../../../src/documents/layout/layout-page';
import type { Rule, Word } from '../../../src/documents/pdf/page-content';
import type { FoundTable } from '../../../src/documents/tables/found-table';

// Pages made word by word. Lengths in points; text is 10 high and 5 wide a letter.
export const word = (text: string, x0: number, y0: number, bold = false): Word => ({
  ...{ text, x0, y0, x1: x0 + text.length * 5, y1: y0 + 10, baseline: y0 + 8 },
  ...{ size: 10, bold, italic: false, font: 'f', turn: 0 },
});

export const words = (text: string, x0: number, y0: number, bold = false): Word[] => {
  let at = x0;
  return text.split(' ').map((part) => {
    const made = word(part, at, y0, bold);
    at = made.x1 + 3;
    return made;
  });
};

/** A line's words, five points a letter at size ten, `x` to the right and `y` down. */
export function line(text: string, x: number, y: number, size = 10): Word[] {
  let at = x;
  return text.split(' ').map((part) => {
    const x0 = at;
    const x1 = x0 + part.length * 0.5 * size;
    at = x1 + 0.3 * size;
    return {
      ...{ text: part, x0, x1, y0: y, y1: y + size, baseline: y + 0.78 * size },
      ...{ size, bold: false, italic: false, font: 'f', turn: 0 },
    };
  });
}

export const endingAt = (text: string, x1: number, y0: number): Word => word(text, x1 - 5 * text.length, y0);

export const tables = (
  content: Word[],
  rules: Rule[] = [],
  fills: Box[] = [],
  shapes: Box[] = [],
): FoundTable[] =>
  layoutPage(
    {
      ...{ width: 595, height: 842, words: content, rules, fills, shapes, sideways: [] },
      toShown: (box) => box,
    },
    [],
  ).flatMap((block) => (block.kind === 'table' ? [block.table] : []));

export const textOf = (table: FoundTable | undefined): (string | null)[][] =>
  table ? cellRows(table.cells) : [];

export const grid = (xs: number[], ys: number[]): Rule[] => [
  ...ys.map((at) => ({ horizontal: true, at, from: xs[0]!, to: xs.at(-1)!, thickness: 0.5 })),
  ...xs.map((at) => ({ horizontal: false, at, from: ys[0]!, to: ys.at(-1)!, thickness: 0.5 })),
];
