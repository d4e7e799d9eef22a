import { expect, test } from 'vitest';
import type { Draft } from '../../../src/documents/element';
import type { PageContent, Word } from '../../../src/documents/pdf/page-content';
import { pictureRegions, placeAmong } from '../../../src/documents/pdf/picture-regions';

const word = (text: string, x0: number, y0: number, x1: number, y1: number): Word => ({
  ...{ text, x0, y0, x1, y1 },
  ...{ baseline: y1, size: 10, bold: false, italic: false, font: 'f', turn: 0 },
});

/** Lines of text from edge to edge, but between `from` and `to`. */
const pageWithGap = (from: number, to: number): PageContent => ({
  width: 595,
  height: 842,
  words: Array.from({ length: 50 }, (_, i) => 70 + 14 * i)
    .filter((y) => y < from || y > to)
    .map((y) => word('a line of text that goes from edge to edge', 70, y, 525, y + 10)),
  rules: [],
  fills: [],
});

test('pictures in the gap are taken, strips as one; icons, grounds and pictures under text are not', () => {
  const page = pageWithGap(300, 420);
  const at = (x0: number, y0: number, x1: number, y1: number) => ({ x0, y0, x1, y1 });
  const strips = [at(70, 310, 400, 350), at(70, 350, 400, 400)];
  expect(pictureRegions([...strips, 'everywhere'], page)).toEqual([at(70, 310, 400, 400)]);
  expect(pictureRegions([at(70, 310, 100, 340)], page)).toEqual([]);
  expect(pictureRegions([at(0, 0, 595, 842)], page)).toEqual([]);
  expect(pictureRegions([at(70, 80, 500, 290)], page)).toEqual([]);
});

test('what is read stands below what is above it in its column, and before all else where nothing is', () => {
  const draft = (
    text: string,
    bbox: [number, number, number, number],
    type: Draft['type'] = 'NarrativeText',
  ): Draft => ({
    ...{ type, text, page: 1, bbox },
  });
  const drafts = [
    draft('running head', [70, 20, 300, 30], 'Header'),
    draft('left above', [70, 100, 280, 200]),
    draft('left below', [70, 400, 280, 500]),
    draft('right', [310, 100, 520, 500]),
  ];
  expect(placeAmong(drafts, { x0: 70, y0: 220, x1: 280, y1: 380 })).toBe(2);
  expect(placeAmong(drafts, { x0: 310, y0: 520, x1: 520, y1: 620 })).toBe(4);
  expect(placeAmong(drafts, { x0: 70, y0: 40, x1: 280, y1: 90 })).toBe(1);
});
