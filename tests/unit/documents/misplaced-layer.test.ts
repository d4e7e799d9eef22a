import { expect, test } from 'vitest';
import type { GreyImage } from '../../../src/documents/ocr/ocr-engine';
import { isMisplaced } from '../../../src/documents/pdf/misplaced-layer';
import type { Word } from '../../../src/documents/pdf/page-content';

const [width, height] = [595, 842];
const pointsPerPixel = 0.72;

/** A page's words, of lengths that hang on `page`: lines of ten-point print, 14 points from one to the next. */
function pageOf(page: number): Word[] {
  return Array.from({ length: 40 }, (_, line) => {
    const words: Word[] = [];
    const y = 100 + 14 * line;
    for (let x = 70, i = 0; x < 500; i++) {
      const letters = 2 + ((page * 31 + line * 17 + i * 13 + page * line * i) % 9);
      words.push({
        ...{ text: 'w'.repeat(letters), x0: x, x1: x + 5 * letters, y0: y, y1: y + 10, baseline: y + 8 },
        ...{ size: 10, bold: false, italic: false, font: 'f', turn: 0 },
      });
      x += 5 * letters + 3;
    }
    return words;
  }).flat();
}

/** The print of these words: a stem to each letter. */
function printOf(words: readonly Word[]): GreyImage {
  const [across, down] = [Math.round(width / pointsPerPixel), Math.round(height / pointsPerPixel)];
  const grey = new Uint8Array(across * down).fill(245);
  for (const { x0, x1, y0, y1 } of words) {
    for (let x = x0 + 1; x < x1; x += 5)
      for (let y = Math.ceil((y0 + 2) / pointsPerPixel); y < y1 / pointsPerPixel; y++)
        grey.fill(
          30,
          y * across + Math.round(x / pointsPerPixel),
          y * across + Math.round((x + 3) / pointsPerPixel),
        );
  }
  return { width: across, height: down, grey };
}

const moved = (words: readonly Word[], dx: number, dy: number): Word[] =>
  words.map((w) => ({
    ...w,
    ...{ x0: w.x0 + dx, x1: w.x1 + dx, y0: w.y0 + dy, y1: w.y1 + dy, baseline: w.baseline + dy },
  }));

test('words on their print are in place, a little beside it too', () => {
  const [words, print] = [pageOf(1), printOf(pageOf(1))];
  for (const [dx, dy] of [
    [0, 0],
    [1.5, 1],
    [-2, 0],
    [0, -3],
  ] as const)
    expect(isMisplaced(moved(words, dx, dy), print, pointsPerPixel)).toBe(false);
});

test('words of another page, a line too low, a word too far to the right or beside the text are not', () => {
  const [words, print] = [pageOf(1), printOf(pageOf(1))];
  expect(isMisplaced(pageOf(2), print, pointsPerPixel)).toBe(true);
  expect(isMisplaced(moved(words, 0, 14), print, pointsPerPixel)).toBe(true);
  expect(isMisplaced(moved(words, 24, 0), print, pointsPerPixel)).toBe(true);
  expect(isMisplaced(moved(words, 0, 560), print, pointsPerPixel)).toBe(true);
});

test('a few words tell nothing', () => {
  expect(isMisplaced(moved(pageOf(1).slice(0, 15), 0, 14), printOf(pageOf(1)), pointsPerPixel)).toBe(false);
});
