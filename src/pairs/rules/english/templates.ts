import { fromOutside, isUsable, lowerFirst, shorten, splitClause, type Clause } from './clause';
import { auxiliaries, contentWords, definingVerbs, formsOfBe, pronouns, spaced, verbForms } from './grammar';
import { numberQuestion } from './numbers';

export type Template =
  'why' | 'definition' | 'auxiliary' | 'passive' | 'object' | 'subject' | 'number' | 'when';

export interface TemplateQuestion {
  template: Template;
  question: string;
}

const leadIn =
  /^(?:(?:However|Moreover|Furthermore|In addition|Additionally|Therefore|Thus|Hence|For example|For instance|In particular|Specifically|Similarly|In contrast|As a result|Consequently|Finally|First|Second|Third|Also|Indeed|Interestingly|Importantly|Overall|Generally|Currently|Note that|In this (?:study|paper|work|report))\s*,?\s+|\(?[0-9ivx]{1,4}[.)]\)?\s+|\([a-z0-9]{1,3}\)\s+)+/i;
const capitalHeading = /^(?:[A-Z][A-Z ]{6,}\s)+(?=[A-Z][a-z])/;
const causal =
  /[,;]?\s+(?:(?:was|were|is|are|and|which was|this was)\s+)?(?:primarily|mainly|largely|partly|principally|in part|mostly)?\s*(?:due to|because of|because|as a result of|resulting from|driven by|attributable to|attributed to|caused by|owing to|reflecting)\s+/i;
const dated = /,?\s+(?:in|on|since|by|during)\s+(?:[A-Z][a-z]+\s+)?(?:\d{1,2},?\s+)?((?:19|20)\d\d)\b/;
const year = /\b(?:19|20)\d\d\b/;
const circumstance = /\b(?:in|for|to|when|where|if|under|on|with|before|after|from|during|at)\b.*/;
const circumstanceOrMeans = /\b(?:in|for|to|when|where|if|under|on|with|by|before|after|from|during|at)\b.*/;

/** The sentence without its lead-in, ready for the templates; null where it is too short, broken or mostly figures. */
function prepare(sentence: string): string | null {
  let text = sentence
    .trim()
    .replace(leadIn, '')
    .trim()
    .replace(/[ .;:]+$/, '');
  if (spaced(text).length < 5 || text.endsWith('?')) return null;
  text = (text.charAt(0).toUpperCase() + text.slice(1)).replace(capitalHeading, '');
  if (text.slice(0, 4).toLowerCase() === 'that' || /^[a-z]/.test(text)) return null;
  const letters = text.match(/[\p{L} ]/gu)?.length ?? 0;
  return letters < 0.8 * [...text].length ? null : text;
}

/** 'does X increase' or 'is X': the verb before its subject. Both halves of the verb, the second empty for auxiliaries. */
export function inverted(verb: string): { before: string; after: string } {
  if (auxiliaries.has(verb)) return { before: verb, after: '' };
  const form = verbForms.get(verb);
  return form ? { before: form.auxiliary, after: form.base } : { before: verb, after: '' };
}

const isPronoun = (subject: string): boolean => pronouns.has(subject.toLowerCase());

function why(text: string): string[] {
  const cause = causal.exec(text);
  if (!cause || cause.index <= 15) return [];
  const effect = text.slice(0, cause.index).replace(/^[ ,]+|[ ,]+$/g, '');
  const clause = splitClause(effect);
  if (!clause) return [`What is the reason for ${lowerFirst(shorten(fromOutside(effect), 14))}?`];
  if (isPronoun(clause.subject)) return [];
  const { before, after } = inverted(clause.verb);
  const limit = auxiliaries.has(clause.verb) ? 14 : 12;
  const subject = lowerFirst(fromOutside(clause.subject));
  return [`Why ${before} ${subject} ${after} ${shorten(fromOutside(clause.rest), limit)}?`];
}

/** Whether a subject can be understood without its passage. */
function standsAlone(subject: string): boolean {
  if (subject.toLowerCase() === 'we') return true;
  const words = spaced(subject);
  const first = words[0]?.toLowerCase() ?? '';
  const possessive = ['our', 'we', 'their', 'its'].includes(first);
  if (isPronoun(subject) || (pronouns.has(first) && !possessive && words.length < 3)) return false;
  return contentWords(subject).length >= 1 && words.length <= 12;
}

function definition({ verb, rest }: Clause, subject: string): string[] {
  if (definingVerbs.has(verb)) {
    const base = verbForms.get(verb)?.base ?? verb;
    const preposition = base === 'consist' ? ' of' : base === 'refer' ? ' to' : '';
    return [`What does ${subject} ${base}${preposition}?`];
  }
  if (verb !== 'is' && verb !== 'are') return [];
  if (!/^(?:defined as|a|an|the|one of|any|known as)\b/.test(rest)) return [];
  const questions = [`What ${verb} ${subject}?`];
  if (contentWords(subject).length < 2) {
    questions.push(`What ${verb} ${subject} and what ${verb === 'are' ? 'do they' : 'does it'} involve?`);
  }
  return questions;
}

const have = ['has', 'have', 'had'];

/** 'X may not disclose Y to Z' -> 'What may X not disclose to Z?' */
function auxiliary({ verb, rest }: Clause, subject: string): string[] {
  const words = spaced(rest);
  if (!auxiliaries.has(verb) || formsOfBe.has(verb) || have.includes(verb) || words.length < 3) return [];
  const not = words[0] === 'not' ? 'not ' : '';
  let after = not ? words.slice(1) : words;
  const verbAt = after.findIndex((word) => !word.endsWith('ly'));
  if (verbAt < 0) return [];
  after = after.slice(verbAt);
  const [main, ...object] = after;
  if (main === 'be' && after.length > 2) {
    return [`When ${verb} ${subject} ${not}be ${shorten(object.join(' '), 8)}?`];
  }
  const tail = circumstanceOrMeans.exec(object.join(' '))?.[0] ?? '';
  return [`${`What ${verb} ${subject} ${not}${main} ${tail && shorten(tail, 9)}`.trim()}?`];
}

function passive({ verb, rest }: Clause, subject: string): string[] {
  const [participle, ...after] = spaced(rest);
  if (!formsOfBe.has(verb) || participle === undefined || after.length < 2) return [];
  if (!/^[a-z-]+(?:ed|en|wn|nd|ld|pt)$/.test(participle) || participle === 'defined') return [];
  const tail = after.join(' ');
  if (/^(?:in|on|during|after|before|until)\b/.test(tail) && year.test(tail)) {
    return [`When ${verb} ${subject} ${participle}?`];
  }
  if (/^by\b/.test(tail)) {
    return [`What ${verb} ${subject} ${participle}${after.length > 2 ? ' by' : ''}?`];
  }
  return [`How ${verb} ${subject} ${participle} ${shorten(tail, 7)}?`];
}

function object({ verb, rest }: Clause, subject: string): string[] {
  const form = verbForms.get(verb);
  const words = spaced(rest);
  if (!form || auxiliaries.has(verb) || definingVerbs.has(verb) || words.length < 2) return [];
  const tail = circumstance.exec(words.slice(1).join(' '))?.[0] ?? '';
  const question = `What ${form.auxiliary} ${subject} ${form.base} ${tail && shorten(fromOutside(tail), 9)}`;
  return [`${question.trim()}?`];
}

function subjectQuestion({ verb, rest }: Clause, subject: string): string[] {
  const body = shorten(fromOutside(rest), 13);
  if (contentWords(body).length < 2 || contentWords(subject).length < 1) return [];
  const first = spaced(subject)[0]?.toLowerCase() ?? '';
  return [`${['we', 'he', 'she', 'who'].includes(first) ? 'Who' : 'What'} ${verb} ${body}?`];
}

function when(text: string): string[] {
  const date = dated.exec(text);
  if (!date || date.index <= 15) return [];
  const clause = splitClause(text.slice(0, date.index));
  if (!clause || isPronoun(clause.subject) || clause.rest === '') return [];
  const { before, after } = inverted(clause.verb);
  const subject = lowerFirst(fromOutside(clause.subject));
  return [`When ${before} ${subject} ${after} ${shorten(fromOutside(clause.rest), 10)}?`];
}

/** Every question that the templates find in one English sentence. */
export function templateQuestions(sentence: string): TemplateQuestion[] {
  const text = prepare(sentence);
  if (text === null) return [];
  const found: TemplateQuestion[] = [];
  const add = (template: Template, questions: string[]): void => {
    for (const raw of questions) {
      const question = raw.replace(/\s+/g, ' ').replace(/ \?/g, '?');
      if (isUsable(raw.replace(/\s+/g, ' '))) found.push({ template, question });
    }
  };
  add('why', why(text));
  const clause = splitClause(text);
  if (clause) {
    const subject = clause.subject.replace(/^[ ,]+|[ ,]+$/g, '');
    if (standsAlone(subject)) {
      const shown = subject.toLowerCase() === 'we' ? 'the company' : lowerFirst(fromOutside(subject));
      add('definition', definition(clause, shown));
      add('auxiliary', auxiliary(clause, shown));
      add('passive', passive(clause, shown));
      add('object', object(clause, shown));
    }
    add('subject', subjectQuestion(clause, subject));
  }
  add('number', numberQuestion(text));
  if (clause) add('when', when(text));
  return found;
}
