import type { Box } from '../layout/box';
import type { GreyImage } from './ocr-engine';

interface Run {
  from: number;
  to: number;
  part: number;
}

/** The boxes of connected black (0) parts of a picture in black and white, corners counted as connected. */
export function inkParts({ width, height, grey }: GreyImage): Box[] {
  const boxes: Box[] = [];
  // Of each part, the one it was joined to.
  const joined: number[] = [];
  const root = (part: number): number => {
    let at = part;
    while (joined[at] !== at) at = joined[at] = joined[joined[at]!]!;
    return at;
  };
  let above: Run[] = [];
  for (let y = 0; y < height; y++) {
    const runs: Run[] = [];
    let next = 0;
    for (let x = 0, at = y * width; x < width; x++) {
      if (grey[at + x] !== 0) continue;
      const from = x;
      while (x < width && grey[at + x] === 0) x++;
      let part = -1;
      while (next < above.length && above[next]!.to < from) next++;
      for (let i = next; i < above.length && above[i]!.from <= x; i++) {
        const other = root(above[i]!.part);
        if (part < 0) part = other;
        else joined[other] = part;
      }
      if (part < 0) {
        part = boxes.length;
        joined.push(part);
        boxes.push({ x0: from, y0: y, x1: x, y1: y + 1 });
      }
      runs.push({ from, to: x, part });
      const box = boxes[part]!;
      box.x0 = Math.min(box.x0, from);
      box.x1 = Math.max(box.x1, x);
      box.y1 = y + 1;
    }
    above = runs;
  }
  const whole: Box[] = [];
  boxes.forEach((box, part) => {
    const own = root(part);
    if (own === part) return;
    const into = boxes[own]!;
    into.x0 = Math.min(into.x0, box.x0);
    into.y0 = Math.min(into.y0, box.y0);
    into.x1 = Math.max(into.x1, box.x1);
    into.y1 = Math.max(into.y1, box.y1);
  });
  boxes.forEach((box, part) => {
    if (root(part) === part) whole.push(box);
  });
  return whole;
}
