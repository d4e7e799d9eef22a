import type { Word } from './page-content';

// Of the letters that can be judged: less than this in words, and the text is noise.
const mostlyWords = 0.6;
const vowel = /[aeiouyà-æè-ïò-öøù-ýāăąēėęěīįōőūůűų]/i;

/** Letters and digits of what may be words: text of another program's poor reading has few. */
export function letterOfWords(words: readonly Word[]): { judged: number; plausible: number } {
  let [judged, plausible] = [0, 0];
  for (const { text } of words) {
    for (const token of text.split(/[\s/–—-]+/)) {
      const core = token.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
      const length = core.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
      if (length < 3) continue;
      judged += length;
      if (mayBeWord(core)) plausible += length;
    }
  }
  return { judged, plausible };
}

function mayBeWord(core: string): boolean {
  if (/^\p{N}[\p{N}.,:]*$/u.test(core)) return true;
  if (!/\p{Script=Latin}/u.test(core)) return true;
  if (!/^[\p{L}\p{M}]+(?:['’.][\p{L}\p{M}]+)*$/u.test(core)) return false;
  if (core === core.toUpperCase()) return true;
  // Capitals within, five consonants and more: kLiN, wrhgfn.
  return vowel.test(core) && !/\p{Ll}\p{Lu}\p{Ll}/u.test(core) && !/[b-df-hj-np-tv-xz]{6}/i.test(core);
}

/** A text layer that is no text: most of what stands where words should is none. */
export function isNoise(words: readonly Word[]): boolean {
  const { judged, plausible } = letterOfWords(words);
  return judged > 0 && plausible < mostlyWords * judged;
}

// Letters of a page of text, and the share of them in words below which its font's codes are no letters: 0.1 and less where a
// file's table of them was wrong, 0.25 on a page of a chip's registers.
const aPage = 400;
const hardlyWords = 0.18;
// A few of the words tell of nearly every page that it is none.
const some = 8;

/** Text that a font without a true table of its letters makes of a page: another letter for each, figures and signs among them. */
export function isCipher(words: readonly Word[]): boolean {
  const few = letterOfWords(words.filter((_, i) => i % some === 0));
  if (few.plausible > mostlyWords * few.judged) return false;
  const { judged, plausible } = letterOfWords(words);
  return judged >= aPage && plausible < hardlyWords * judged;
}
