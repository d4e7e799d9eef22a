import type { Draft } from '../element';
import { holdsMiddle, type Box } from '../layout/box';
import type { OcrPage } from '../ocr/ocr-engine';
import type { PageContent } from './page-content';
import type { PixelSize } from './stored-pictures';

// Points: a few lines of text, wider than a logo.
const [leastWide, leastHigh] = [120, 48];
// Pixels: letters are some ten high, lines some fifty long.
const leastPixels = { width: 300, height: 60 };
// Share of the page: what covers more is a ground that text stands on, or a scan.
const mostOfPage = 0.85;
// Letters in a picture that has its text as text besides; a picture of a page's own text is read by nobody.
const fewLetters = 20;
// Points: side of a square of the raster in which room for a picture is looked for.
const square = 12;
// Shares of the page's width and height left white around the text.
const [side, head] = [0.08, 0.1];

/** A picture that text may be read in. */
export const mayHoldText = ({ width, height }: PixelSize): boolean =>
  width >= leastPixels.width && height >= leastPixels.height;

/** Whether there is room for a picture between the page's words and lines, its margins aside. */
export function hasRoom({ width, height, words, rules, fills }: PageContent): boolean {
  const [across, down] = [Math.ceil(width / square), Math.ceil(height / square)];
  const taken = new Uint8Array(across * down);
  const take = ({ x0, y0, x1, y1 }: Box) => {
    const to = (value: number, most: number) => Math.min(most - 1, Math.max(0, Math.floor(value / square)));
    for (let y = to(y0, down); y <= to(y1, down); y++)
      taken.fill(1, y * across + to(x0, across), y * across + to(x1, across) + 1);
  };
  for (const word of words) take(word);
  for (const { horizontal, at, from, to } of rules)
    take(horizontal ? { x0: from, x1: to, y0: at, y1: at } : { x0: at, x1: at, y0: from, y1: to });
  for (const fill of fills) if (fill.x1 - fill.x0 < width / 2) take(fill);
  // Squares above one another that are free, and how far such a pile goes on to the right.
  const free = new Uint16Array(across);
  const [wide, high] = [Math.floor(leastWide / square) - 1, Math.floor(leastHigh / square)];
  const within = (count: number, share: number) => [
    Math.ceil(count * share),
    Math.floor(count * (1 - share)),
  ];
  const [[left = 0, right = 0], [top = 0, bottom = 0]] = [within(across, side), within(down, head)];
  for (let y = top; y < bottom; y++) {
    let run = 0;
    for (let x = left; x < right; x++) {
      free[x] = taken[y * across + x] ? 0 : free[x]! + 1;
      run = free[x]! >= high ? run + 1 : 0;
      if (run >= wide) return true;
    }
  }
  return false;
}

/** The pictures on a page that nothing of its text stands on, strips of one picture joined. */
export function pictureRegions(places: readonly (Box | 'everywhere')[], page: PageContent): Box[] {
  const regions: Box[] = [];
  for (const place of places) {
    if (place === 'everywhere') continue;
    const strip = regions.find((r) => isNext(r, place));
    if (strip) Object.assign(strip, union(strip, place));
    else regions.push({ ...place });
  }
  return regions.filter((region) => {
    const [width, height] = [region.x1 - region.x0, region.y1 - region.y0];
    const large = width >= leastWide && height >= leastHigh;
    if (!large || width * height > mostOfPage * page.width * page.height) return false;
    const letters = page.words.reduce((n, w) => n + (holdsMiddle(region, w) ? w.text.length : 0), 0);
    return letters < fewLetters;
  });
}

const union = (a: Box, b: Box): Box => ({
  x0: Math.min(a.x0, b.x0),
  y0: Math.min(a.y0, b.y0),
  x1: Math.max(a.x1, b.x1),
  y1: Math.max(a.y1, b.y1),
});

/** A strip goes on below the other, as wide. */
const isNext = (a: Box, b: Box): boolean =>
  Math.abs(a.x0 - b.x0) < 1 && Math.abs(a.x1 - b.x1) < 1 && Math.abs(b.y0 - a.y1) < 2;

// Of a line of running text, and of all that was read; labels of a chart or diagram are shorter.
const wordsOfLine = 4;
const mostlyLines = 0.6;
const leastLines = 3;
const leastWords = 12;
// Bars, arrows and boxes of a drawing are read as single letters and marks.
const mostlyPlain = 0.85;
// A figure with sentences in its boxes was read at .79.
const sure = 0.85;

/** What was read in a picture is text: lines of words, or a table between drawn lines; logos, photographs and charts give neither. */
export function isText({ lines, confidence }: OcrPage, hasGrid: boolean): boolean {
  const words = lines.flatMap((line) => line.words);
  const plain = words.filter((w) => w.confidence >= 0.6 && /\p{L}{2}|\p{N}|\p{Script=Han}/u.test(w.text));
  if (confidence < sure || plain.length < leastWords || plain.length < mostlyPlain * words.length)
    return false;
  if (hasGrid) return true;
  const long = lines.filter((line) => line.words.length >= wordsOfLine);
  const inLong = long.reduce((n, line) => n + line.words.length, 0);
  return long.length >= leastLines && inLong >= mostlyLines * words.length;
}

/** Where what stands in `region` is read among a page's drafts: below what stands above it in its column. */
export function placeAmong(drafts: readonly Draft[], region: Box): number {
  let before = -1;
  let after = drafts.length;
  drafts.forEach(({ bbox, type }, i) => {
    if (!bbox || type === 'Header' || type === 'Footer' || type === 'PageNumber') return;
    const [x0, y0, x1, y1] = bbox;
    if (x1 < region.x0 || x0 > region.x1) return;
    if ((y0 + y1) / 2 < (region.y0 + region.y1) / 2) before = i;
    else if (after === drafts.length) after = i;
  });
  return before >= 0 ? before + 1 : after;
}
