import { expect, test } from 'vitest';
import { evenlyLit } from '../../../src/documents/ocr/even-light';
import { ocrDrafts } from '../../../src/documents/ocr/ocr-drafts';
import type { GreyImage } from '../../../src/documents/ocr/ocr-engine';
import { askew, skewOf, straightened } from '../../../src/documents/ocr/straighten';

const degree = Math.PI / 180;

/** Lines of dashes as high as letters, falling to the right by `angle` degrees. */
function page(angle: number): GreyImage {
  const [width, height] = [800, 1000];
  const grey = new Uint8Array(width * height).fill(250);
  const slope = Math.tan(angle * degree);
  for (let y = 0; y < height; y++) {
    for (let x = 90; x < width - 90; x++) {
      const level = y - slope * (x - width / 2);
      if (level > 120 && level < 880 && Math.floor(level) % 30 < 11 && x % 14 < 9) grey[y * width + x] = 20;
    }
  }
  return { width, height, grey };
}

test.each([3, -5, 1.5])('a page askew by %f degrees is measured and levelled', (angle) => {
  const found = skewOf(page(angle));
  expect(Math.abs(found / degree - angle)).toBeLessThan(0.25);
  const { image, straight } = straightened(page(angle), found);
  expect(skewOf(image)).toBe(0);
  expect([straight.width > 800, straight.height > 1000]).toEqual([true, true]);
});

test('a level page, an empty one and one of columns of dots stay as they are', () => {
  expect(skewOf(page(0))).toBe(0);
  expect(skewOf(page(0.3))).toBe(0);
  expect(skewOf({ width: 400, height: 400, grey: new Uint8Array(160_000).fill(255) })).toBe(0);
});

test('boxes of a levelled page are given where the words stand on the page as it was', async () => {
  const angle = 4 * degree;
  const [width, height] = [800, 1000];
  const { straight } = straightened({ width, height, grey: new Uint8Array(width * height) }, angle);
  const ground = { width: straight.width, height: straight.height };
  const middle = [
    ground.width / 2 - 50,
    ground.height / 2 - 10,
    ground.width / 2 + 50,
    ground.height / 2 + 10,
  ] as const;
  const [x0, y0, x1, y1] = askew(middle, { angle, ground, width, height });
  expect([(x0 + x1) / 2, (y0 + y1) / 2].map(Math.round)).toEqual([400, 500]);
  const left = askew([100, ground.height / 2, 110, ground.height / 2 + 10], { angle, ground, width, height });
  expect(left[1]).toBeLessThan(490);
  const word = { text: 'kiln', bbox: [...middle] as [number, number, number, number], confidence: 0.9 };
  const read = { lines: [{ words: [word], bbox: word.bbox, paragraph: 0 }], confidence: 0.9 };
  const [draft] = await ocrDrafts(read, { scale: 0.5, width: 400, height: 500, turns: 0, straight });
  expect(Math.round((draft!.bbox![0] + draft!.bbox![2]) / 2)).toBe(200);
  expect(Math.round((draft!.bbox![1] + draft!.bbox![3]) / 2)).toBe(250);
});

test('paper in shadow becomes as light as the rest, and its letters stay dark; an even page is left alone', () => {
  const lit = page(0);
  expect(evenlyLit(lit)).toBe(lit);
  const { width, height, grey } = lit;
  const shadowed = grey.map((value, i) => value * (1 - (0.75 * (i % width)) / width));
  const { grey: out } = evenlyLit({ width, height, grey: shadowed });
  const at = (x: number, y: number) => out[y * width + x]!;
  // Between lines, and on a dash, at both sides.
  for (const x of [98, 686]) {
    expect(at(x - (x % 14) + 11, 140)).toBeGreaterThan(185);
    expect(at(x - (x % 14) + 4, 155)).toBeLessThan(60);
  }
});
