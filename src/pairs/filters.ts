import { mainScript, normalise, scriptShares, wordsOf } from './language';
import type { Example, ExampleSource, FilterReason } from './types';

/** A unit is a word, or a character where words are not spaced. */
const limits = { leastUnits: 3, mostUnits: 60, mostCharacters: 500 } as const;
const unspacedLeast = 4;
const unspacedMost = 100;
const unspacedCharacter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

function lengthReason(question: string): FilterReason | null {
  const characters = question.match(unspacedCharacter)?.length ?? 0;
  const words = wordsOf(question.replace(unspacedCharacter, ' ')).length;
  const units = characters + words;
  const unspaced = characters > words;
  if (units < (unspaced ? unspacedLeast : limits.leastUnits)) return 'too-short';
  const tooMany = units > (unspaced ? unspacedMost : limits.mostUnits);
  return tooMany || question.length > limits.mostCharacters ? 'too-long' : null;
}

const thing =
  '(?:text|passage|excerpt|paragraph|document|article|context|section|snippet|material|report|author|authors)';
// What may follow 'the document' where the passage is meant; a noun may not: 'the document retention policy'.
const meansPassage =
  "(?=\\s*(?:[?,.;:!’']|$|(?:above|below|provided|given|say|says|state|states|mention|mentions|describe|describes|discuss|discusses|explain|explains|list|lists|is|are|does|do|did|was|were|as|what|which|who|how|why|when|where|that)\\b))";
const refersInEnglish = [
  new RegExp(
    `\\b(?:according to|based on|in|from|by|per|does|do|did|as)\\s+(?:the|this|these)\\s+(?:given |above |provided |following |preceding )?${thing}${meansPassage}`,
    'iu',
  ),
  /\bthis (?:text|passage|excerpt|paragraph|snippet)\b/iu,
  /\b(?:mentioned|described|discussed|listed|stated|shown|given) (?:above|below|here|earlier)\b/iu,
];
const refersInChinese =
  /(?:根据|依据|按照|在|从)(?:本|该|这段|这篇|此|上述|以上|上面的?|给定的?|所给的?)?(?:文章|文本|段落|原文|上文|材料|短文|片段|文字|内容)(?:内容|信息|描述|所述|中|里|可知|，|,|来看)|根据(?:本文|文档|文件|资料)(?:内容|信息|描述|所述|中|，|,)|本文|(?<![中英日法德俄韩古外汉论])文中|这(?:段|篇)(?:话|文字|文章|文本|内容|材料)|该(?:段落|文章|文本)|本(?:段|节|篇)|作者(?:认为|提到|指出|如何|为什么|对)/u;

const refersToPassage = (question: string): boolean =>
  refersInEnglish.some((pattern) => pattern.test(question)) || refersInChinese.test(question);

const asksInEnglish =
  /^(?:(?:in|on|at|for|to|from|by|with|under|of|during|after|before|as|if|when|and)\b.*\b)?(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|may|must|should|shall|will|would|has|have|had)\b/iu;
const instructs =
  /^(?:explain|describe|list|name|compare|define|summari[sz]e|give|tell|show|find|identify)\b/iu;
const asksInChinese =
  /什么|谁|哪|何|几|多少|多大|多长|多久|多高|怎|如何|为啥|是否|能否|可否|吗|呢|区别|请(?:说明|解释|列出|描述)/u;

const isQuestion = (question: string): boolean =>
  /[?？؟]\s*$/u.test(question) ||
  asksInEnglish.test(question) ||
  instructs.test(question) ||
  asksInChinese.test(question);

/** Another main script than the passage's, and one that the passage hardly has (a fifth or less of its units). */
function isWrongLanguage(question: string, passage: string): boolean {
  const asked = mainScript(question);
  const written = mainScript(passage);
  if (asked === null || written === null || asked === written) return false;
  return (scriptShares(passage).get(asked) ?? 0) <= 0.2;
}

/** The longest run of words that both texts have, in words of the first. */
function longestSharedRun(a: readonly string[], b: readonly string[]): number {
  let longest = 0;
  let previous = new Uint16Array(b.length + 1);
  for (const word of a) {
    const current = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++) {
      if (word !== b[j]) continue;
      current[j + 1] = previous[j]! + 1;
      if (current[j + 1]! > longest) longest = current[j + 1]!;
    }
    previous = current;
  }
  return longest;
}

/** The question is a piece of its passage: at least six words in a row, and four fifths of the question. */
function isCopied(question: string, passage: string): boolean {
  const asked = wordsOf(question);
  if (asked.length < 6) return false;
  const run = longestSharedRun(asked, wordsOf(passage));
  return run >= 6 && run >= 0.8 * asked.length;
}

/**
 * Tells why a question should be set aside, or null. It remembers the questions it has let through, so one filter serves
 * one job. Questions of models get every check; those of rules only duplicates (their sentences are copied on
 * purpose); a person's own are never judged.
 */
export class QuestionFilter {
  private readonly seen = new Set<string>();

  constructor(private readonly source: ExampleSource) {}

  reason(question: string, passage: string): FilterReason | null {
    if (this.source === 'person' || this.source === 'import') return null;
    const reason = this.source === 'model' ? judgeModelQuestion(question, passage) : null;
    if (reason) return reason;
    const key = normalise(question);
    if (this.seen.has(key)) return 'duplicate';
    this.seen.add(key);
    return null;
  }
}

function judgeModelQuestion(question: string, passage: string): FilterReason | null {
  const length = lengthReason(question);
  if (length) return length;
  if (refersToPassage(question)) return 'refers-to-passage';
  if (isWrongLanguage(question, passage)) return 'wrong-language';
  if (isCopied(question, passage)) return 'copied-from-passage';
  return isQuestion(question) ? null : 'not-a-question';
}

/**
 * Ids of accepted examples to set aside as duplicates: a generated question that was asked before (a real one counts as
 * asked first), or a pair that is there twice. Real questions with several passages are kept.
 */
export function findDuplicates(examples: readonly Example[]): Set<string> {
  const rank: Record<ExampleSource, number> = { person: 0, import: 0, model: 1, rules: 2 };
  const ordered = examples
    .filter((example) => example.status === 'accepted')
    .map((example, index) => ({ example, index }))
    .sort((a, b) => rank[a.example.source] - rank[b.example.source] || a.index - b.index);
  const questions = new Set<string>();
  const pairs = new Set<string>();
  const duplicates = new Set<string>();
  for (const { example } of ordered) {
    const question = normalise(example.anchor) || example.anchor;
    const pair = `${question}\n${normalise(example.positive) || example.positive}`;
    const generated = example.source === 'model' || example.source === 'rules';
    if (pairs.has(pair) || (generated && questions.has(question))) duplicates.add(example.id);
    pairs.add(pair);
    questions.add(question);
  }
  return duplicates;
}
