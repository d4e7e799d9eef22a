import { expect, test } from 'vitest';
import type { Draft } from '../../../src/documents/element';
import type { OcrLine, OcrPage } from '../../../src/documents/ocr/ocr-engine';
import type { PageContent, Word } from '../../../src/documents/pdf/page-content';
import { hasRoom, isText, pictureRegions, placeAmong } from '../../../src/documents/pdf/picture-regions';

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

const line = (text: string, confidence = 0.95): OcrLine => ({
  words: text.split(' ').map((one) => ({ text: one, bbox: [0, 0, 10, 10], confidence })),
  bbox: [0, 0, 100, 10],
  paragraph: 0,
});
const read = (lines: string[], confidence = 0.95): OcrPage => ({
  lines: lines.map((text) => line(text, confidence)),
  confidence,
});

test('a page full of text has no room for a picture, one with a gap has', () => {
  expect(hasRoom(pageWithGap(0, 0))).toBe(false);
  expect(hasRoom(pageWithGap(300, 330))).toBe(false);
  expect(hasRoom(pageWithGap(300, 420))).toBe(true);
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

test('lines of words are text; labels of a drawing, a logo and doubtful reading are not', () => {
  const prose = [
    'The large kiln is closed for repairs',
    'until the first Monday of March and',
    'bring glazed ware here',
  ];
  expect(isText(read(prose), false)).toBe(true);
  expect(isText(read(prose, 0.6), false)).toBe(false);
  const labels = [
    'Policy Engine',
    '&',
    'Control Plane',
    'Data Plane',
    'Subject',
    'System',
    'Enterprise Resource',
  ];
  expect(isText(read([...labels, ...labels]), false)).toBe(false);
  expect(isText(read(['Hone']), false)).toBe(false);
});

test('a table of figures between drawn lines is text, boxes and arrows of a drawing are not', () => {
  const rows = ['Glaze Stock Price', 'Celadon 12 4.50', 'Tenmoku 7 5.20', 'Shino 31 3.90', 'Ash 2 8.00'];
  expect(isText(read(rows), true)).toBe(true);
  expect(isText(read(rows), false)).toBe(false);
  expect(
    isText(
      read(['Policy Engine', '& ¥', 'Y —', 'Control Plane', '[ |', 'Data Plane', '[ |', 'Gateway']),
      true,
    ),
  ).toBe(false);
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
