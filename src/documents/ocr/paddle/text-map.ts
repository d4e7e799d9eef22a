import { pointIn, smallestBox, type LineBox, type Point } from './line-box';

/** How likely each pixel belongs to the middle of a line of text: 0 to 1, row by row. */
export interface TextMap {
  width: number;
  height: number;
  scores: Float32Array;
}

// As the model was trained to be read (PaddleOCR's DBPostProcess; Liao et al. 2020, arXiv:1911.08947).
const pixelScore = 0.3;
const boxScore = 0.5;
const unclipRatio = 1.6;
// Sides of what is no text, in pixels of the map.
const shortest = 3;

/** The lines in the map, in its pixels; each is grown to the whole line around the middle that the map shows. */
export function linesIn(map: TextMap): LineBox[] {
  return components(map).flatMap((edge) => {
    const middle = smallestBox(edge);
    // An edge's pixels are one wide: the box around their middles lacks half on each side.
    const box = { ...middle, width: middle.width + 1, height: middle.height + 1 };
    if (Math.min(box.width, box.height) < shortest || meanScore(map, box) < boxScore) return [];
    return [unclip(box)];
  });
}

/** Vatti's offset of a rectangle, its corners left out: every side moves out by area · ratio / circumference. */
export function unclip(box: LineBox): LineBox {
  const by = (box.width * box.height * unclipRatio) / (2 * (box.width + box.height));
  return { ...box, width: box.width + 2 * by, height: box.height + 2 * by };
}

/** Of each patch of likely pixels that touch, corners included: its first and last pixel in every row. */
function components({ width, height, scores }: TextMap): Point[][] {
  const likely = dilated({ width, height, scores });
  const found: Point[][] = [];
  const waiting: number[] = [];
  for (let start = 0; start < likely.length; start++) {
    if (!likely[start]) continue;
    likely[start] = 0;
    waiting.push(start);
    const rows = new Map<number, [number, number]>();
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      const y = Math.floor(at / width);
      const x = at - y * width;
      const row = rows.get(y);
      if (!row) rows.set(y, [x, x]);
      else {
        row[0] = Math.min(row[0], x);
        row[1] = Math.max(row[1], x);
      }
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (!likely[next]) continue;
          likely[next] = 0;
          waiting.push(next);
        }
      }
    }
    found.push(
      [...rows].flatMap(([y, [from, to]]): Point[] => [
        [from, y],
        [to, y],
      ]),
    );
  }
  return found;
}

/** The likely pixels, each with those right of and below it: what one pixel parts grows together. */
function dilated({ width, height, scores }: TextMap): Uint8Array {
  const out = new Uint8Array(scores.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (scores[y * width + x]! <= pixelScore) continue;
      const [right, below] = [Number(x + 1 < width), Number(y + 1 < height)];
      for (const at of [0, right, below * width, below * width + right]) out[y * width + x + at] = 1;
    }
  }
  return out;
}

/** Mean over a box's pixels. */
function meanScore({ width, height, scores }: TextMap, box: LineBox): number {
  const across = Math.max(1, Math.round(box.height));
  const along = Math.max(1, Math.round(box.width));
  let sum = 0;
  for (let i = 0; i < across; i++) {
    for (let j = 0; j < along; j++) {
      const [x, y] = pointIn(box, (j + 0.5) / along, (i + 0.5) / across);
      const [px, py] = [Math.round(x), Math.round(y)];
      if (px >= 0 && px < width && py >= 0 && py < height) sum += scores[py * width + px]!;
    }
  }
  return sum / (across * along);
}
