import type { GreyImage } from '../ocr-engine';

/** Where print stands in the picture of a line: whether each column, and each row, holds some, and how much. */
export interface Ink {
  columns: Uint8Array;
  rows: Uint8Array;
  /** Pixels in each row. */
  amounts: Uint32Array;
}

// Of 255: paper that is greyer here and there is no print.
const leastContrast = 40;
// Of a line's height: above and below, neighbouring lines may reach in.
const margin = 0.12;
// Of the fullest row's print.
const fullRow = 0.25;

/** null where nothing stands out. */
export function inkOf({ width, height, grey }: GreyImage): Ink | null {
  const histogram = new Uint32Array(256);
  for (const value of grey) histogram[value]!++;
  const [dark, light] = [quantile(histogram, grey.length, 0.01), quantile(histogram, grey.length, 0.99)];
  if (light - dark < leastContrast) return null;
  const limit = (dark + light) / 2;
  const below = grey.reduce((n, value) => n + Number(value < limit), 0);
  // What there is more of is the paper: print may be light on dark.
  const isInk = below * 2 < grey.length ? (v: number) => v < limit : (v: number) => v >= limit;
  const columns = new Uint8Array(width);
  const rows = new Uint8Array(height);
  const amounts = new Uint32Array(height);
  const [top, bottom] = [Math.round(margin * height), Math.round((1 - margin) * height)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isInk(grey[y * width + x]!)) continue;
      rows[y] = 1;
      amounts[y]!++;
      if (y >= top && y < bottom) columns[x] = 1;
    }
  }
  return { columns, rows, amounts };
}

function quantile(histogram: Uint32Array, count: number, share: number): number {
  let seen = 0;
  for (let value = 0; value < 256; value++) {
    seen += histogram[value]!;
    if (seen >= share * count) return value;
  }
  return 255;
}

/** The widest run without print between two columns; empty, in their middle, where there is none. */
export function widestGap({ columns }: Ink, from: number, to: number): { from: number; to: number } {
  const middle = (from + to) / 2;
  let best = { from: middle, to: middle };
  let start = -1;
  for (let x = Math.max(0, Math.floor(from)); x <= Math.min(columns.length, Math.ceil(to)); x++) {
    const free = x < columns.length && !columns[x];
    if (free && start < 0) start = x;
    if ((!free || x + 1 > to) && start >= 0) {
      const end = free ? x + 1 : x;
      if (end - start > best.to - best.from) best = { from: start, to: end };
      start = -1;
    }
  }
  return best;
}

/** The rows that are full of print: Chinese characters fill their height alike, and what reaches in from other lines does not. */
export function bandOf({ amounts }: Ink): { from: number; to: number } {
  const least = fullRow * Math.max(...amounts);
  return extentOf(Uint8Array.from(amounts, (amount) => Number(amount >= least)));
}

/** First and last (exclusive) of what is set; all of it where nothing is. */
export function extentOf(marks: Uint8Array): { from: number; to: number } {
  const from = marks.indexOf(1);
  return from < 0 ? { from: 0, to: marks.length } : { from, to: marks.lastIndexOf(1) + 1 };
}
