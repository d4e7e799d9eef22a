import { expect, test } from 'vitest';
import {
  boundsOf,
  smallestBox,
  turnedBox,
  type LineBox,
} from '../../../../src/documents/ocr/paddle/line-box';
import { linesIn, unclip } from '../../../../src/documents/ocr/paddle/text-map';

const [width, height] = [200, 120];

/** A map with these boxes painted in it, each with its own score. */
function mapOf(boxes: (LineBox & { score: number })[]) {
  const scores = new Float32Array(width * height);
  for (const { x, y, width: w, height: h, angle, score } of boxes) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let py = 0; py < height; py++) {
      for (let px = 0; px < width; px++) {
        const [u, v] = [(px - x) * cos + (py - y) * sin, (py - y) * cos - (px - x) * sin];
        if (Math.abs(u) <= w / 2 && Math.abs(v) <= h / 2) scores[py * width + px] = score;
      }
    }
  }
  return { width, height, scores };
}

const line = (y: number, angle = 0, score = 0.9) => ({ x: 90, y, width: 120, height: 8, angle, score });

test('each line of the map is one box around the whole line, as skewed as it is', () => {
  const found = linesIn(mapOf([line(20), line(60, 0.1), line(100, -0.06)]));
  expect(found).toHaveLength(3);
  const angles = [0, 0.1, -0.06];
  found
    .sort((a, b) => a.y - b.y)
    .forEach((box, i) => {
      expect(box.angle).toBeCloseTo(angles[i]!, 1.5);
      expect(Math.abs(box.x - 90)).toBeLessThan(1.5);
      // 120 by 8 moved out by 120 · 8 · 1.6 / 256 = 6 on each side, and the pixel that joins what one parts.
      expect(Math.abs(box.width - 132)).toBeLessThan(5);
      expect(Math.abs(box.height - 20)).toBeLessThan(5);
    });
});

test('what is likely nowhere enough, and specks, are no lines', () => {
  expect(linesIn(mapOf([line(30, 0, 0.4)]))).toEqual([]);
  expect(linesIn(mapOf([{ x: 50, y: 50, width: 1, height: 1, angle: 0, score: 0.99 }]))).toEqual([]);
  expect(linesIn(mapOf([]))).toEqual([]);
});

test('a box is moved out by its area times 1.6 over its circumference', () => {
  const box = { x: 5, y: 6, width: 40, height: 10, angle: 0.2 };
  expect(unclip(box)).toEqual({ ...box, width: 52.8, height: 22.8 });
});

test('the smallest box around a turned rectangle is that rectangle; of one point, nothing', () => {
  const angle = 0.3;
  const corners = [
    [-30, -5],
    [30, -5],
    [30, 5],
    [-30, 5],
    [0, 0],
  ].map(
    ([u, v]) =>
      [
        100 + u! * Math.cos(angle) - v! * Math.sin(angle),
        50 + u! * Math.sin(angle) + v! * Math.cos(angle),
      ] as const,
  );
  const box = smallestBox(corners);
  expect(box.x).toBeCloseTo(100, 6);
  expect(box.y).toBeCloseTo(50, 6);
  expect(box.width).toBeCloseTo(60, 6);
  expect(box.height).toBeCloseTo(10, 6);
  expect(box.angle).toBeCloseTo(angle, 6);
  expect(smallestBox([[3, 4]])).toMatchObject({ x: 3, y: 4, width: 0, height: 0 });
});

test('turned four times a box is where it was; turned once its top is at the right', () => {
  const size = { width: 200, height: 120 };
  const box = { x: 90, y: 20, width: 120, height: 8, angle: 0.05 };
  const once = turnedBox(box, 1, size);
  expect(once).toEqual({ x: 100, y: 90, width: 8, height: 120, angle: 0.05 });
  let back = box;
  for (let i = 0; i < 4; i++)
    back = turnedBox(back, 1, i % 2 === 0 ? size : { width: size.height, height: size.width });
  expect(back).toEqual(box);
  expect(turnedBox(turnedBox(box, 2, size), 2, size)).toEqual(box);
  expect(boundsOf({ ...once, angle: 0 })).toEqual([96, 30, 104, 150]);
});
