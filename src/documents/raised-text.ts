type Signs = Readonly<Record<string, string>>;

/** Unicode's raised and lowered signs; letters stay letters, for models and people search for them. */
export const raisedSigns: Signs = {
  ...{ 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' },
  ...{ '+': '⁺', '-': '⁻', '−': '⁻', '(': '⁽', ')': '⁾' },
};
export const loweredSigns: Signs = {
  ...{ 0: '₀', 1: '₁', 2: '₂', 3: '₃', 4: '₄', 5: '₅', 6: '₆', 7: '₇', 8: '₈', 9: '₉' },
  ...{ '+': '₊', '(': '₍', ')': '₎' },
};

/** The text in these signs; null where one of its characters has none. */
export function inSigns(text: string, signs: Signs): string | null {
  const known = [...text].map((character) => signs[character]);
  return known.every((sign) => sign !== undefined) ? known.join('') : null;
}

const raised: Signs = { ...raisedSigns, '–': '⁻', '=': '⁼' };
const lowered: Signs = { ...loweredSigns, '-': '₋', '−': '₋', '=': '₌' };

/** Where it stands: in running text, in a formula, in a table's cell, whose figures are compared. */
export type Place = 'text' | 'formula' | 'cell';

const grouped = (text: string): string => (/^[\p{L}\p{N}.]+$|^\(.*\)$/u.test(text) ? text : `(${text})`);

const noteMark = /^\d{1,3}(?:[,–-]\d{1,3})*$/;
const unit = /(?:^|[^\p{L}])(?:[kcdmnµμ]?m|ft|in|yd|mi|sec|s|h|kg|g|ha)$/u;

/**
 * What is raised as it is written behind `before`, the same for every kind of file: an exponent of figures in characters of
 * its own (10⁻⁶, m², xⁿ), another as ^ (e^(-kt)); the mark of a footnote in brackets, so that it is no part of the word:
 * 'systems[1]'; in a cell, whose figures are compared, as a character: 'Total¹'. '4th' and a trademark stay as they are.
 */
export function superscript(text: string, before: string, place: Place = 'text'): string {
  const own = text.trim();
  if (own === '') return text;
  // 'word¹⁾' and 'word⁽¹⁾' are ways to mark a note, too.
  const mark = own.replace(/^\(?(\d{1,3})\)$/, '$1');
  if (place !== 'formula' && noteMark.test(mark) && (mark !== own || !isPower(before, own)))
    return (place === 'cell' ? inSigns(own, raised) : null) ?? `[${mark}]`;
  if (own === 'n') return 'ⁿ';
  const known = inSigns(own, raised);
  if (known !== null) return known;
  return place === 'formula' || /^\(\p{Ll}{1,2}\)$|[=+−–-]|\d\p{L}|\p{L}\d/u.test(own)
    ? `^${grouped(own)}`
    : text;
}

/** An index as plain text: CO₂, V_max, x_(i+1). */
export function subscript(text: string): string {
  const own = text.trim();
  if (!/[\p{L}\p{N}]/u.test(own)) return text;
  return inSigns(own, lowered) ?? `_${grouped(own)}`;
}

/** Figures behind ten, two, a unit, a name of one letter or one in a formula are an exponent; behind words and long figures, a note's mark. */
function isPower(before: string, text: string): boolean {
  if (/(?:^|[^\d.,])(?:10|\d)$/.test(before)) return true;
  if (unit.test(before)) return /^[1-4]$/.test(text);
  return /(?:^|[^\p{L}\p{N}])\p{L}$|[=+*/×·(−] ?\p{L}{1,3}$/u.test(before);
}
