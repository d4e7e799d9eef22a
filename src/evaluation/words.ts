import { stemmer } from 'stemmer';

// Scripts written without spaces between words: overlapping pairs of characters stand in for words.
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const pattern = new RegExp(`[${unspaced}]+|(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}_])+`, 'gu');
const startsUnspaced = new RegExp(`^[${unspaced}]`, 'u');

const english = /^[a-z]+$/;

/**
 * A text's words for BM25: runs of letters, digits and marks, lower-cased after NFKC, words of plain Latin letters cut to
 * their Porter stem; in scripts without spaces, character bigrams (a lone character stands for itself).
 * docs/decisions/bm25-words.md has the measurements.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(pattern)) {
    if (!startsUnspaced.test(run)) {
      found.push(english.test(run) ? stemmer(run) : run);
      continue;
    }
    const characters = [...run];
    if (characters.length === 1) found.push(run);
    for (let at = 1; at < characters.length; at += 1) found.push(characters[at - 1]! + characters[at]!);
  }
  return found;
}
