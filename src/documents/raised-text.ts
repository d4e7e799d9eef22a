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

const raised: Signs = { ...raisedSigns, '=': '⁼' };
const lowered: Signs = { ...loweredSigns, '-': '₋', '−': '₋', '=': '₌' };

const grouped = (text: string): string => (/^[\p{L}\p{N}.]+$/u.test(text) ? text : `(${text})`);

/** An exponent as plain text: 10⁶, e^(-kt), xⁿ; '4th', a note's sign and a mark stay as they are. `power`: it is surely one, as in a formula. */
export function superscript(text: string, power = false): string {
  const own = text.trim();
  if (own === '') return text;
  if (own === 'n') return 'ⁿ';
  const known = inSigns(own, raised);
  if (known !== null) return known;
  return power || /[=+−-]|\d\p{L}|\p{L}\d/u.test(own) ? `^${grouped(own)}` : text;
}

/** An index as plain text: CO₂, V_max, x_(i+1). */
export function subscript(text: string): string {
  const own = text.trim();
  if (own === '') return text;
  return inSigns(own, lowered) ?? `_${grouped(own)}`;
}
