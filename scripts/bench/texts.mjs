import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { root } from './browser.mjs';

/**
 * Question and passage pairs: Financial-QA-10k where the shared data stands beside the repository, else the sample's questions
 * with the words that answer them.
 * @returns {{ source: string, pairs: [string, string][] }}
 */
export function pairs() {
  const financial = join(root, '../shared/data/financial-qa-10k/Financial-QA-10k.csv');
  if (!existsSync(financial)) {
    const lines = readFileSync(join(root, 'public/sample/questions.jsonl'), 'utf8').trim().split('\n');
    const questions = lines.map(
      (line) => /** @type {{ question: string, answer_quote: string }} */ (JSON.parse(line)),
    );
    return {
      source: "the sample's questions",
      pairs: questions.map(({ question, answer_quote }) => [question, answer_quote]),
    };
  }
  const rows = /** @type {{ question: string, context: string }[]} */ (
    Papa.parse(readFileSync(financial, 'utf8'), { header: true, skipEmptyLines: true }).data
  );
  return {
    source: 'Financial-QA-10k',
    pairs: rows
      .filter(({ question, context }) => question && context)
      .map(({ question, context }) => [question, context]),
  };
}

/**
 * Batches spread over the whole file.
 * @param {[string, string][]} all
 * @param {number} count
 * @param {number} size
 */
export const batchesOf = (all, count, size) =>
  Array.from({ length: count }, (_, batch) =>
    Array.from(
      { length: size },
      (_, i) => all[Math.floor(((batch * size + i) * all.length) / (count * size))] ?? ['', ''],
    ),
  );
