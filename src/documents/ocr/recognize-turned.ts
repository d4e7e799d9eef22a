import { holdsMiddle, type Box } from '../layout/box';
import { evenlyLit } from './even-light';
import { turned } from './grey-image';
import type { Rule } from '../pdf/page-content';
import { liftRules } from './lift-rules';
import { doubtful, type GreyImage, type OcrImage, type OcrPage, type OcrWord } from './ocr-engine';
import type { PageEngine, Recogniser } from './widening';
import { tickBoxes, withTickBoxes } from './tick-boxes';
import { skewOf, straightened, type Straightened } from './straighten';

/** `turns` quarter turns to the right were made before reading, after the page was made `straight` where it lay askew. */
export interface ReadImage {
  read: OcrPage;
  turns: number;
  /** Lines of tables, in pixels of what was read, on an upright page. */
  rules: Rule[];
  straight: Straightened | null;
}

/**
 * Reads the image, evenly lit and level; where that is doubtful also on its head and sides, and keeps what reads best.
 * Where it has lines of a table it is read once more for what stands between these, unless it was read with less confidence
 * than `least`. `tried`: turns to try; the engine turns what only it can decode, and lines that run up or down it reads as they are.
 */
export async function recognizeTurned(
  engine: PageEngine,
  picture: OcrImage,
  signal: AbortSignal,
  tried: readonly number[] = 'file' in picture ? [2] : [2, 1, 3],
  least = 0,
): Promise<ReadImage> {
  const { image, rules, straight } = 'file' in picture ? asItIs(picture) : prepared(picture);
  const look = (by: Recogniser) => bestTurned(by, image, signal, tried);
  const own = await look(engine);
  signal.throwIfAborted();
  const best = (await engine.wider?.(own.read, look)) ?? own;
  if (best.turns !== 0 || best.read.confidence < least) return { ...best, rules: [], straight };
  signal.throwIfAborted();
  const again = rules.length > 0 && !best.read.settled ? await engine.recognize(image, true) : null;
  const read = again ? withCells(best.read, again, rules) : best.read;
  return { read: 'file' in image ? read : withTickBoxes(read, tickBoxes(image)), turns: 0, rules, straight };
}

/** What reads best of the image as it lies and, where that is doubtful, turned. */
async function bestTurned(
  engine: Recogniser,
  image: OcrImage,
  signal: AbortSignal,
  tried: readonly number[],
): Promise<{ read: OcrPage; turns: number }> {
  const first = await engine.recognize(image);
  if (first.settled) return { read: first, turns: first.settled.turns };
  let best = { read: first, turns: 0 };
  for (const turns of tried) {
    if (best.read.confidence >= doubtful) break;
    signal.throwIfAborted();
    const read = await engine.recognize(
      'file' in image ? { ...image, onItsHead: true } : turned(image, turns),
    );
    if (read.confidence > best.read.confidence + 0.1) best = { read, turns };
  }
  return best;
}

const asItIs = (image: { file: Uint8Array }) => ({ image, rules: [], straight: null });

function prepared(picture: GreyImage) {
  const lit = evenlyLit(picture);
  const angle = skewOf(lit);
  if (angle === 0) return { ...liftRules(lit), straight: null };
  const { image, straight } = straightened(lit, angle);
  return { ...liftRules(image), straight };
}

// So much surer is a second look to be believed: where letters are few, as in a cell, blocks are cut in their middle.
const surer = 0.1;

/**
 * What was read, and what a second look found between the lines of tables where nothing had been read; of one word read in
 * two ways, what is surer.
 */
function withCells(read: OcrPage, again: OcrPage, rules: readonly Rule[]): OcrPage {
  const across = rules.filter((r) => r.horizontal);
  const down = rules.filter((r) => !r.horizontal);
  const grid = {
    x0: Math.min(...down.map((r) => r.at)),
    y0: Math.min(...across.map((r) => r.at)),
    x1: Math.max(...down.map((r) => r.at)),
    y1: Math.max(...across.map((r) => r.at)),
  };
  const within = again.lines.flatMap((line) => line.words).filter((w) => holdsMiddle(grid, boxOf(w.bbox)));
  const lines = read.lines.map((line) => ({
    ...line,
    words: line.words.map((word) => within.find((other) => isSurer(other, word)) ?? word),
  }));
  const known = lines.flatMap((line) => line.words.map((w) => boxOf(w.bbox)));
  const isNew = ({ bbox }: OcrWord) => {
    const box = boxOf(bbox);
    return holdsMiddle(grid, box) && !known.some((k) => holdsMiddle(k, box) || holdsMiddle(box, k));
  };
  const paragraph = Math.max(0, ...read.lines.map((line) => line.paragraph + 1));
  const found = again.lines.flatMap((line, i) => {
    const words = line.words.filter(isNew);
    return words.length > 0 ? [{ ...line, words, paragraph: paragraph + i }] : [];
  });
  return { ...read, lines: [...lines, ...found] };
}

/** The same word, as their places say. */
const isSurer = (other: OcrWord, word: OcrWord): boolean =>
  other.confidence > word.confidence + surer &&
  holdsMiddle(boxOf(word.bbox), boxOf(other.bbox)) &&
  holdsMiddle(boxOf(other.bbox), boxOf(word.bbox));

const boxOf = ([x0, y0, x1, y1]: OcrWord['bbox']): Box => ({ x0, y0, x1, y1 });
