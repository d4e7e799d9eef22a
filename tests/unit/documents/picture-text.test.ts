import { expect, test } from 'vitest';
import type { OcrLine, OcrPage } from '../../../src/documents/ocr/ocr-engine';
import { isText } from '../../../src/documents/ocr/picture-text';

const line = (text: string, confidence = 0.95): OcrLine => ({
  words: text.split(' ').map((one) => ({ text: one, bbox: [0, 0, 10, 10], confidence })),
  bbox: [0, 0, 100, 10],
  paragraph: 0,
});
const read = (lines: string[], confidence = 0.95): OcrPage => ({
  lines: lines.map((text) => line(text, confidence)),
  confidence,
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
