import { expect, test } from 'vitest';
import { looksWritten } from '../../../src/documents/ocr/looks-written';
import type { GreyImage } from '../../../src/documents/ocr/ocr-engine';

const [width, height] = [800, 600];

function sheet(paper = 250): GreyImage {
  return { width, height, grey: new Uint8Array(width * height).fill(paper) };
}

function box(
  { grey }: GreyImage,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  value = 20,
): void {
  for (let y = y0; y < y1; y++) grey.fill(value, y * width + x0, y * width + x1);
}

/** Letters of words: stems of two dots, every fourth higher, a blank after every sixth. */
function write(image: GreyImage, x: number, y: number, letters: number, value = 20, size = 8): void {
  for (let i = 0; i < letters; i++) {
    if (i % 6 === 5) continue;
    const left = x + i * size;
    const top = i % 4 === 0 ? y - size / 2 : y;
    box(image, [left, top, left + 2, y + size], value);
    box(image, [left, y + size - 2, left + size - 3, y + size], value);
  }
}

function paragraph(image: GreyImage, lines: number, value?: number): GreyImage {
  for (let i = 0; i < lines; i++) write(image, 60, 80 + 22 * i, 70, value);
  return image;
}

function frame(image: GreyImage, [x0, y0, x1, y1]: readonly [number, number, number, number]): void {
  for (const edge of [
    [x0, y0, x1, y0 + 2],
    [x0, y1, x1, y1 + 2],
    [x0, y0, x0 + 2, y1],
    [x1, y0, x1 + 2, y1],
  ] as const)
    box(image, edge);
}

test('lines of print are seen, dark on light and light on dark, and much larger than they need be', () => {
  expect(looksWritten(paragraph(sheet(), 6))).toBe(true);
  expect(looksWritten(paragraph(sheet(20), 6, 240))).toBe(true);
  const small = paragraph(sheet(), 6);
  const large = { width: 4 * width, height: 4 * height, grey: new Uint8Array(16 * width * height) };
  for (let y = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++)
      large.grey[y * large.width + x] = small.grey[(y >> 2) * width + (x >> 2)]!;
  expect(looksWritten(large)).toBe(true);
});

test('a table is seen, between lines and without', () => {
  const open = sheet();
  for (let row = 0; row < 11; row++)
    for (let cell = 0; cell < 4; cell++) write(open, 80 + 170 * cell, 60 + 40 * row, 10);
  expect(looksWritten(open)).toBe(true);
  const ruled = sheet();
  for (let row = 0; row < 3; row++)
    for (let cell = 0; cell < 3; cell++) write(ruled, 90 + 200 * cell, 120 + 120 * row, 16);
  expect(looksWritten(ruled)).toBe(false);
  for (let line = 0; line < 4; line++) {
    box(ruled, [70, 80 + 120 * line, 670, 82 + 120 * line]);
    box(ruled, [70 + 200 * line, 80, 72 + 200 * line, 440]);
  }
  expect(looksWritten(ruled)).toBe(true);
});

test('a diagram of boxes with labels, a chart with its axes and two lines of a caption are not', () => {
  const diagram = sheet();
  for (const [x, y] of [
    [60, 60],
    [320, 90],
    [580, 40],
    [60, 320],
    [320, 300],
    [580, 400],
  ] as const) {
    frame(diagram, [x, y, x + 170, y + 110]);
    write(diagram, x + 40, y + 40, 10);
    write(diagram, x + 50, y + 66, 8);
  }
  expect(looksWritten(diagram)).toBe(false);
  const chart = sheet();
  frame(chart, [100, 60, 700, 500]);
  for (let tick = 0; tick < 8; tick++) {
    write(chart, 40, 80 + 55 * tick, 4);
    write(chart, 110 + 75 * tick, 520, 4);
    box(chart, [130 + 70 * tick, 460 - 45 * tick, 170 + 70 * tick, 500], 120);
  }
  write(chart, 250, 560, 30);
  expect(looksWritten(chart)).toBe(false);
  expect(looksWritten(paragraph(sheet(), 2))).toBe(false);
});

test('a diagram with short sentences in its boxes is not', () => {
  const diagram = sheet();
  for (const [x, y] of [
    [60, 40],
    [480, 70],
    [40, 330],
    [500, 350],
  ] as const) {
    frame(diagram, [x, y, x + 200, y + 200]);
    for (let line = 0; line < 5; line++) write(diagram, x + 24, y + 40 + 22 * line, 17 - (line % 2));
  }
  expect(looksWritten(diagram)).toBe(false);
});

test('a logo and a photograph are not', () => {
  const logo = sheet();
  box(logo, [200, 150, 600, 450], 60);
  write(logo, 330, 300, 20, 250, 16);
  expect(looksWritten(logo)).toBe(false);
  const photograph = sheet();
  for (let i = 0; i < photograph.grey.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    photograph.grey[i] = 128 + 90 * Math.sin(x / 37) * Math.cos(y / 23) + ((i * 7919) % 31);
  }
  expect(looksWritten(photograph)).toBe(false);
});
