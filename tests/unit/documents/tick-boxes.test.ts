import { expect, test } from 'vitest';
import type { OcrLine, OcrPage, OcrWord } from '../../../src/documents/ocr/ocr-engine';
import { tickBoxes, withTickBoxes } from '../../../src/documents/ocr/tick-boxes';

const [width, height] = [400, 300];
const paper = () => ({ width, height, grey: new Uint8Array(width * height).fill(245) });
type Sheet = ReturnType<typeof paper>;

const fill = ({ grey }: Sheet, x0: number, y0: number, x1: number, y1: number) => {
  for (let y = y0; y < y1; y++) grey.fill(30, y * width + x0, y * width + x1);
};
const frame = (sheet: Sheet, x: number, y: number, wide: number, high: number) => {
  fill(sheet, x, y, x + wide, y + 3);
  fill(sheet, x, y + high - 3, x + wide, y + high);
  fill(sheet, x, y, x + 3, y + high);
  fill(sheet, x + wide - 3, y, x + wide, y + high);
};
const cross = (sheet: Sheet, x: number, y: number, side: number) => {
  for (let i = 5; i < side - 5; i++) {
    fill(sheet, x + i, y + i, x + i + 2, y + i + 2);
    fill(sheet, x + side - i, y + i, x + side - i + 2, y + i + 2);
  }
};

test('square outlines are found, with a cross in them or without; rings, wide frames, filled squares, grids and letters are not', () => {
  const sheet = paper();
  frame(sheet, 40, 40, 40, 40);
  frame(sheet, 40, 120, 40, 40);
  cross(sheet, 40, 120, 40);
  expect(tickBoxes(sheet)).toEqual([
    { x0: 40, y0: 40, x1: 80, y1: 80, ticked: false },
    { x0: 40, y0: 120, x1: 80, y1: 160, ticked: true },
  ]);
  const others = paper();
  frame(others, 40, 40, 90, 40);
  fill(others, 200, 40, 240, 80);
  for (const x of [40, 80, 120]) for (const y of [120, 160]) frame(others, x, y, 43, 43);
  // E, and a ring as wide as a box.
  for (const y of [120, 138, 157]) fill(others, 220, y, 260, y + 4);
  fill(others, 220, 120, 225, 161);
  for (let y = 0; y < 40; y++)
    for (let x = 0; x < 40; x++) {
      const away = Math.hypot(x - 19.5, y - 19.5);
      if (away > 16 && away < 20) fill(others, 300 + x, 120 + y, 301 + x, 121 + y);
    }
  expect(tickBoxes(others)).toEqual([]);
});

const word = (text: string, x0: number, x1: number, confidence = 0.95): OcrWord => ({
  text,
  confidence,
  bbox: [x0, 38, x1, 82],
});
const lineOf = (...words: OcrWord[]): OcrLine => ({
  words,
  bbox: [words[0]!.bbox[0], 38, words.at(-1)!.bbox[2], 82],
  paragraph: 0,
});
const pageOf = (line: OcrLine): OcrPage => ({ lines: [line], confidence: 0.9 });
const box = { x0: 40, y0: 40, x1: 80, y1: 80, ticked: true };
const textOf = (read: OcrPage) => read.lines[0]!.words.map(({ text }) => text).join(' ');

test('beside words a box is read as one: instead of what it was taken for, before what it was read with, or where nothing was', () => {
  const marked = (...words: OcrWord[]) => textOf(withTickBoxes(pageOf(lineOf(...words)), [box]));
  expect(marked(word('L]', 40, 80, 0.4), word('wood', 95, 180))).toBe('☒ wood');
  expect(marked(word('[]wood', 40, 180), word('gas', 200, 260))).toBe('☒ wood gas');
  expect(marked(word('wood', 95, 180))).toBe('☒ wood');
});

test('a letter in a frame, a box apart from words and a Chinese mouth are left as they were read', () => {
  const marked = (...words: OcrWord[]) => textOf(withTickBoxes(pageOf(lineOf(...words)), [box]));
  expect(marked(word('F', 40, 80), word('opens', 95, 180))).toBe('F opens');
  expect(marked(word('O', 40, 80), word('wood', 290, 380))).toBe('O wood');
  expect(marked(word('口', 40, 80), word('味', 85, 125))).toBe('口 味');
});
