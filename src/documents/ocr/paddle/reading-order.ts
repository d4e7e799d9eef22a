import { splitColumns, type Item } from '../../layout/columns';
import { makeLines, median } from '../../layout/line';
import { makeParagraphs } from '../../layout/paragraphs';
import type { Word } from '../../pdf/page-content';
import type { OcrLine, OcrWord } from '../ocr-engine';
import type { ReadLine } from './recognize';
import { wordsOf } from './words';

// Distances in layouts are in points of a printed page, whose letters are about so high.
const usualSize = 10;

/** Lines as found, column by column from top to bottom, gathered in rows and paragraphs. */
export function inReadingOrder(read: readonly ReadLine[]): OcrLine[] {
  const skew = median(read.map((line) => line.box.angle));
  const scale = usualSize / Math.max(1, median(read.map((line) => line.box.height)));
  const places = new Map<Word, OcrWord>();
  const items = read.flatMap((line): Item<never>[] => {
    const straight = { ...line, box: straightened(line.box, skew, scale) };
    const seen = wordsOf(line);
    const flat = wordsOf(straight);
    const [y0, y1] = [Math.min(...flat.map((w) => w.bbox[1])), Math.max(...flat.map((w) => w.bbox[3]))];
    return flat.map(({ text, bbox }, i) => {
      const word: Word = {
        text,
        x0: bbox[0],
        x1: bbox[2],
        y0,
        y1,
        baseline: y1,
        size: y1 - y0,
        bold: false,
        italic: false,
        font: 'ocr',
        turn: 0,
      };
      places.set(word, seen[i]!);
      return { x0: word.x0, y0, x1: word.x1, y1, word };
    });
  });
  const paragraphs = splitColumns(items).flatMap((column) =>
    makeParagraphs(makeLines(column.flatMap(({ word }) => (word ? [word] : [])))),
  );
  return paragraphs.flatMap(({ lines }, paragraph) =>
    lines.map((line) =>
      lineOf(
        line.words.map((word) => places.get(word)!),
        paragraph,
      ),
    ),
  );
}

/** A line's box on the page turned back by its skew, in points. */
function straightened(box: ReadLine['box'], skew: number, scale: number): ReadLine['box'] {
  const [cos, sin] = [Math.cos(skew) * scale, Math.sin(skew) * scale];
  return {
    x: box.x * cos + box.y * sin,
    y: box.y * cos - box.x * sin,
    width: box.width * scale,
    height: box.height * scale,
    angle: 0,
  };
}

function lineOf(words: OcrWord[], paragraph: number): OcrLine {
  const side = (i: 0 | 1 | 2 | 3) => words.map((w) => w.bbox[i]);
  return {
    words,
    bbox: [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))],
    paragraph,
  };
}
