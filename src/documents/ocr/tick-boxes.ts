import { holdsMiddle, type Box } from '../layout/box';
import { isCjk } from '../layout/line';
import type { GreyImage, OcrLine, OcrPage, OcrWord } from './ocr-engine';

/** A square outline in a picture, in pixels, with something in it or nothing. */
export interface TickBox extends Box {
  ticked: boolean;
}

const dark = 150;
// Pixels at 300 dots an inch: a tenth to a third of an inch, as letters are not.
const [leastSide, mostSide] = [28, 90];
// Pixels across which a side is looked for, and so far beside it there is paper.
const [wobble, apart] = [3, 4];
// Of a side, dark: an O leaves the corners white, a letter one of its sides. Of what is beside it, light.
const [drawn, clear] = [0.93, 0.7];
// Height by width.
const square = [0.88, 1.14] as const;
// Ink in the middle half of each way: none, a tick's, or a filled square's.
const [empty, full] = [0.01, 0.6];

/** The square outlines in a picture that may be tick boxes, in a few milliseconds. */
export function tickBoxes(image: GreyImage): TickBox[] {
  const { width, height, grey } = image;
  const found: TickBox[] = [];
  for (let y = 0; y < height - leastSide; y++) {
    const row = y * width;
    // A side has a dot at one of these.
    for (let x = leastSide - 1; x < width; x += leastSide) {
      if (grey[row + x]! >= dark) continue;
      let [x0, x1] = [x, x + 1];
      // Dust may take a dot out of it.
      while (x0 > 1 && Math.min(grey[row + x0 - 1]!, grey[row + x0 - 2]!) < dark) x0--;
      while (x1 < width - 1 && Math.min(grey[row + x1]!, grey[row + x1 + 1]!) < dark) x1++;
      while (x + leastSide < x1) x += leastSide;
      if (x1 - x0 < leastSide || x1 - x0 > mostSide) continue;
      const box = outlineFrom(image, x0, y, x1);
      if (box && !found.some((other) => holdsMiddle(other, box))) found.push(box);
    }
  }
  return found;
}

/** The outline whose top side are the dark dots at `y0` from `x0` to `x1`. */
function outlineFrom(image: GreyImage, x0: number, y0: number, x1: number): TickBox | null {
  const { width, height, grey } = image;
  const isDark = (x: number, y: number) =>
    x >= 0 && x < width && y >= 0 && y < height && grey[y * width + x]! < dark;
  const any = (at: (by: number) => boolean) => {
    for (let by = 0; by < wobble; by++) if (at(by)) return true;
    return false;
  };
  const upright = (to: number, at: (y: number) => boolean) => share(y0, to, at);
  const [left, right] = [
    (y: number) => any((by) => isDark(x0 + by, y)),
    (y: number) => any((by) => isDark(x1 - 1 - by, y)),
  ];
  const side = x1 - x0;
  const least = y0 + Math.round(square[0] * side);
  if (upright(least, left) < drawn || upright(least, right) < drawn) return null;
  for (let y1 = y0 + Math.round(square[1] * side); y1 >= least; y1--) {
    const bottom = share(x0, x1, (x) => any((by) => isDark(x, y1 - 1 - by)));
    if (bottom < drawn || upright(y1, left) < drawn || upright(y1, right) < drawn) continue;
    const beside = [
      share(x0, x1, (x) => isDark(x, y0 - apart)),
      share(x0, x1, (x) => isDark(x, y1 - 1 + apart)),
      upright(y1, (y) => isDark(x0 - apart, y)),
      upright(y1, (y) => isDark(x1 - 1 + apart, y)),
    ];
    if (Math.max(...beside) > 1 - clear) return null;
    const [inX, inY] = [side / 4, (y1 - y0) / 4].map(Math.round) as [number, number];
    while (share(x0, x1, (x) => isDark(x, y1 - 1)) < 0.5) y1--;
    const ink = share(y0 + inY, y1 - inY, (y) => share(x0 + inX, x1 - inX, (x) => isDark(x, y)));
    return ink > full ? null : { x0, y0, x1, y1, ticked: ink > empty };
  }
  return null;
}

/** Mean of `at` over the whole numbers from `from` up to `to`. */
function share(from: number, to: number, at: (i: number) => boolean | number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += Number(at(i));
  return sum / Math.max(1, to - from);
}

// A box is as high as its line, more or less, and stands so near to its words, in its own sides.
const [smallest, largest] = [0.6, 2.2];
const nearest = 3;
// What an engine takes a box for; what it is sure of that is none of these is a letter in a frame.
const boxLike = /^(?:[OoQD0□☐☑☒L|CGEUIJUl1(){}[\]_.,'"°¢©@&#*~=:;\-–—]{1,3}|[xXvVyYkKMNWw✓✔✗✘]{1,2})$/u;
const sureLetter = 0.8;
const widest = 1.8;
// In the beginning of a word that it was read together with.
const glued = /^[OoQ0□[\]|(){}]{1,2}(?=\p{L}{2})/u;

/** What was read, with the boxes that stand beside words of a line as ☐ and ☒, as in printed text. */
export function withTickBoxes(read: OcrPage, boxes: readonly TickBox[]): OcrPage {
  if (boxes.length === 0) return read;
  let { lines } = read;
  for (const box of boxes) {
    const at = lines.findIndex((line) => isBeside(line, box));
    if (at < 0) continue;
    const words = marked(lines[at]!.words, box);
    if (words) lines = lines.with(at, { ...lines[at]!, words });
  }
  return { ...read, lines };
}

function isBeside({ words, bbox: [, top, , bottom] }: OcrLine, box: Box): boolean {
  const [middle, side] = [(box.y0 + box.y1) / 2, box.y1 - box.y0];
  if (middle < top || middle > bottom) return false;
  if (side < smallest * (bottom - top) || side > largest * (bottom - top)) return false;
  if (words.some(({ text }) => isCjk(text))) return false;
  return words.some(({ text, bbox: [x0, , x1] }) => {
    const gap = Math.max(x0 - box.x1, box.x0 - x1);
    return /\p{L}{2}/u.test(text) && gap < nearest * side;
  });
}

/** The line's words with the box among them; null where what was read there is no box. */
function marked(words: readonly OcrWord[], box: TickBox): OcrWord[] | null {
  const { x0, y0, x1, y1 } = box;
  const mark: OcrWord = { text: box.ticked ? '☒' : '☐', bbox: [x0, y0, x1, y1], confidence: 0.9 };
  const over = words.findIndex(({ bbox }) => bbox[0] < (x0 + x1) / 2 && bbox[2] > (x0 + x1) / 2);
  if (over < 0) {
    const next = words.findIndex(({ bbox }) => bbox[0] > x0);
    return words.toSpliced(next < 0 ? words.length : next, 0, mark);
  }
  const { text, bbox, confidence } = words[over]!;
  if (boxLike.test(text)) return words.toSpliced(over, 1, mark);
  const rest = text.replace(glued, '');
  if (rest === text) {
    const isWord =
      /[\p{L}\p{N}]/u.test(text) && (confidence >= sureLetter || bbox[2] - bbox[0] > widest * (x1 - x0));
    return isWord ? null : words.toSpliced(over, 1, mark);
  }
  return words.toSpliced(over, 1, mark, {
    text: rest,
    bbox: [x1 + 1, bbox[1], bbox[2], bbox[3]],
    confidence,
  });
}
