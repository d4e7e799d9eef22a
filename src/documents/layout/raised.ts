import type { Word } from '../pdf/page-content';

/** 1: above the line (superscript), -1: below it (subscript), 0: on it. */
export type Raise = 1 | 0 | -1;

// In units of the base's size. Superscripts are set a third above the line, subscripts a seventh below.
const smaller = 0.86;
const above = 0.15;
const below = -0.06;
// Letters that stand a little lower may be of another font.
const lettersBelow = -0.1;
const longestIndex = 10;
const farthest = 0.75;
const attached = 0.15;

/** How a word stands to the larger one before it, to which it is attached. */
export function raiseOf(word: Word, base: Word, gap: number): Raise {
  // What is recognised has sizes and heights of its letters' boxes, not of its type.
  if (word.font === 'ocr' || word.size > smaller * base.size || gap > attached * base.size) return 0;
  const rise = (base.baseline - word.baseline) / base.size;
  if (Math.abs(rise) > farthest) return 0;
  const isIndex =
    rise < lettersBelow ? word.text.length <= longestIndex : rise < below && /^\d+$/.test(word.text);
  return rise > above ? 1 : isIndex ? -1 : 0;
}
