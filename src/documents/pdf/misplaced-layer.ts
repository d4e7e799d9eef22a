import type { Box } from '../layout/box';
import type { GreyImage } from '../ocr/ocr-engine';
import type { ReadContext, SourceFile } from '../reader';
import { drawPages } from './draw-page';
import type { PageContent, Word } from './page-content';

// A blank between words of small print is some three dots wide.
const dotsPerInch = 100;
// Greys from the page's lightest around.
const inked = 60;
// Fewer words and blanks than these tell nothing.
const [fewestWords, fewestBlanks] = [20, 20];
// Of the words: more without any ink below them, and the layer lies beside the text.
const mostlyBare = 0.5;
// Points: so far a program may misjudge where a word begins; so far away a blank is no longer its own.
const [slack, away] = [3, 14];
// Ink found between words, by what is found as far from there: print of the same text has hardly any, of other text as much.
const asMuch = 0.8;
// A layer that another program shifted is shifted on all pages: so many tell.
const asked = 5;
const scanShare = 0.5;

/** Whether words laid over a picture do not stand where it has ink; false where that cannot be told. */
export function isMisplaced(words: readonly Word[], image: GreyImage, pointsPerPixel: number): boolean {
  const upright = words.filter((word) => word.turn === 0 && word.text.trim());
  if (upright.length < fewestWords) return false;
  const ink = inkShare(image, pointsPerPixel);
  if (upright.filter((word) => ink(word) === 0).length > mostlyBare * upright.length) return true;
  const blanks = upright.flatMap((word, i) => {
    const next = upright[i + 1];
    if (!next || next.baseline !== word.baseline) return [];
    const [x0, x1] = [word.x1, next.x0];
    const wide = x1 - x0 > 0.15 * word.size && x1 - x0 < word.size;
    return wide ? [{ x0, x1, y0: word.y0, y1: word.y1 }] : [];
  });
  const least = (box: Box, by: number) =>
    Math.min(
      ...[-slack, -slack / 2, 0, slack / 2, slack].map((more) =>
        ink({ ...box, x0: box.x0 + by + more, x1: box.x1 + by + more }),
      ),
    );
  const at = (by: number) => mean(blanks.map((box) => least(box, by)));
  return blanks.length >= fewestBlanks && at(0) > (asMuch * (at(away) + at(-away))) / 2;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The share of a box, in points, that is dark. */
function inkShare({ width, height, grey }: GreyImage, pointsPerPixel: number): (box: Box) => number {
  const counts = new Uint32Array(256);
  for (let i = 0; i < grey.length; i++) counts[grey[i]!]! += 1;
  const paper = counts.indexOf(Math.max(...counts));
  const dot = (value: number, most: number) =>
    Math.max(0, Math.min(most - 1, Math.floor(value / pointsPerPixel)));
  return ({ x0, y0, x1, y1 }) => {
    let [dark, all] = [0, 0];
    for (let y = dot(y0, height); y <= dot(y1, height); y++) {
      for (let x = dot(x0, width); x <= dot(x1, width); x++) {
        all++;
        if (grey[y * width + x]! < paper - inked) dark++;
      }
    }
    return dark / all;
  };
}

/**
 * Of pages (from 0) whose text may be laid over a scan, those where it does not lie on the scan's print: shifted, or another
 * page's. A few are looked at, and the others only where one of these is so.
 */
export async function misplacedLayers(
  file: SourceFile,
  pages: readonly { index: number; content: PageContent }[],
  context: ReadContext,
): Promise<Set<number>> {
  const laid = pages.filter(({ content }) => isLaidOver(content));
  const step = Math.max(1, Math.floor(laid.length / asked));
  const some = laid.filter((_, i) => i % step === 0).slice(0, asked);
  const found = await misplaced(file, some, context);
  if (found.size === 0) return found;
  const others = laid.filter((page) => !some.includes(page));
  return new Set([...found, ...(await misplaced(file, others, context))]);
}

/** A picture covers most of the page. */
const isLaidOver = ({ width, height, pictures = [] }: PageContent): boolean =>
  pictures.some(({ x0, y0, x1, y1 }) => (x1 - x0) * (y1 - y0) > scanShare * width * height);

async function misplaced(
  file: SourceFile,
  pages: readonly { index: number; content: PageContent }[],
  context: ReadContext,
): Promise<Set<number>> {
  const found = new Set<number>();
  const contents = new Map(pages.map(({ index, content }) => [index, content]));
  const asScans = pages.map(({ index }) => ({ index, letters: 1 }));
  // A page that cannot be drawn keeps its text: no warning is due.
  for await (const { index, image, pointsPerPixel } of drawPages(file, asScans, context, [], dotsPerInch))
    if (image && isMisplaced(contents.get(index)!.words, image, pointsPerPixel)) found.add(index);
  return found;
}
