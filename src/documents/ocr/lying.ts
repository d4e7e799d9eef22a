import type { BoundingBox } from '../types';
import type { OcrLine, OcrPage } from './ocr-engine';

/**
 * A page that was read though its lines run down or up, its boxes turned so that they run to the right. `turns`: quarter
 * turns to the right that were made, 0 for a page that stood upright. `width` and `height` are the read image's, in pixels.
 */
export function upended(
  read: OcrPage,
  { width, height }: { width: number; height: number },
): { read: OcrPage; turns: number } {
  const letters = [0, 0, 0, 0];
  for (const line of read.lines) letters[turnsOf(line)]! += line.words.reduce((n, w) => n + w.text.length, 0);
  const turns = letters.indexOf(Math.max(...letters));
  if (turns === 0) return { read, turns };
  const turn = ([x0, y0, x1, y1]: BoundingBox): BoundingBox =>
    turns === 1 ? [height - y1, x0, height - y0, x1] : [y0, width - x1, y1, width - x0];
  const lines = read.lines.map((line) => ({
    ...line,
    bbox: turn(line.bbox),
    words: line.words.map((word) => ({ ...word, bbox: turn(word.bbox) })),
  }));
  return { read: { ...read, lines }, turns };
}

/** The turns that bring a line upright; a lone word's direction cannot be told. */
function turnsOf({ words, bbox: [x0, y0, x1, y1] }: OcrLine): number {
  if (words.length < 2 || y1 - y0 <= x1 - x0) return 0;
  const [first, last] = [words[0]!.bbox, words[words.length - 1]!.bbox];
  return first[1] + first[3] < last[1] + last[3] ? 3 : 1;
}
