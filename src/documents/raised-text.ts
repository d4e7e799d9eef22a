// Unicode's raised and lowered signs; letters stay letters, for models and people search for them.
const signs = '0123456789+-−=()';
const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾';
const lowered = '₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎';

const mapped = (text: string, to: string): string | null => {
  const places = [...text].map((letter) => signs.indexOf(letter));
  return places.every((at) => at >= 0) ? places.map((at) => to[at]).join('') : null;
};

const grouped = (text: string): string => (/^[\p{L}\p{N}.]+$/u.test(text) ? text : `(${text})`);

/** An exponent as plain text: 10⁶, e^(-kt), xⁿ; '4th', a note's sign and a mark stay as they are. `power`: it is surely one, as in a formula. */
export function superscript(text: string, power = false): string {
  const own = text.trim();
  if (own === '') return text;
  if (own === 'n') return 'ⁿ';
  const known = mapped(own, raised);
  if (known !== null) return known;
  return power || /[=+−-]|\d\p{L}|\p{L}\d/u.test(own) ? `^${grouped(own)}` : text;
}

/** An index as plain text: CO₂, V_max, x_(i+1). */
export function subscript(text: string): string {
  const own = text.trim();
  if (own === '') return text;
  return mapped(own, lowered) ?? `_${grouped(own)}`;
}
