import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { OpenProject } from '../../../src/project/project.svelte';
import { tinyFolder } from '../models/tiny-model';
import { closeTab, handbook, opened, openPage, usePage } from './application';

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const model = tinyFolder();
const list = [...model].map(([path, bytes]) => ({ path, size: bytes.length, sha256: hash(bytes) }));
const texts = await Promise.all(['alpha', 'beta'].map((name) => handbook(name, 10).text()));

/** Words in the middle of a section, unlike any other's. */
const quotes = texts.flatMap((text) =>
  [...text.matchAll(/holds (.*?),/g)].slice(0, 4).map(([, words]) => words!),
);
const question = (i: number, quote: string) =>
  `${JSON.stringify({ _id: `q${i}`, question: `where is ${i}?`, answer_quote: quote })}\n`;

usePage(
  new Map<string, Uint8Array | string>([
    ['models/models.json', JSON.stringify([{ id: 'tiny', name: 'tiny' }])],
    ['models/tiny/files.json', JSON.stringify({ files: list })],
    ...[...model].map(([path, bytes]) => [`models/tiny/${path}`, bytes] as const),
    ['sample/alpha.md', texts[0]!],
    ['sample/beta.md', texts[1]!],
    ['sample/questions.jsonl', quotes.map((quote, i) => question(i, quote)).join('')],
    ['sample/questions-zh.jsonl', question(9, quotes[0]!)],
    [
      'sample/sample.json',
      JSON.stringify({
        files: [
          { file: 'alpha.md', language: 'en' },
          { file: 'beta.md', language: 'en' },
        ],
        questions: [
          { file: 'questions.jsonl', language: 'en' },
          { file: 'questions-zh.jsonl', language: 'zh' },
        ],
        tuned_language: 'en',
        writer: { kind: 'rules', pairs: 100, seed: 42 },
      }),
    ],
  ]),
);

function expectVerdict(project: OpenProject): void {
  expect(project.documents.map(({ name, state }) => [name, state])).toEqual([
    ['alpha.md', 'read'],
    ['beta.md', 'read'],
  ]);
  const imported = project.examples.filter(({ source }) => source === 'import');
  expect(imported.map(({ anchor }) => anchor).sort()).toEqual(quotes.map((_, i) => `where is ${i}?`));
  expect(imported.every(({ split }) => split === 'test')).toBe(true);
  expect(project.run).toMatchObject({ state: 'finished', trainedOnRules: true });
  expect(project.advice?.advice).toBe('need-real-questions');
  expect(project.evaluation?.groups.find(({ group }) => group === 'real')?.questions).toBe(quotes.length);
  expect(project.evaluation?.verdict).toBe('too-few-questions');
  expect(project.jobs).toEqual([]);
}

test('one click goes from files to the verdict, the hand-written questions used only to test', async () => {
  const page = await openPage();
  await page.app.runSample();
  expect(page.app.notices.filter(({ kind }) => kind === 'error')).toEqual([]);
  expectVerdict(opened(page));
  expect(opened(page).steps.evaluate).toBe('done');
  const order = opened(page).examples.map(({ id }) => id);
  closeTab(page);
  const again = opened(await openPage());
  expect(again.examples.map(({ id }) => id)).toEqual(order);
  await expect.poll(() => again.steps).toMatchObject({ train: 'done', evaluate: 'done' });
}, 60_000);

test('a sample cut off while it trains goes on by itself when the tab is opened again', async () => {
  const page = await openPage();
  const running = page.app.runSample();
  await expect
    .poll(() => page.app.project?.run?.step ?? 0, { interval: 1, timeout: 30_000 })
    .toBeGreaterThan(0);
  closeTab(page);
  await running;
  const again = opened(await openPage());
  await expect
    .poll(() => again.evaluation !== null && again.jobs.length === 0, { timeout: 30_000 })
    .toBe(true);
  expectVerdict(again);
}, 90_000);
