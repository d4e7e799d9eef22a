import type { Chunk } from '../documents/types';
import type { ModelInfo } from '../../workers/types';

/** The vocabulary of bert-base-uncased, which MiniLM, bge-en and e5-en share: Chinese is mostly [UNK] in it. */
const englishVocabulary = 30522;
const han = /\p{Script=Han}/gu;
const anyHan = /\p{Script=Han}/u;
const letter = /\p{L}/gu;

/** Half of the letters or more are Chinese characters. */
export function isChinese(text: string): boolean {
  const characters = text.match(han)?.length ?? 0;
  return characters * 2 >= (text.match(letter)?.length ?? 0) && characters > 0;
}

/** The chunks worth training this model on: without Chinese ones where it cannot read Chinese. */
export function readableBy(model: ModelInfo | null, chunks: readonly Chunk[]): Chunk[] {
  const english = model?.config.vocab_size === englishVocabulary;
  return chunks.filter(({ text }) => !english || !isChinese(text));
}

/**
 * Tesseract's names: what the person has chosen, then English, and Chinese where the person, the file's name or the documents speak it: each language makes
 * recognition slower and less sure. Chinese first: on Chinese pages 2 to 4 characters in 100 are misread (6 with English
 * first), on mixed ones 1 to 3 either way, on English ones 1.6 (none with English first or alone).
 */
export function ocrLanguages(
  { language: spoken, ocrLanguages: chosen }: { language: 'en' | 'zh'; ocrLanguages: readonly string[] },
  name: string,
  othersAreChinese: boolean,
): string[] {
  const chinese = spoken === 'zh' || anyHan.test(name) || othersAreChinese;
  return [...new Set([...chosen, ...(chinese ? ['chi_sim'] : []), 'eng'])];
}
