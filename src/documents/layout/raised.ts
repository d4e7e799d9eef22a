import type { Word } from '../pdf/page-content';
import { inSigns, loweredSigns, raisedSigns } from '../raised-text';

/** Where a run stands: in running text, in a formula, in a table's cell. */
export type Place = 'text' | 'formula' | 'cell';

/** 1: above the line (superscript), -1: below it (subscript), 0: on it. */
export type Raise = 1 | 0 | -1;

// In units of the base's size. Superscripts are set a third above the line, subscripts a seventh below.
const smaller = 0.86;
const above = 0.15;
const below = -0.06;
const farthest = 0.75;
const attached = 0.15;

/** How a word stands to the larger one before it, to which it is attached. */
export function raiseOf(word: Word, base: Word, gap: number): Raise {
  // What is recognised has sizes and heights of its letters' boxes, not of its type.
  if (word.font === 'ocr' || word.size > smaller * base.size || gap > attached * base.size) return 0;
  const rise = (base.baseline - word.baseline) / base.size;
  if (Math.abs(rise) > farthest) return 0;
  return rise > above ? 1 : rise < below ? -1 : 0;
}

const raised = { ...raisedSigns, '–': '⁻', n: 'ⁿ', i: 'ⁱ' };
const lowered = { ...loweredSigns, i: 'ᵢ', j: 'ⱼ', n: 'ₙ', x: 'ₓ' };

/** In characters of their own; null where one of them has none. */
const asCharacters = (text: string, raise: Raise): string | null =>
  inSigns(text, raise === 1 ? raised : lowered);

const noteMark = /^\d{1,3}(?:[,–-]\d{1,3})*$/;
const unit = /(?:^|[^\p{L}])(?:[kcdmnµμ]?m|ft|in|yd|mi|sec|s|h|kg|g|ha)$/u;

/**
 * A run above or below the line as it is written behind `before`: exponents and indices of figures in characters of their
 * own (10⁻⁶, m², H₂O), in formulas others as TeX writes them (x^{ab}); the mark of a footnote in brackets, so that it is no
 * part of the word: 'systems[1]'; in a cell, whose figures are compared, as a character: 'Total¹'. What else is raised (1st, a trademark) stays as it is.
 */
export function written(text: string, raise: Raise, before: string, place: Place): string {
  if (place === 'formula') return asCharacters(text, raise) ?? `${raise === 1 ? '^' : '_'}{${text}}`;
  if (raise === -1) return /^\d+$/.test(text) ? asCharacters(text, raise)! : text;
  if (noteMark.test(text) && !isPower(before, text))
    return (place === 'cell' ? asCharacters(text, raise) : null) ?? `[${text}]`;
  if (/^[-−–+]?\d+[-−–+]?$/u.test(text)) return asCharacters(text, raise)!;
  return text;
}

/** Figures behind ten, two, a unit or a name of one letter are an exponent; behind words and long figures, a note's mark. */
function isPower(before: string, text: string): boolean {
  if (/(?:^|[^\d.,])(?:10|\d)$/.test(before)) return true;
  if (unit.test(before)) return /^[1-4]$/.test(text);
  return /(?:^|[^\p{L}\p{N}])\p{L}$/u.test(before);
}
