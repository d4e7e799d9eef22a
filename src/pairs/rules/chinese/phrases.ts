import type { Candidate } from '../english/phrases';
import { chineseFunctionWords } from './grammar';

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
const latinWord = /^[\p{Script=Latin}][\p{Script=Latin}\p{N}-]+$/u;
const hanWord = /^\p{Script=Han}+$/u;

/** Content words of two characters or more, and pairs of neighbours among them ('质量 控制' is shown as 质量控制). */
export function chineseCandidates(text: string): Candidate[] {
  const candidates = new Map<string, Candidate>();
  let before: string | null = null;
  for (const { segment } of segmenter.segment(text.normalize('NFKC'))) {
    const word = segment.toLowerCase();
    const han = hanWord.test(word);
    const tells = ((han && word.length >= 2) || latinWord.test(word)) && !chineseFunctionWords.has(word);
    if (tells && !candidates.has(word)) candidates.set(word, { words: [word], shown: segment });
    if (tells && han && before !== null && before !== word && !candidates.has(before + word)) {
      candidates.set(before + word, { words: [before, word], shown: before + word });
    }
    before = tells && han ? word : null;
  }
  return [...candidates.values()];
}
