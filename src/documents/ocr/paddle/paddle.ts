import { HoneError } from '../../../errors/hone-error';
import { median } from '../../layout/line';
import { turned } from '../grey-image';
import type { GreyImage, OcrPage } from '../ocr-engine';
import { detectLines } from './detect';
import { turnedBox, type LineBox } from './line-box';
import { loadModels, type PaddleFiles, type PaddleModels } from './models';
import { linesOnTheirHead, readLines, type ReadLine } from './recognize';
import { inReadingOrder } from './reading-order';

export interface Paddle {
  /** Throws HoneError 'ocr/failed'. */
  read(image: GreyImage): Promise<OcrPage>;
  close(): Promise<void>;
}

// How many of the longest lines tell which way a page lies.
const askedLines = 12;
const comparedLines = 4;
// A line so much higher than wide runs up or down; a lone 1 or I does too, but is no longer than others are high.
const tall = 1.5;
const longerThanHigh = 2;
// What is read less surely is a picture's texture.
const leastSure = 0.5;

/**
 * PaddleOCR: lines are found in a map of scores, cut out straight and read whole. Finds by itself which way the page lies;
 * vertical Chinese and Japanese is read on a page turned to the left, whose rows are its columns.
 *
 * A page takes some 300 MB while it is read. Throws HoneError 'ocr/failed' when the models cannot be taken.
 */
export async function startPaddle(files: PaddleFiles, threads: number): Promise<Paddle> {
  const models = await loadModels(files, threads);
  return {
    async read(image) {
      try {
        return await readPage(models, image);
      } catch (error) {
        throw new HoneError('ocr/failed', { file: '' }, { cause: error });
      }
    },
    async close() {
      await models.detection.close();
      await models.orientation.close();
      await models.recognition.close();
    },
  };
}

async function readPage(models: PaddleModels, image: GreyImage): Promise<OcrPage> {
  const found = await detectLines(models.detection, image);
  const turns = await turnsOf(models, image, found);
  const page = turned(image, turns);
  const boxes = found.map((box) => turnedBox(box, turns, image));
  const usual = median(boxes.map((box) => box.height));
  const upright = boxes.filter((box) => !isTall(box) || box.height < longerThanHigh * usual);
  const standing = boxes.filter((box) => !upright.includes(box));
  const read = [
    ...(await readLines(models, page, upright)),
    ...(await readStanding(models, page, standing)),
  ].filter((line) => line.confidence >= leastSure && line.characters.some((c) => c.text.trim()));
  const lines = inReadingOrder(read);
  const letters = read.reduce((n, line) => n + line.characters.length, 0);
  const sum = read.reduce((n, line) => n + line.confidence * line.characters.length, 0);
  return { lines, confidence: letters === 0 ? 0 : sum / letters, settled: { turns } };
}

/** Quarter turns to the right after which most lines run to the right and stand on their feet. */
async function turnsOf(models: PaddleModels, image: GreyImage, boxes: readonly LineBox[]): Promise<number> {
  const long = [...boxes].sort((a, b) => longSide(b) - longSide(a)).slice(0, askedLines);
  const lying = long.filter(isTall).length * 2 > long.length;
  if (lying) return await surest(models, image, long, [3, 1]);
  const upended = await linesOnTheirHead(models, image, long.filter(isFlat));
  return upended * 3 < long.length ? 0 : await surest(models, image, long, [0, 2]);
}

/** Lines that run up or down on a page whose others do not, each whichever way it is read more surely. */
async function readStanding(
  models: PaddleModels,
  page: GreyImage,
  boxes: readonly LineBox[],
): Promise<ReadLine[]> {
  const [down, up] = [
    await readLines(
      models,
      page,
      boxes.map((box) => running(box, 1)),
    ),
    await readLines(
      models,
      page,
      boxes.map((box) => running(box, -1)),
    ),
  ];
  return down.map((line, i) => (line.confidence >= up[i]!.confidence ? line : up[i]!));
}

/** The same box with its long side as the direction of reading: down (1) or up (-1). */
const running = (box: LineBox, way: 1 | -1): LineBox => ({
  ...box,
  width: box.height,
  height: box.width,
  angle: box.angle + (way * Math.PI) / 2,
});

const isTall = ({ width, height }: LineBox): boolean => height > tall * width;
const longSide = ({ width, height }: LineBox): number => Math.max(width, height);
const isFlat = ({ width, height }: LineBox): boolean => width >= height;

/** Of several ways to turn the page, the one in which some of its lines are read most surely. */
async function surest(
  models: PaddleModels,
  image: GreyImage,
  boxes: readonly LineBox[],
  ways: readonly number[],
): Promise<number> {
  const some = boxes.slice(0, comparedLines);
  let best = { turns: ways[0]!, confidence: -1 };
  for (const turns of ways) {
    const read = await readLines(
      models,
      turned(image, turns),
      some.map((box) => turnedBox(box, turns, image)),
    );
    const confidence = read.reduce((sum, line) => sum + line.confidence, 0);
    if (confidence > best.confidence) best = { turns, confidence };
  }
  return best.turns;
}
