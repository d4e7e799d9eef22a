import { wordsOf } from '../language';
import { englishWords } from './english/grammar';
import type { RuleLanguage } from '../language';

/** The words that a language's rules count: English ones by spelling, all others by Intl.Segmenter. */
export const countedWords = (text: string, language: RuleLanguage): string[] =>
  language === 'en' ? englishWords(text).map((word) => word.toLowerCase()) : wordsOf(text);

/** How rare each word is in the chunks of one language. */
export class Corpus {
  readonly size: number;
  private readonly documentFrequency = new Map<string, number>();

  constructor(texts: readonly string[], language: RuleLanguage) {
    this.size = texts.length;
    for (const text of texts) {
      for (const word of new Set(countedWords(text, language))) {
        this.documentFrequency.set(word, (this.documentFrequency.get(word) ?? 0) + 1);
      }
    }
  }

  /** ln((N + 1) / (df + 0.5)); `word` in lower case. */
  idf(word: string): number {
    return Math.log((this.size + 1) / ((this.documentFrequency.get(word) ?? 0) + 0.5));
  }
}
