import type { Random } from '../random';
import { countedWords, type Corpus } from './corpus';
import { chineseCandidates } from './chinese/phrases';
import { englishCandidates } from './english/phrases';

const mostWords = 5;
const fewestWords = 2;
/** A score is multiplied by 1 ± half of this, so that two runs over a chunk need not pick the same phrases. */
const jitter = 0.35;

/**
 * A search as people type it: two to five of the passage's telling words, in any order; null where it has too few.
 * Candidates are runs of content words between function words and punctuation (RAKE, Rose et al. 2010), scored by
 * sum over words of (1 + ln tf) * min(idf, ln(N / 2)), over the square root of the run's length.
 */
export function keyPhraseQuestion(
  text: string,
  language: 'en' | 'zh',
  corpus: Corpus,
  random: Random,
): string | null {
  const counts = new Map<string, number>();
  for (const word of countedWords(text, language)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const idfLimit = Math.log(Math.max(corpus.size, 4) / 2);
  const scored = (language === 'en' ? englishCandidates(text) : chineseCandidates(text)).map(
    ({ words, shown }) => {
      const weights = words.map(
        (word) => (1 + Math.log(counts.get(word) ?? 1)) * Math.min(corpus.idf(word), idfLimit),
      );
      const score = weights.reduce((sum, weight) => sum + weight, 0) / Math.sqrt(words.length);
      return { words, shown, score: score * (1 + jitter * (random.next() - 0.5)) };
    },
  );
  scored.sort((a, b) => b.score - a.score);
  const wanted = fewestWords + random.below(mostWords - fewestWords + 1);
  const used = new Set<string>();
  const chosen: string[] = [];
  let length = 0;
  for (const { words, shown } of scored) {
    if (words.some((word) => used.has(word))) continue;
    words.forEach((word) => used.add(word));
    chosen.push(shown);
    length += words.length;
    if (length >= wanted) break;
  }
  return length >= fewestWords ? random.shuffle(chosen).join(' ') : null;
}
