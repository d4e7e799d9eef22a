import { auxiliaries, contentWords, functionWords, nounLike, spaced, verbForms } from './grammar';

/** A clause cut at its verb: 'Revenue | increased | by 4% in 2022'. */
export interface Clause {
  subject: string;
  /** Lower case, without punctuation: an auxiliary or a key of `verbForms`. */
  verb: string;
  rest: string;
}

const ordinaryEnding = /(?:tion|ment|ing|ity|ness|s|ed|ly|al)$/;

/** Lower-cases the first letter unless the first word looks like a name or an acronym. */
export function lowerFirst(text: string): string {
  const word = /^[A-Za-z0-9-]+/.exec(text)?.[0];
  if (!word) return text;
  const capitalised = /^[A-Z][^A-Z]*$/.test(word) && /[a-z]/.test(word);
  const ordinary = functionWords.has(word.toLowerCase()) || (capitalised && ordinaryEnding.test(word));
  return ordinary ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

const withoutTrailingFunctionWords = (words: string[]): string[] => {
  let end = words.length;
  while (end > 0 && functionWords.has(words[end - 1]!.toLowerCase().replace(/^,+|,+$/g, ''))) end--;
  return words.slice(0, end);
};

/** The first part of `text`, at most `limit` words, cut before a function word or after a comma where it can be. */
export function shorten(text: string, limit: number): string {
  const firstPart = text.split(/[;:]|\s[-–—]\s/)[0] ?? '';
  let words = spaced(firstPart.replace(/\s*\([^)]*\)|\s*\[[^\]]*\]/g, ''));
  if (words.length > limit) {
    words = words.slice(0, limit);
    for (let k = words.length - 1; k > 3; k--) {
      if (functionWords.has(words[k]!.toLowerCase()) || words[k - 1]!.endsWith(',')) {
        words = words.slice(0, k);
        break;
      }
    }
  }
  return withoutTrailingFunctionWords(words)
    .join(' ')
    .replace(/^[ ,.;:]+|[ ,.;:]+$/g, '');
}

const opensWithAdverbial =
  /^(?:Subject to|In|On|At|For|If|When|Where|While|Although|Because|Under|With|After|Before|During|As|Since|To|By|From|Without|Unless|Despite|Among|Based|According|Using|Given|Pursuant|Notwithstanding)\b/;
const adverbial = /^(?:[A-Z][^,]{3,90}),\s+(?=(?:the|a|an|our|we|this|these|each|any|every|[A-Z])\b)/;
const aside = /\s*\([^)]{1,60}\)|\s*\[[^\]]{1,40}\]/g;
const subordinating = new Set('which that who where when if and or but as'.split(' '));
const notBeforeVerb = new Set('to the a an of and or that which who for by with in'.split(' '));
const objectOpens = new Set('the a an by in to from that its our their with'.split(' '));

/** Cuts a sentence at its first verb within 13 words after the first; null where the verb is not the main clause's own. */
export function splitClause(sentence: string): Clause | null {
  const main = opensWithAdverbial.test(sentence) ? sentence.replace(adverbial, '') : sentence;
  const tokens = spaced(main.replace(aside, ''));
  for (let i = 1; i < Math.min(tokens.length, 14); i++) {
    const token = tokens[i]!;
    const word = token.toLowerCase().replace(/^[,;:()]+|[,;:()]+$/g, '');
    const before = tokens[i - 1]!.toLowerCase();
    const isAuxiliary = auxiliaries.has(word);
    const form = verbForms.get(word);
    const clause = { subject: tokens.slice(0, i).join(' '), verb: word, rest: tokens.slice(i + 1).join(' ') };
    if ((isAuxiliary || form) && subordinating.has(before.replace(/^,+|,+$/g, ''))) return null;
    if (/[,;:]$/.test(token) && i < 3) return null;
    if (isAuxiliary) return clause;
    if (!form) continue;
    if (!nounLike.has(word)) {
      if (!notBeforeVerb.has(before)) return clause;
      continue;
    }
    const next = tokens[i + 1]?.toLowerCase();
    if (
      form.auxiliary !== 'do' &&
      !functionWords.has(before) &&
      next !== undefined &&
      objectOpens.has(next)
    ) {
      return clause;
    }
  }
  return null;
}

/** 'we' and 'our' mean the writer of the passage: a stranger would say 'the company'. */
export const fromOutside = (text: string): string =>
  text.replace(/\bour\b/gi, "the company's").replace(/\bwe\b/gi, 'the company');

/** Whether a question has a sensible length, two content words and matching brackets. */
export function isUsable(question: string): boolean {
  const length = spaced(question).length;
  const count = (bracket: string): number => question.split(bracket).length - 1;
  return length >= 4 && length <= 26 && contentWords(question).length >= 2 && count('(') === count(')');
}
