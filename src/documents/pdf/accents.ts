import type { Glyph } from './word-builder';

/** Accents that TeX's and old fonts draw by themselves, as the marks that stand over a letter in Unicode. */
const marks: Readonly<Record<string, string>> = {
  ...{ '`': '\u0300', '´': '\u0301', '^': '\u0302', ˆ: '\u0302', '~': '\u0303', '˜': '\u0303' },
  ...{ '¯': '\u0304', ˉ: '\u0304', '˘': '\u0306', '˙': '\u0307', '¨': '\u0308', '˚': '\u030a' },
  ...{ '˝': '\u030b', ˇ: '\u030c', '¸': '\u0327', '˛': '\u0328' },
};

export const isAccent = (text: string): boolean => text in marks;

// Without their dots, for an accent to stand there.
const dotless: Readonly<Record<string, string>> = { ı: 'i', ȷ: 'j' };

/** The letter with these accents, the nearest last, as one character; null where there is none. */
export function accented(letter: string, accents: readonly string[]): string | null {
  const base = dotless[letter] ?? letter;
  if (!/^\p{L}$/u.test(base)) return null;
  const whole = (
    base +
    accents
      .map((accent) => marks[accent]!)
      .reverse()
      .join('')
  ).normalize('NFC');
  return [...whole].length === 1 ? whole : null;
}

// Of an accent's width: so much of it stands over or under its letter.
const covering = 0.6;
// In units of the font size: raised by so much over capitals.
const highest = 0.45;

/** The accent is drawn at the letter's place. */
export function standsOn(accent: Glyph, letter: Glyph): boolean {
  const { size } = letter.look;
  if (accent.dx <= 0 || letter.dx <= 0 || Math.abs(accent.look.size - size) > 0.1 * size) return false;
  if (Math.abs(accent.y - letter.y) > highest * size) return false;
  const shared = Math.min(accent.x + accent.dx, letter.x + letter.dx) - Math.max(accent.x, letter.x);
  return shared > covering * Math.min(accent.dx, letter.dx);
}
