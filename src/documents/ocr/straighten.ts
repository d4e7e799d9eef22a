import type { GreyImage } from './ocr-engine';

/** An image turned so that its lines run level: by `angle`, radians to the left, about its middle, on a larger ground. */
export interface Straightened {
  angle: number;
  width: number;
  height: number;
}

const degree = Math.PI / 180;
// Beyond this a page was not laid askew but otherwise; below it the engine reads as well.
const [most, least] = [8, 0.8];
// Rows of a level page are full of ink or empty: by so much more than as it lies must they be.
const clearly = 1.2;
// Pixels that are looked at, along the longer side.
const looked = 900;
const fewestDots = 400;

/** By how much the lines of a page fall to the right, in radians; 0 where they are level or there are none. */
export function skewOf(image: GreyImage): number {
  const dots = inkDots(image);
  if (dots.x.length < fewestDots) return 0;
  const level = sharpness(dots, 0);
  let best = { angle: 0, score: level };
  const look = (angle: number) => {
    const score = sharpness(dots, angle * degree);
    if (score > best.score) best = { angle, score };
  };
  for (let angle = -most; angle <= most; angle += 0.5) look(angle);
  const near = best.angle;
  for (let step = -4; step <= 4; step++) look(near + step / 10);
  return Math.abs(best.angle) < least || best.score < clearly * level ? 0 : best.angle * degree;
}

interface Dots {
  x: number[];
  y: number[];
}

/** Pixels darker than those around them on a coarse raster: ink, not shadow. */
function inkDots({ width, height, grey }: GreyImage): Dots {
  const step = Math.max(1, Math.floor(Math.max(width, height) / looked));
  const reach = 12 * step;
  const dots: Dots = { x: [], y: [] };
  for (let y = reach; y < height - reach; y += step) {
    for (let x = reach; x < width - reach; x += step) {
      const at = y * width + x;
      const here = grey[at]!;
      const around = Math.max(
        grey[at - reach]!,
        grey[at + reach]!,
        grey[at - reach * width]!,
        grey[at + reach * width]!,
      );
      if (here < 0.65 * around) {
        dots.x.push(x / step);
        dots.y.push(y / step);
      }
    }
  }
  return dots;
}

/** How unlike neighbouring rows are when the page is levelled by `angle` (Postl 1986). */
function sharpness({ x, y }: Dots, angle: number): number {
  const slope = Math.tan(angle);
  const rows = new Uint32Array(4 * looked);
  for (let i = 0; i < x.length; i++) {
    const row = Math.round(y[i]! - slope * x[i]!) + looked;
    if (row >= 0 && row < rows.length) rows[row]! += 1;
  }
  let sum = 0;
  for (let row = 1; row < rows.length; row++) sum += (rows[row]! - rows[row - 1]!) ** 2;
  return sum;
}

/** The page levelled, the ground it is laid on white. */
export function straightened(image: GreyImage, angle: number): { image: GreyImage; straight: Straightened } {
  const { width: w, height: h, grey } = image;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const width = Math.ceil(w * cos + h * Math.abs(sin));
  const height = Math.ceil(h * cos + w * Math.abs(sin));
  const out = new Uint8Array(width * height).fill(255);
  for (let y = 0; y < height; y++) {
    const dy = y - height / 2;
    for (let x = 0; x < width; x++) {
      const dx = x - width / 2;
      const fromX = dx * cos - dy * sin + w / 2;
      const fromY = dx * sin + dy * cos + h / 2;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      if (left < 0 || top < 0 || left >= w - 1 || top >= h - 1) continue;
      const at = top * w + left;
      const [across, down] = [fromX - left, fromY - top];
      const above = grey[at]! * (1 - across) + grey[at + 1]! * across;
      const below = grey[at + w]! * (1 - across) + grey[at + w + 1]! * across;
      out[y * width + x] = above * (1 - down) + below * down;
    }
  }
  return { image: { width, height, grey: out }, straight: { angle, width, height } };
}

/** Where a box of the levelled page lies on the page as it was, `width` by `height` in the same unit as `ground`. */
export function askew(
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  {
    angle,
    ground,
    width,
    height,
  }: { angle: number; ground: { width: number; height: number }; width: number; height: number },
): [number, number, number, number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ].map(([x = 0, y = 0]) => {
    const [dx, dy] = [x - ground.width / 2, y - ground.height / 2];
    return { x: dx * cos - dy * sin + width / 2, y: dx * sin + dy * cos + height / 2 };
  });
  const within = (value: number, end: number) => Math.max(0, Math.min(end, value));
  const [xs, ys] = [corners.map(({ x }) => within(x, width)), corners.map(({ y }) => within(y, height))];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
