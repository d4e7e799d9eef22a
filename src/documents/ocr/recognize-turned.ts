import { holdsMiddle, type Box } from '../layout/box';
import { turned } from './grey-image';
import type { Rule } from '../pdf/page-content';
import { liftRules } from './lift-rules';
import { doubtful, type OcrEngine, type OcrImage, type OcrPage, type OcrWord } from './ocr-engine';

/**
 * Reads the image; where that is doubtful also on its head and sides, and keeps what reads best:
 * `turns` quarter turns to the right were made before reading. `rules`: lines of tables, in pixels, on an upright page.
 * `tried`: turns to try; the engine turns what only it can decode, and lines that run up or down it reads as they are.
 */
export async function recognizeTurned(
  engine: Pick<OcrEngine, 'recognize'>,
  picture: OcrImage,
  signal: AbortSignal,
  tried: readonly number[] = 'file' in picture ? [2] : [2, 1, 3],
): Promise<{ read: OcrPage; turns: number; rules: Rule[] }> {
  const { image, rules } = 'file' in picture ? { image: picture, rules: [] } : liftRules(picture);
  const first = await engine.recognize(image);
  if (first.settled) {
    const { turns } = first.settled;
    return { read: first, turns, rules: turns === 0 ? rules : [] };
  }
  let best = { read: first, turns: 0 };
  for (const turns of tried) {
    if (best.read.confidence >= doubtful) break;
    signal.throwIfAborted();
    const read = await engine.recognize(
      'file' in image ? { ...image, onItsHead: true } : turned(image, turns),
    );
    if (read.confidence > best.read.confidence + 0.1) best = { read, turns };
  }
  if (best.turns !== 0 || rules.length === 0) return { ...best, rules: [] };
  signal.throwIfAborted();
  return { read: withCells(best.read, await engine.recognize(image, true), rules), turns: 0, rules };
}

/** What was read, and what a second look found between the lines of tables where nothing had been read. */
function withCells(read: OcrPage, again: OcrPage, rules: readonly Rule[]): OcrPage {
  const across = rules.filter((r) => r.horizontal);
  const down = rules.filter((r) => !r.horizontal);
  const grid = {
    x0: Math.min(...down.map((r) => r.at)),
    y0: Math.min(...across.map((r) => r.at)),
    x1: Math.max(...down.map((r) => r.at)),
    y1: Math.max(...across.map((r) => r.at)),
  };
  const known = read.lines.flatMap((line) => line.words.map((w) => boxOf(w.bbox)));
  const isNew = ({ bbox }: OcrWord) => {
    const box = boxOf(bbox);
    return holdsMiddle(grid, box) && !known.some((k) => holdsMiddle(k, box) || holdsMiddle(box, k));
  };
  const paragraph = Math.max(0, ...read.lines.map((line) => line.paragraph + 1));
  const found = again.lines.flatMap((line, i) => {
    const words = line.words.filter(isNew);
    return words.length > 0 ? [{ ...line, words, paragraph: paragraph + i }] : [];
  });
  return { ...read, lines: [...read.lines, ...found] };
}

const boxOf = ([x0, y0, x1, y1]: OcrWord['bbox']): Box => ({ x0, y0, x1, y1 });
