import { createHash } from 'node:crypto';
import { test, type Page } from '@playwright/test';
import { serve } from '../../scripts/serve.mjs';
import { tinyFolder } from '../unit/models/tiny-model';
import { expect } from './interface-project';
import { stores, things } from './small-project';

const model = tinyFolder();
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

const volumes = Array.from({ length: 4 }, (_, i) =>
  stores.replaceAll('# The', `# The ${'first second third fourth'.split(' ')[i]}`),
);

/** A small sample and a tiny model in the place of the real ones; the app does with them what it always does. */
const files = new Map<string, Uint8Array>([
  ['/models/models.json', json([{ id: 'tiny', name: 'tiny' }])],
  [
    '/models/tiny/files.json',
    json({
      files: [...model].map(([path, bytes]) => ({ path, size: bytes.length, sha256: hash(bytes) })),
    }),
  ],
  ...[...model].map(([path, bytes]) => [`/models/tiny/${path}`, bytes] as const),
  ...volumes.map((text, i) => [`/sample/volume-${i}.md`, Buffer.from(text)] as const),
  [
    '/sample/questions.jsonl',
    Buffer.from(
      things
        .map((thing, i) => ({
          _id: `q${i}`,
          question: `in which hall is the ${thing}`,
          answer_quote: `The ${thing} weighs ${i + 7} kilograms`,
        }))
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    ),
  ],
  [
    '/sample/sample.json',
    json({
      files: volumes.map((_, i) => ({ file: `volume-${i}.md`, language: 'en' })),
      questions: [{ file: 'questions.jsonl', language: 'en' }],
      tuned_language: 'en',
      writer: { kind: 'rules', pairs: 200, seed: 42 },
    }),
  ],
]);

/** A small evaluation is over before a test can close the page: the page hangs at its beginning, and is closed hanging. */
function freezeWhenEvaluating(): void {
  new MutationObserver(() => {
    const jobs = [...document.querySelectorAll('[data-job] strong')].map(({ textContent }) => textContent);
    const evaluating = jobs.includes('Evaluating');
    if (evaluating) console.info('frozen');
    for (const end = performance.now() + 20_000; evaluating && performance.now() < end;) continue;
  }).observe(document, { childList: true, subtree: true });
}

/** What is kept of the project's run and evaluation, read from another page of the origin. */
const kept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string[]>((done, failed) => {
        const opening = indexedDB.open('hone');
        opening.onerror = () => failed(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const store = opening.result.transaction('evaluations').objectStore('evaluations');
          const reading = store.getAll();
          reading.onsuccess = () => {
            opening.result.close();
            done((reading.result as { id: string }[]).map(({ id }) => id).sort());
          };
        };
      }),
  );

test('a sample cut off while it is evaluated goes on by itself to the verdict', async ({ context }) => {
  const server = await serve({
    routes: [
      (request, response) => {
        const path = new URL(request.url ?? '/', 'http://localhost').pathname;
        const bytes = files.get(path);
        if (!bytes) return false;
        response.end(bytes);
        return true;
      },
    ],
  });
  try {
    const page = await context.newPage();
    await page.addInitScript(freezeWhenEvaluating);
    const frozen = page.waitForEvent('console', {
      predicate: (message) => message.text() === 'frozen',
      timeout: 120_000,
    });
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await frozen;
    await page.close();

    const looking = await context.newPage();
    await looking.goto(`${server.url}/favicon.svg`);
    expect(await kept(looking)).toEqual(['advice', 'run']);
    await looking.close();

    const again = await context.newPage();
    await again.goto(`${server.url}/#/evaluate`);
    await expect(again.getByRole('heading', { name: /Too few|not enough/i })).toBeVisible();
    await expect(again.getByRole('region', { name: 'Work in progress' })).toHaveCount(0);
    await expect(again.getByRole('link', { name: 'Go on to Use' })).toBeVisible();
  } finally {
    await server.close();
  }
});
