import { expect, test } from 'vitest';
import type { Word } from '../../../src/documents/pdf/page-content';
import type { GridCell } from '../../../src/documents/tables/ruled-tables';
import { splitBand } from '../../../src/documents/tables/split-band';

const word = (text: string, x0: number, y0: number): Word => ({
  ...{ text, x0, y0, x1: x0 + 5 * text.length, y1: y0 + 10, baseline: y0 + 8 },
  ...{ size: 10, bold: false, italic: false, font: 'f', turn: 0 },
});

/** A band of the grid with these cells, each a list of lines. */
const band = (cells: string[][]): GridCell[] =>
  cells.map((lines, col) => ({
    ...{ row: 0, rowEnd: 1, col, colEnd: col + 1 },
    ...{ x0: 100 * col, x1: 100 * col + 96, y0: 0, y1: 14 * lines.length },
    words: lines.map((text, line) => word(text, 100 * col + 4, 2 + 12 * line)),
  }));

test('figures under one another in most cells are rows, in a few cells they are one cell with two lines', () => {
  expect(
    splitBand(
      band([
        ['north', 'south'],
        ['12', '14'],
        ['3.5', '4'],
      ]),
    ),
  ).toHaveLength(2);
  expect(
    splitBand(band([['Low'], ['5'], ['2'], ['3'], ['98.3%', '(97.7%)'], ['1716', '(1934)']])),
  ).toBeNull();
});

test('an account ruled between its columns alone has a row at each figure, sections without figures and long labels in it', () => {
  const labels = ['Ware', 'of clay', 'of stone', 'Fuel', 'wood', 'coal and', 'peat', 'Sum'];
  const some = ['', '930', '777', '', '96', '91', '', '1,894'];
  const others = ['', '263', '-', '', '41', '40', '', '344'];
  expect(splitBand(band([labels, some, others]))).toHaveLength(8);
  // Stacked figures that stand beside no line of another cell are one cell.
  expect(
    splitBand(
      band([
        ['A long label that wraps', 'in its cell'],
        ['', '', '', '4', '5', '6', '7'],
      ]),
    ),
  ).toBeNull();
});
