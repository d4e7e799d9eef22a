import { median } from '../layout/line';

/** What pdf.js says of a Type 3 font, in the font's own units. */
export interface Type3Metrics {
  fontMatrix?: number[];
  /** x0, y0, x1, y1 */
  bbox?: number[];
  /** Advances by character code. */
  widths?: Record<number, number>;
}

// Letters are half an em wide in the middle, and reach a little further than an em from the lowest to the highest.
const halfEm = 2;
const reach = 1.15;
// So far off a guess may be where the size is the em.
const [least, most] = [0.4, 2.5];

const unitOf = (font: Type3Metrics): number => Math.abs(font.fontMatrix?.[3] ?? 0.001);

/** Outlines have 1000, 1024 or 2048 units to the em, bitmaps units of their own. */
export function isOutline(font: Type3Metrics): boolean {
  const unit = unitOf(font);
  return unit > 1 / 2500 && unit <= 1 / 999;
}

/**
 * A Type 3 font's em, in units of its size. Outlines and the bitmaps of pdfTeX are set at their size; of other bitmaps (those
 * of dvips have a unit a point of the printer) the em is guessed from their letters.
 */
export function emOfType3(font: Type3Metrics): number {
  if (isOutline(font)) return 1;
  const unit = unitOf(font);
  const widths = Object.values(font.widths ?? {}).filter((width) => width > 0);
  const [, low = 0, , high = 0] = font.bbox ?? [];
  const guesses = [halfEm * median(widths), Math.abs(high - low) / reach].filter((guess) => guess > 0);
  if (guesses.length === 0) return 1;
  const em = unit * Math.min(...guesses);
  return unit < 0.1 && em >= least && em <= most ? 1 : em;
}
