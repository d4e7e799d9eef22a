import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSections, sampleFolder } from '../../../scripts/sample/sources.mjs';

interface Question {
  _id: string;
  question: string;
  volume: string;
  section: string;
  answer_quote: string;
  also?: string[];
}

const read = (file: string): Question[] =>
  readFileSync(join(sampleFolder, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Question);

const sections = readSections();
/** What is left for comparison; see "Matching a question with its passages" in public/sample/README.md. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

const bareSections = sections.map((section) => ({ ...section, bareText: bare(section.text) }));
const holding = (quote: string, volume?: string) =>
  bareSections.filter(
    (section) =>
      (volume === undefined || section.volume === volume) && section.bareText.includes(bare(quote)),
  );
const cells = new Set(
  sections.flatMap(({ text }) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .flatMap((line) => line.split('|').map((cell) => cell.trim())),
  ),
);

/** Words of a text; for Chinese, its characters. */
const unitsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/\p{Script=Han}|[\p{Script=Latin}\p{N}]+/gu) ?? [];

/** The longest run of units that both have. */
function sharedRun(a: string[], b: string[]): number {
  const joined = ` ${b.join(' ')} `;
  let longest = 0;
  for (let start = 0; start < a.length; start++)
    while (
      start + longest < a.length &&
      joined.includes(` ${a.slice(start, start + longest + 1).join(' ')} `)
    )
      longest += 1;
  return longest;
}

describe.each([
  ['questions.jsonl', 100, 6],
  ['questions-zh.jsonl', 15, 11],
])('%s', (file, least, longestRun) => {
  const questions = read(file);

  test(`holds at least ${least} different questions`, () => {
    expect(new Set(questions.map(({ question }) => question.toLowerCase())).size).toBe(questions.length);
    expect(new Set(questions.map(({ _id }) => _id)).size).toBe(questions.length);
    expect(questions.length).toBeGreaterThanOrEqual(least);
  });

  test('every answer is quoted from exactly one section, the one that is named', () => {
    for (const { answer_quote, volume, section } of questions)
      expect(
        holding(answer_quote, volume).map((found) => [found.volume, found.heading]),
        answer_quote,
      ).toEqual([[volume, section]]);
  });

  test('other passages that answer too are quoted from one other section each', () => {
    for (const { also = [], section, volume } of questions)
      for (const quote of also) {
        const found = holding(quote);
        expect(found, quote).toHaveLength(1);
        expect(`${found[0]!.volume} ${found[0]!.heading}`).not.toBe(`${volume} ${section}`);
      }
  });

  test('every quote is in the sources letter by letter', () => {
    for (const { answer_quote, also = [] } of questions)
      for (const quote of [answer_quote, ...also])
        expect(
          sections.filter(({ text }) => text.includes(quote)),
          quote,
        ).toHaveLength(1);
  });

  test('a quote is a run of words or a whole cell of a table', () => {
    for (const { answer_quote, also = [] } of questions)
      for (const quote of [answer_quote, ...also])
        expect(cells.has(quote) || unitsOf(quote).length >= 6, quote).toBe(true);
  });

  test('no question copies its answer', () => {
    for (const { question, answer_quote, volume, section } of questions) {
      const asked = unitsOf(question);
      const quoted = unitsOf(answer_quote);
      const passage = sections.find((one) => one.volume === volume && one.heading === section)!.text;
      expect(sharedRun(asked, unitsOf(passage)), question).toBeLessThan(longestRun);
      const shared = quoted.filter((unit) => asked.includes(unit)).length;
      expect(cells.has(answer_quote) || shared / quoted.length < 0.6, question).toBe(true);
    }
  });
});

// What pdf.js made of handbook-zh.pdf as U+2EC5, U+2EC6, U+2ED3, ...: NFKC leaves these as they are.
test('no Chinese quote has a character that a PDF may give as a CJK radical', () => {
  for (const { answer_quote } of read('questions-zh.jsonl'))
    expect(answer_quote).not.toMatch(/[见角长门青页风马麦黄齐齿]/u);
});

test('the English questions are spread over every volume', () => {
  const counts = new Map<string, number>();
  for (const { volume } of read('questions.jsonl')) counts.set(volume, (counts.get(volume) ?? 0) + 1);
  expect(counts.size).toBe(6);
  expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(12);
});
