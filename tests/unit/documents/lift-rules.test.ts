import { expect, test } from 'vitest';
import { liftRules } from '../../../src/documents/ocr/lift-rules';

const [width, height] = [400, 300];

/** A shaded sheet with these dark boxes on it. */
function sheet(...boxes: [x0: number, y0: number, x1: number, y1: number][]) {
  const grey = new Uint8Array(width * height).fill(180);
  for (const [x0, y0, x1, y1] of boxes)
    for (let y = y0; y < y1; y++) grey.fill(20, y * width + x0, y * width + x1);
  return { width, height, grey };
}

const letter: [number, number, number, number] = [70, 70, 76, 84];
const darkAt = ({ grey }: { grey: Uint8Array }, x: number, y: number) => grey[y * width + x]! < 100;

test("a grid's lines are found and lifted, the letters stay, the shading becomes white", () => {
  const across = [40, 120, 200].map((y): [number, number, number, number] => [40, y, 361, y + 2]);
  const down = [40, 200, 359].map((x): [number, number, number, number] => [x, 40, x + 2, 202]);
  const { image, rules } = liftRules(sheet(...across, ...down, letter));
  const at = (horizontal: boolean) =>
    rules.filter((r) => r.horizontal === horizontal).map((r) => Math.round(r.at));
  expect(at(true)).toEqual([41, 121, 201]);
  expect(at(false)).toEqual([41, 201, 360]);
  expect([darkAt(image, 100, 121), darkAt(image, 201, 80), darkAt(image, 73, 77)]).toEqual([
    false,
    false,
    true,
  ]);
  expect(image.grey[100 * width + 300]).toBe(255);
});

test('a line that is not quite straight is one line', () => {
  const steps = Array.from({ length: 8 }, (_, i): [number, number, number, number] => [
    ...([40 + 40 * i, 120 + (i >> 1), 80 + 40 * i, 122 + (i >> 1)] as [number, number, number, number]),
  ]);
  const across = [40, 200].map((y): [number, number, number, number] => [40, y, 361, y + 2]);
  const down = [40, 200, 359].map((x): [number, number, number, number] => [x, 40, x + 2, 202]);
  const { rules } = liftRules(sheet(...across, ...down, ...steps));
  expect(rules.filter((r) => r.horizontal).map((r) => [r.from, r.to])).toEqual([
    [40, 361],
    [40, 361],
    [40, 361],
  ]);
});

test('lines that fall a little are lifted to their ends, where no row holds much of them', () => {
  // Two dots a step; the grid's crossings lie in the steps between.
  const across = [40, 120, 200].flatMap((y) =>
    Array.from({ length: 33 }, (_, i): [number, number, number, number] => [
      ...([40 + 10 * i, y + (i >> 2), 50 + 10 * i, y + (i >> 2) + 2] as [number, number, number, number]),
    ]),
  );
  const down = [40, 200, 359].map((x): [number, number, number, number] => [x, 40, x + 2, 210]);
  const { image, rules } = liftRules(sheet(...across, ...down, letter));
  expect(rules.filter((r) => r.horizontal)).toHaveLength(3);
  let dark = 0;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (darkAt(image, x, y)) dark++;
  // The letter alone: six by fourteen.
  expect(dark).toBe(84);
});

test('a line ends where the last of it is seen, also where that is shorter than what makes a line', () => {
  const across = [40, 120, 200].flatMap((y): [number, number, number, number][] => [
    [40, y, 330, y + 2],
    [330, y + 2, 359, y + 4],
  ]);
  const down = [40, 120, 200, 300].map((x): [number, number, number, number] => [x, 40, x + 2, 206]);
  const page = sheet(...across, ...down);
  const white = { ...page, grey: page.grey.map((value) => (value < 100 ? value : 250)) };
  const { rules } = liftRules(white);
  const level = rules.filter((r) => r.horizontal);
  expect(level).toHaveLength(3);
  for (const { from, to } of level) expect([from, to >= 359]).toEqual([40, true]);
});

test('underlines, bars and frames are left as they are', () => {
  const picture = sheet(
    letter,
    [40, 90, 200, 92],
    [40, 150, 360, 190],
    [20, 20, 380, 22],
    [20, 278, 380, 280],
  );
  const { image, rules } = liftRules(picture);
  expect(rules).toEqual([]);
  expect(image).toBe(picture);
});

test('the dots of a printed photograph that run together make no grid', () => {
  const dots: [number, number, number, number][] = [];
  for (let y = 40; y < 260; y += 5) for (let x = 40; x < 360; x += 5) dots.push([x, y, x + 3, y + 3]);
  const photograph = sheet(...dots);
  const { image, rules } = liftRules(photograph);
  expect(rules).toEqual([]);
  expect(image).toBe(photograph);
});
