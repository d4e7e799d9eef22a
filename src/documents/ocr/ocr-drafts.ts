import type { Draft } from '../element';
import { enclose, holdsMiddle, type Box } from '../layout/box';
import { layoutDocument } from '../layout/layout-document';
import { isCjk } from '../layout/line';
import type { UprightPage } from '../layout/upright';
import type { Rule, Word } from '../pdf/page-content';
import { plainText } from '../pdf/word-builder';
import type { BoundingBox } from '../types';
import { upended } from './lying';
import { printSizes } from './print-size';
import { askew, type Straightened } from './straighten';
import type { OcrLine, OcrPage } from './ocr-engine';

// Of tesseract's words below this 7 of 11 were wrong, of those from here to .8 11 of 28, above .9 one in 30 (docs/decisions/ocr.md).
const doubtfulWord = 0.5;

interface ReadWord {
  word: Word;
  confidence: number;
}

/** The page an image shows: `width` and `height` in its own unit, `scale` units per pixel. */
export interface OcrPlace {
  scale: number;
  width: number;
  height: number;
  /** Quarter turns to the right made before the image was read. */
  turns: number;
  /** Of a page that lay askew: as it was levelled before it was turned and read. */
  straight?: Straightened | null;
  /** Lines of tables, in pixels. */
  rules?: readonly Rule[];
}

/** A page as recognised, to be laid out alone or among the pages of its document. */
export interface RecognisedPage {
  page: UprightPage;
  /** Letters and digits on it. */
  letters: number;
  /** Mean over the words in a box of the page as shown, weighted by length. */
  confidenceIn(box: BoundingBox): number;
  /** Words in the box that may be misread. */
  doubtfulIn(box: BoundingBox): string[];
}

/** Recognised lines as a page, in the engine's order and paragraphs; null where nothing was read. */
export function recognisedPage(
  seen: OcrPage,
  { scale, width: shownWidth, height: shownHeight, turns: made, straight, rules = [] }: OcrPlace,
): RecognisedPage | null {
  const ground = straight && { width: straight.width * scale, height: straight.height * scale };
  const { width, height } = ground ?? { width: shownWidth, height: shownHeight };
  const lies = made % 2 === 1;
  const size = { width: (lies ? height : width) / scale, height: (lies ? width : height) / scale };
  const { read, turns: further } = upended(seen, size);
  const turns = (made + further) % 4;
  const sizes = printSizes(read.lines, read.settled !== undefined);
  const lines = read.lines.map((line, i) => ({
    paragraph: line.paragraph,
    words: lineWords(line, { pixels: sizes[i]!, scale, ruled: rules.length > 0 }),
  }));
  const words = lines.flatMap((line) => line.words);
  if (words.length === 0) return null;
  const order: Word[][][] = [];
  lines.forEach((line, i) => {
    if (line.paragraph !== lines[i - 1]?.paragraph) order.push([]);
    order.at(-1)!.push(line.words.map((w) => w.word));
  });
  const page: UprightPage = {
    width: turns % 2 === 0 ? width : height,
    height: turns % 2 === 0 ? height : width,
    words: words.map((w) => w.word),
    rules: turns === 0 ? rules.map((rule) => scaled(rule, scale)) : [],
    fills: [],
    sideways: [],
    order,
    toShown: (box) => {
      const upright = turnedBack(box, turns, width, height);
      if (!straight || !ground) return upright;
      return askew(upright, { angle: straight.angle, ground, width: shownWidth, height: shownHeight });
    },
  };
  const shown = words.map(({ word: { text, x0, y0, x1, y1 }, confidence }) => ({
    box: boxOf(page.toShown([x0, y0, x1, y1])),
    text,
    weight: text.length,
    confidence,
  }));
  const shownIn = (box: BoundingBox) => shown.filter((w) => holdsMiddle(boxOf(box), w.box));
  return {
    page,
    letters: words.reduce((n, w) => n + (w.word.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0),
    confidenceIn: (box) => {
      const own = shownIn(box);
      const weight = own.reduce((n, w) => n + w.weight, 0);
      return own.reduce((n, w) => n + w.confidence * w.weight, 0) / Math.max(1, weight);
    },
    doubtfulIn: (box) => [
      ...new Set(
        shownIn(box)
          .filter(({ text, confidence }) => confidence < doubtfulWord && /[\p{L}\p{N}]/u.test(text))
          .map(({ text }) => text),
      ),
    ],
  };
}

const scaled = ({ horizontal, at, from, to, thickness }: Rule, by: number): Rule => ({
  horizontal,
  at: at * by,
  from: from * by,
  to: to * by,
  thickness: thickness * by,
});

const boxOf = ([x0, y0, x1, y1]: BoundingBox): Box => ({ x0, y0, x1, y1 });

/** What was laid out of a recognised page, marked as such. */
export const asRecognised = (drafts: readonly Draft[], recognised: RecognisedPage): Draft[] =>
  drafts.map((draft) => {
    const doubtful = recognised.doubtfulIn(draft.bbox!);
    return {
      ...draft,
      source: 'ocr',
      confidence: Math.round(recognised.confidenceIn(draft.bbox!) * 1000) / 1000,
      ...(doubtful.length > 0 && { doubtful }),
    };
  });

/** Recognised lines to drafts, typed as printed text is; boxes in the page's own unit, as it is shown. */
export async function ocrDrafts(read: OcrPage, place: OcrPlace): Promise<Draft[]> {
  const recognised = recognisedPage(read, place);
  if (!recognised) return [];
  const [drafts] = await layoutDocument([recognised.page]);
  return asRecognised(drafts!, recognised);
}

function turnedBack([x0, y0, x1, y1]: BoundingBox, turns: number, w: number, h: number): BoundingBox {
  if (turns === 2) return [w - x1, h - y1, w - x0, h - y0];
  if (turns === 1) return [y0, h - x1, y1, h - x0];
  return turns === 3 ? [w - y1, x0, w - y0, x1] : [x0, y0, x1, y1];
}

/** All words of a line share its size: a letter without ascenders is no smaller print. */
function lineWords(
  line: OcrLine,
  { pixels, scale, ruled }: { pixels: number; scale: number; ruled: boolean },
): ReadWord[] {
  const { y0, y1 } = enclose(
    line.words.map(({ bbox }) => ({ x0: bbox[0], y0: bbox[1], x1: bbox[2], y1: bbox[3] })),
  );
  const words = line.words.flatMap(({ text, bbox, confidence }) => {
    const whole = plainText(text).trim();
    // What is left of a table's lines is read as bars.
    const plain = ruled ? whole.replace(/^[|¦]+|[|¦]+$/g, '') : whole;
    if (!plain) return [];
    const word: Word = {
      text: plain,
      x0: bbox[0] * scale,
      x1: bbox[2] * scale,
      y0: y0 * scale,
      y1: y1 * scale,
      baseline: y1 * scale,
      size: pixels * scale,
      bold: false,
      italic: false,
      font: 'ocr',
      turn: 0,
    };
    return [{ word, confidence }];
  });
  return keptApart(joinChinese(words));
}

// In em: so much room makes two words in a line of text.
const space = 0.15;

/** What the engine read as two words stays two, though their boxes may touch; marks may belong to either. */
function keptApart(words: readonly ReadWord[]): ReadWord[] {
  return words.map((read, i) => {
    const { word } = read;
    const next = words[i + 1]?.word;
    const x1 = next ? next.x0 - space * Math.min(word.size, next.size) : Infinity;
    if (x1 >= word.x1 || x1 <= word.x0 || !next) return read;
    const areWords = /[\p{L}\p{N}][,.;:]?$/u.test(word.text) && /^[\p{L}\p{N}]/u.test(next.text);
    const cjk = isCjk(word.text.slice(-1)) || isCjk(next.text[0]!);
    return areWords && !cjk ? { ...read, word: { ...word, x1 } } : read;
  });
}

/** The engine cuts Chinese into words; in its text nothing stands between them, a full-width mark's own blank half aside. */
function joinChinese(words: readonly ReadWord[]): ReadWord[] {
  const joined: ReadWord[] = [];
  for (const next of words) {
    const last = joined.at(-1);
    const dense =
      last &&
      isCjk(last.word.text.slice(-1)) &&
      isCjk(next.word.text[0]!) &&
      next.word.x0 - last.word.x1 < 0.9 * next.word.size;
    if (!dense) {
      joined.push(next);
      continue;
    }
    const [a, b] = [last.word.text.length, next.word.text.length];
    joined[joined.length - 1] = {
      word: { ...last.word, text: last.word.text + next.word.text, x1: Math.max(last.word.x1, next.word.x1) },
      confidence: (a * last.confidence + b * next.confidence) / (a + b),
    };
  }
  return joined;
}
