import { fromOutside, lowerFirst, shorten, splitClause } from './clause';
import { auxiliaries, contentWords, formsOfBe, pronouns, spaced, verbForms } from './grammar';

const amount =
  /(?:approximately |about |nearly |over |more than |up to )?((?:US)?[$€£]\s?\d[\d,.]*(?:\s(?:million|billion|thousand|trillion))?|\d[\d,.]*\s?(?:%|percent|per cent)|\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?(?:\s(?:million|billion|thousand))?)(?=[\s.,;)]|$)/gi;
const wholeYear = /^(?:19|20)\d\d$/;
const afterLabel = /(?:Fig|Table|Item|Note|Section|Rule|Chapter|Part|No)\.?\s*$/;
const verbsOfChange = new Set('increase decrease grow decline fall rise improve'.split(' '));

/** The first number that says how much or how many: no year, and not the number of a table or section. */
function firstAmount(text: string): { value: string; start: number; end: number } | null {
  for (const match of text.matchAll(amount)) {
    const value = match[1] ?? '';
    if (wholeYear.test(value.trim()) || afterLabel.test(text.slice(0, match.index))) continue;
    return { value, start: match.index, end: match.index + match[0].length };
  }
  return null;
}

type Asks = 'What percentage' | 'How much' | 'How many';

function asksFor(value: string): Asks {
  if (/%|percent|per cent/.test(value)) return 'What percentage';
  return /^(?:US)?[$€£]/.test(value) ? 'How much' : 'How many';
}

/** A question for the sentence's first amount: 'Revenue grew by 4% in Asia' -> 'By what percentage did revenue grow in Asia?' */
export function numberQuestion(text: string): string[] {
  const found = firstAmount(text);
  if (!found) return [];
  const asks = asksFor(found.value);
  const before = text.slice(0, found.start);
  // 'X' stands where the number stood, so that a verb right before it is seen as having an object.
  const clause = splitClause(`${before.trim()} X`);
  if (
    !clause ||
    pronouns.has(clause.subject.toLowerCase()) ||
    contentWords(clause.subject).length < 1 ||
    found.start <= 8
  ) {
    if (asks === 'How many' || found.start <= 12) return [];
    const link = asks === 'How much' ? 'was' : 'of';
    const rest = shorten(fromOutside(text.slice(found.end)), 8);
    return [`${asks} ${link} ${lowerFirst(shorten(fromOutside(before), 10))} ${rest}?`];
  }
  const { verb } = clause;
  const form = auxiliaries.has(verb) ? undefined : verbForms.get(verb);
  const subject = lowerFirst(fromOutside(clause.subject));
  const after = shorten(text.slice(found.end), 8);
  const middle = shorten(
    clause.rest
      .replace(/\s*X$/, '')
      .replace(/\b(?:by|to|of|approximately|about|was|were|at)\s*$/, '')
      .trim(),
    6,
  );
  const inversion = form ? `${form.auxiliary} ${subject} ${form.base}` : `${verb} ${subject}`;
  if (asks === 'How many') {
    const counted = spaced(after);
    return [
      `How many ${counted.slice(0, 3).join(' ')} ${inversion} ${middle} ${counted.slice(3).join(' ')}?`,
    ];
  }
  if (formsOfBe.has(verb)) {
    return [`${asks === 'How much' ? 'How much' : 'What'} ${verb} ${subject} ${middle} ${after}?`];
  }
  const changed = asks === 'What percentage' && form !== undefined && verbsOfChange.has(form.base);
  return [`${changed ? 'By what percentage' : asks} ${inversion} ${middle} ${after}?`];
}
