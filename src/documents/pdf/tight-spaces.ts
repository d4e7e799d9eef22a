/** A letter of a word: where it begins and ends along the line, in points from the word's beginning. */
export interface Spaced {
  text: string;
  along: number;
  end: number;
}

// Letters of what may be several words.
const fewest = 8;
// In em: no narrower gap is a space, one alone must be wider.
const narrowest = 0.085;
const alone = 0.11;
// Of the narrowest space: the gaps within words are narrower than this.
const within = 0.3;
// Few words have one letter alone: others are what is left of a word.
const oneLetter = /^(?:[aàâeéioyAÀEIOY]|[^\p{L}])$/u;
const ideograph = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/;
const wordLike = /[\p{L}\p{N})\].,;:%](?=$)|^[\p{L}\p{N}([>]/u;

/**
 * Words that were set so tightly that the gaps between them pass for none: gaps that stand out from those between the letters
 * around them, as letters spaced throughout do not. One piece where there are none.
 */
export function tightWords(letters: readonly Spaced[], size: number): (readonly Spaced[])[] {
  if (letters.length < fewest || letters.some(({ text }) => ideograph.test(text))) return [letters];
  const gaps = letters.map(({ along }, i) => (i > 0 ? (along - letters[i - 1]!.end) / size : 0));
  const spaces = gaps.filter((gap) => gap >= narrowest);
  if (spaces.length === 0) return [letters];
  const least = spaces.reduce((m, gap) => Math.min(m, gap), Infinity);
  if (gaps.some((gap) => gap < narrowest && Math.abs(gap) > within * least)) return [letters];
  if (spaces.length === 1 && least < alone) return [letters];
  // Letters spaced throughout: hardly a word is shorter than two letters.
  if (spaces.length > letters.length / 3) return [letters];
  const pieces: Spaced[][] = [];
  letters.forEach((letter, i) => {
    const opens = i === 0 || (gaps[i]! >= narrowest && parts(letters[i - 1]!.text, letter.text));
    if (opens) pieces.push([letter]);
    else pieces.at(-1)!.push(letter);
  });
  return pieces.every((piece) => piece.length > 1 || oneLetter.test(piece[0]!.text)) ? pieces : [letters];
}

/** Figures of one number may be spaced as unevenly as they like. */
const parts = (a: string, b: string): boolean =>
  wordLike.test(a) && wordLike.test(b) && !(/[\d.,]/.test(a) && /[\d.,]/.test(b));
