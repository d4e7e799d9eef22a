import { HoneError } from '../../errors/hone-error';

/** A question longer than this is no question; it is left out. */
const longestQuestion = 500;

/** The JSON schema of an answer, for services that can be held to one. */
export const answerSchema = {
  type: 'object',
  properties: { questions: { type: 'array', items: { type: 'string' } } },
  required: ['questions'],
  additionalProperties: false,
} as const;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Strings in what was answered: {"questions": [...]}, a bare list, or a list of {"question": "..."}. */
function stringsIn(value: unknown): string[] | null {
  const list = isRecord(value) ? (value['questions'] ?? value['question']) : value;
  if (typeof list === 'string') return isRecord(value) ? [list] : null;
  if (!Array.isArray(list)) return null;
  return list.flatMap((item: unknown) => {
    const text = isRecord(item) ? (item['question'] ?? item['text'] ?? item['query']) : item;
    return typeof text === 'string' ? [text] : [];
  });
}

/** JSON inside other text: between code fences, or from the first bracket to the last. */
function embedded(text: string): string[] | null {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1];
  const candidates = [fenced, /\{[\s\S]*\}/.exec(text)?.[0], /\[[\s\S]*\]/.exec(text)?.[0]];
  for (const candidate of candidates) {
    const strings = candidate === undefined ? null : stringsIn(parsed(candidate));
    if (strings) return strings;
  }
  return null;
}

/** Lines that end as questions do, without bullets, numbers and quotes. */
const questionLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•]|\(?\d+[.)、])?\s*(?:\*\*)?["“]?|["”]?(?:\*\*)?,?\s*$/gu, ''))
    .filter((line) => /[?？]$/u.test(line));

const cleaned = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Co}\s]+/gu, ' ').trim();

/**
 * The questions in a model's answer, at most `wanted`: plain text of sensible length, nothing else is let through.
 * `plainText`: the service was not held to JSON, so lines that are questions are taken too.
 * Throws 'writer/bad-answer' where there is none.
 */
export function questionsIn(answer: string, wanted: number, plainText: boolean): string[] {
  // Reasoning models put their thoughts first.
  const said = answer.replace(/<think>[\s\S]*?<\/think>/g, '').trim();
  const found = stringsIn(parsed(said)) ?? embedded(said) ?? (plainText ? questionLines(said) : null);
  const questions = (found ?? [])
    .map(cleaned)
    .filter((question) => question !== '' && question.length <= longestQuestion);
  if (questions.length === 0)
    throw new HoneError('writer/bad-answer', { reason: found ? 'empty' : 'malformed' });
  return [...new Set(questions)].slice(0, wanted);
}
