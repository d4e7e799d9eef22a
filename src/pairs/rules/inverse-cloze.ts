import { wordsOf, type RuleLanguage } from '../language';
import type { Random } from '../random';
import { chineseSentences, countHan } from './chinese/sentences';
import { contentWords, spaced } from './english/grammar';
import { englishSentences } from './english/sentences';

export interface InverseCloze {
  question: string;
  /** What is left of the passage. */
  positive: string;
  rule: 'inverse-cloze' | 'inverse-cloze-span';
}

/** How often the sentence stays in its passage, so that literal matches are still learnt (Lee et al. 2019: 10%). */
const keepRate = 0.25;

const sentencesOf = (text: string, language: RuleLanguage): string[] => {
  if (language === 'en') return englishSentences(text);
  if (language === 'zh') return chineseSentences(text);
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });
  return [...segmenter.segment(text)].map((s) => s.segment.trim()).filter((s) => s !== '');
};

const saysEnough = (sentence: string, language: RuleLanguage): boolean => {
  if (language === 'zh') return countHan(sentence) >= 8;
  if (language === 'en') return spaced(sentence).length >= 6 && contentWords(sentence).length >= 3;
  return wordsOf(sentence).length >= 6;
};

/** A run of 30 to 60% of the units (words, or Han characters), at least five of them. */
function span(units: string[], joiner: string, random: Random): string {
  const length = Math.max(5, Math.floor(units.length * (0.3 + 0.3 * random.next())));
  if (units.length <= length) return units.join(joiner);
  const start = random.below(units.length - length + 1);
  return units.slice(start, start + length).join(joiner);
}

/**
 * One sentence of the passage is the question, the others are what it belongs to (Lee et al. 2019, arXiv:1906.00300).
 * Where there is only one sentence, a part of it; null where even that is too short.
 */
export function inverseCloze(text: string, language: RuleLanguage, random: Random): InverseCloze | null {
  const sentences = sentencesOf(text, language);
  const telling = sentences.flatMap((sentence, index) => (saysEnough(sentence, language) ? [index] : []));
  if (sentences.length < 2 || telling.length === 0) {
    const chinese = language === 'zh';
    const units = chinese ? [...text.replace(/\s+/g, '')] : spaced(text);
    if (units.length < (chinese ? 20 : 12)) return null;
    return { question: span(units, chinese ? '' : ' ', random), positive: text, rule: 'inverse-cloze-span' };
  }
  const chosen = random.pick(telling);
  const keep = random.next() < keepRate;
  const rest = sentences.filter((_, index) => index !== chosen).join(language === 'zh' ? '' : ' ');
  return { question: sentences[chosen]!, positive: keep ? text : rest, rule: 'inverse-cloze' };
}
