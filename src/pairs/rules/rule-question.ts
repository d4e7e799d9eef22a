import type { RuleLanguage } from '../language';
import type { Random } from '../random';
import type { WrittenQuestion } from '../types';
import { chineseSentences } from './chinese/sentences';
import { chineseTemplateQuestions } from './chinese/templates';
import { countedWords, type Corpus } from './corpus';
import { contentWords } from './english/grammar';
import { englishSentences } from './english/sentences';
import { templateQuestions } from './english/templates';
import { inverseCloze } from './inverse-cloze';
import { keyPhraseQuestion } from './key-phrases';

type Kind = 'inverse-cloze' | 'template' | 'key-phrases';

// The English weights are those that were measured (docs/decisions/rule-made-questions.md); the Chinese ones trust
// its few templates less.
const mixtures: Readonly<Record<RuleLanguage, readonly (readonly [Kind, number])[]>> = {
  en: [
    ['inverse-cloze', 0.4],
    ['template', 0.4],
    ['key-phrases', 0.2],
  ],
  zh: [
    ['inverse-cloze', 0.4],
    ['key-phrases', 0.4],
    ['template', 0.2],
  ],
  other: [['inverse-cloze', 1]],
};

/** The drawn kind first, then the others in the mixture's order, for chunks where it is impossible. */
function drawOrder(language: RuleLanguage, random: Random): Kind[] {
  const mixture = mixtures[language];
  let rest = random.next();
  const drawn = mixture.find(([, weight]) => (rest -= weight) < 0)?.[0] ?? mixture[0]![0];
  return [drawn, ...mixture.map(([kind]) => kind).filter((kind) => kind !== drawn)];
}

/** Addresses, citations and bare numbers, which no one would ask about. */
const junk = /https?:|doi|www\.|et al\b.*et al\b|^\W*\d+\W*$/i;

/** How telling a question is: the idf, at most 8 each, of its four rarest words. */
function specificity(question: string, language: RuleLanguage, corpus: Corpus): number {
  const words = language === 'en' ? contentWords(question) : countedWords(question, language);
  const rarity = [...new Set(words)].map((word) => Math.min(corpus.idf(word.toLowerCase()), 8));
  rarity.sort((a, b) => b - a);
  return rarity.slice(0, 4).reduce((sum, idf) => sum + idf, 0);
}

function template(
  text: string,
  language: RuleLanguage,
  corpus: Corpus,
  random: Random,
): WrittenQuestion | null {
  const found =
    language === 'en'
      ? englishSentences(text).flatMap((sentence) => (junk.test(sentence) ? [] : templateQuestions(sentence)))
      : chineseSentences(text).flatMap(chineseTemplateQuestions);
  if (found.length === 0) return null;
  const chosen = random.pick([...new Set(found.map((item) => item.template))]);
  let best = { question: '', score: -Infinity };
  for (const { template: kind, question } of found) {
    if (kind !== chosen) continue;
    const score = specificity(question, language, corpus) * (0.7 + 0.6 * random.next());
    if (score > best.score) best = { question, score };
  }
  return { text: best.question, writer: `template-${chosen}` };
}

function keyPhrases(
  text: string,
  language: RuleLanguage,
  corpus: Corpus,
  random: Random,
): WrittenQuestion | null {
  if (language === 'other') return null;
  if (language === 'en' && (junk.test(text.slice(0, 40)) || contentWords(text).length < 5)) return null;
  const question = keyPhraseQuestion(text, language, corpus, random);
  return question === null ? null : { text: question, writer: 'key-phrases' };
}

/** One question about one chunk's text; null where no rule fits. */
export function ruleQuestion(
  text: string,
  language: RuleLanguage,
  corpus: Corpus,
  random: Random,
): WrittenQuestion | null {
  for (const kind of drawOrder(language, random)) {
    if (kind === 'inverse-cloze') {
      const cloze = inverseCloze(text, language, random);
      if (!cloze) continue;
      const { question, positive, rule } = cloze;
      return { text: question, writer: rule, ...(positive === text ? {} : { positive }) };
    }
    const written = (kind === 'template' ? template : keyPhrases)(text, language, corpus, random);
    if (written) return written;
  }
  return null;
}
