import type { GreyImage } from '../ocr-engine';
import { crop } from './crop';
import { decode, type ReadCharacter } from './ctc';
import type { LineBox } from './line-box';
import type { PaddleModels } from './models';
import { pixelsOf } from './pixels';

// What the models read: lines of this height, and not longer than memory allows.
const lineHeight = 48;
const longestLine = 3200;
// Width of all lines read at once.
const widthAtOnce = 3200;
// Of one batch, the narrowest to the widest: what is filled up is computed for nothing.
const leastFilled = 0.75;
const orientationWidth = 192;
// Of both ways a line may stand, as sure as PaddleOCR asks before it turns one.
const sureOfOrientation = 0.9;

export interface ReadLine {
  box: LineBox;
  /** The line as the model saw it. */
  picture: GreyImage;
  characters: ReadCharacter[];
  /** Mean over its characters; 0 where there are none. */
  confidence: number;
}

/** Reads lines that run to the right; in the order given. */
export async function readLines(
  { recognition, characters }: PaddleModels,
  image: GreyImage,
  boxes: readonly LineBox[],
  onDone: () => Promise<void> = async () => undefined,
): Promise<ReadLine[]> {
  const widths = boxes.map(({ width, height }) =>
    Math.max(8, Math.min(longestLine, Math.ceil((width / Math.max(1, height)) * lineHeight))),
  );
  const read: ReadLine[] = [];
  for (const batch of batches(widths)) {
    const pictures = batch.map((i) => crop(image, boxes[i]!, { width: widths[i]!, height: lineHeight }));
    const shape = { count: batch.length, height: lineHeight, width: widths[batch.at(-1)!]! };
    const { data, dims } = await recognition.run(pixelsOf(pictures, shape), shape);
    const [, steps, classes] = dims as [number, number, number];
    batch.forEach((i, at) => {
      const picture = pictures[at]!;
      const scores = data.subarray(at * steps * classes, (at + 1) * steps * classes);
      // Beside a shorter line nothing is to be read.
      const own = Math.min(steps, Math.ceil((steps * picture.width) / shape.width));
      const found = decode(scores, { steps: own, classes }, characters);
      const scale = ((own / steps) * shape.width) / picture.width;
      const placed = found.map((c) => ({ ...c, at: Math.min(1, c.at * scale) }));
      read[i] = { box: boxes[i]!, picture, characters: placed, confidence: confidenceOf(found) };
    });
    await onDone();
  }
  return read;
}

export const confidenceOf = (characters: readonly ReadCharacter[]): number =>
  characters.reduce((sum, c) => sum + c.confidence, 0) / Math.max(1, characters.length);

/** Which lines are read together, the narrowest of each first. */
function batches(widths: readonly number[]): number[][] {
  const order = [...widths.keys()].sort((a, b) => widths[b]! - widths[a]!);
  const found: number[][] = [];
  for (const i of order) {
    const last = found.at(-1);
    const widest = last ? widths[last.at(-1)!]! : 0;
    const fits = last && widths[i]! >= leastFilled * widest && (last.length + 1) * widest <= widthAtOnce;
    if (fits) last.unshift(i);
    else found.push([i]);
  }
  return found;
}

/** How many of the lines surely stand on their head. */
export async function linesOnTheirHead(
  { orientation }: PaddleModels,
  image: GreyImage,
  boxes: readonly LineBox[],
): Promise<number> {
  if (boxes.length === 0) return 0;
  const pictures = boxes.map((box) => {
    const width = Math.ceil((box.width / Math.max(1, box.height)) * lineHeight);
    return crop(image, box, { width: Math.max(1, Math.min(orientationWidth, width)), height: lineHeight });
  });
  const shape = { count: boxes.length, height: lineHeight, width: orientationWidth };
  const { data } = await orientation.run(pixelsOf(pictures, shape), shape);
  return boxes.filter((_, i) => data[2 * i + 1]! > sureOfOrientation).length;
}
