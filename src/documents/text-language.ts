import type { TextLanguage } from './types';

const letters = /\p{L}/gu;
const han = /\p{Script=Han}/gu;
const latin = /\p{Script=Latin}/gu;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const words = /[\p{L}'’]+/gu;

// Three in ten words of running English are among these, one in ten at most of another language in Latin letters.
const common = new Set(
  'the of and to in is that for it as was on be by with are at this from or an have not which has but were been their will more can all may would other than these any such its no if there when into also must they should each use used where who how what between only after under during our your you we he she his her'.split(
    ' ',
  ),
);
const fewestCommon = 0.12;
// Labels and headings tell no language by their words.
const fewestWords = 12;
// Characters of a document that say what language it is in.
const sample = 20_000;

/** English, Chinese or another; undefined where there are no letters. `usual`: of what is too short, or no sentence, to tell by its words. */
export function textLanguage(text: string, usual: TextLanguage, sentence = true): TextLanguage | undefined {
  const all = text.match(letters)?.length ?? 0;
  if (all === 0) return undefined;
  if (kana.test(text)) return 'other';
  if ((text.match(han)?.length ?? 0) * 3 >= all) return 'zh';
  if ((text.match(latin)?.length ?? 0) * 2 < all) return 'other';
  const found = text.toLowerCase().match(words) ?? [];
  if (!sentence || found.length < fewestWords) return usual;
  return found.filter((word) => common.has(word)).length >= fewestCommon * found.length ? 'en' : 'other';
}

/** Of the texts of a document in Latin letters: English unless they tell otherwise. */
export function usualLanguage(texts: readonly string[]): TextLanguage {
  let all = '';
  for (const text of texts) {
    if (all.length > sample) break;
    if ((text.match(latin)?.length ?? 0) * 2 >= text.length) all += `${text} `;
  }
  return textLanguage(all, 'en') ?? 'en';
}

const anyHan = /\p{Script=Han}/u;

/** Whether there are Chinese characters in any of them. */
export const hasChinese = (texts: readonly { text: string }[]): boolean =>
  texts.some(({ text }) => anyHan.test(text));
