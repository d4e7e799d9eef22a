import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { sampleRenderer } from '../browser.mjs';
import { chromiumArguments, findChromium } from '../../chromium.mjs';
import { serve } from '../../serve.mjs';
import { longPdf } from './long-pdf.mjs';

/** @typedef {import('../documents.mjs').Row} Row */
/** @typedef {{ dropped: number, painted: number, tasks: { at: number, took: number }[] }} Watched */

const anHour = 3_600_000;

/** Runs in the page: when a file was given, when its first page was painted, and the tasks of over 50 ms. */
function watch() {
  /** @type {Watched} */
  const seen = { dropped: 0, painted: 0, tasks: [] };
  Object.assign(window, { seen });
  document.addEventListener(
    'change',
    ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === 'file') seen.dropped ||= performance.now();
    },
    true,
  );
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      seen.tasks.push({ at: startTime, took: duration });
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    if (seen.dropped && !seen.painted && document.querySelector('.paper canvas.drawn'))
      seen.painted = performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/**
 * The built app with a document of so many pages given to it.
 * @template T
 * @param {string} folder
 * @param {number} pages
 * @param {(page: import('@playwright/test').Page) => Promise<T>} work
 */
async function withDocument(folder, pages, work) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `long-${pages}.pdf`);
  if (!existsSync(file)) writeFileSync(file, longPdf(pages));
  const server = await serve();
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: chromiumArguments,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(anHour);
    await page.addInitScript(watch);
    await page.goto(server.url);
    const input = page.locator('input[type=file]').first();
    await input.waitFor({ state: 'attached' });
    // As long as a person takes to find the file.
    await page.waitForTimeout(2000);
    await input.setInputFiles(file);
    return await work(page);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {import('@playwright/test').Page} page @returns {Promise<Watched>} */
const seenIn = (page) =>
  page.evaluate(() => /** @type {{ seen: Watched }} */ (/** @type {unknown} */ (window)).seen);

/** @param {import('@playwright/test').Page} page */
const read = (page) => page.getByRole('link', { name: 'Go on to Pairs' }).waitFor();

/** From the drop of 500 pages to the first one's picture. @param {string} folder @returns {Promise<Row>} */
async function firstPage(folder) {
  const seconds = await withDocument(folder, 500, async (page) => {
    await page.locator('.paper canvas.drawn').waitFor();
    const { dropped, painted } = await seenIn(page);
    return (painted - dropped) / 1000;
  });
  return {
    name: 'first-page of 500 pages, seconds',
    figure: seconds,
    bar: 'at most 1',
    met: seconds <= 1,
    said: '',
  };
}

/** @param {Watched} seen @param {number} from milliseconds */
const longestTask = ({ tasks }, from) =>
  Math.max(0, ...tasks.filter(({ at }) => at >= from).map(({ took }) => took));

/**
 * Milliseconds from a click to the second frame after what `seen` looks for.
 * @param {import('@playwright/test').Page} page @param {() => Promise<void>} act @param {import('@playwright/test').Locator} seen
 */
async function delay(page, act, seen) {
  const from = await page.evaluate(() => performance.now());
  await act();
  await seen.waitFor();
  return (
    (await page.evaluate(
      () =>
        new Promise((done) =>
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))),
        ),
    )) - from
  );
}

/** The page's longest tasks: while it is read, turned, pointed at, corrected. @param {string} folder @param {number} pages @returns {Promise<Row[]>} */
async function smooth(folder, pages) {
  return withDocument(folder, pages, async (page) => {
    const { dropped } = await seenIn(page);
    await read(page);
    /** @type {Row[]} */
    const rows = [];
    let from = dropped;
    const part = async (/** @type {string} */ what, /** @type {string} */ said = '') => {
      await page.waitForTimeout(300);
      const figure = longestTask(await seenIn(page), from);
      from = await page.evaluate(() => performance.now());
      rows.push({
        name: `smooth: ${pages} pages, ${what}, longest task, ms`,
        figure,
        bar: 'at most 100',
        met: figure <= 100,
        said,
      });
    };
    await part('reading');
    const field = page.getByRole('navigation', { name: 'Pages of the document' }).getByRole('spinbutton');
    const turn = async (/** @type {number} */ to) => {
      await field.fill(String(to));
      await field.press('Enter');
      await page
        .locator(`.paper:has([aria-label^="Page ${to.toLocaleString('en-GB')} of"]) canvas.drawn`)
        .waitFor();
    };
    const turned = [];
    for (const to of [2, 3, 4, 5, 6, pages, 17, pages >> 1, 9, pages - 3, 8])
      turned.push(await delay(page, () => turn(to), page.locator('main ol > li').first()));
    await part('turning', `a page in ${Math.round(turned.reduce((a, b) => a + b) / turned.length)} ms`);
    for (const item of (await page.locator('main ol > li').all()).slice(0, 8)) await item.hover();
    await part('pointing');
    const corrected = [];
    await page.locator('main ol > li').nth(3).hover();
    await page
      .locator('main ol > li')
      .nth(3)
      .getByRole('button', { name: /^Correct/ })
      .click();
    const editor = page.getByRole('group', { name: /^Correction/ });
    const undo = (/** @type {number} */ n) =>
      page.getByRole('button', { name: `Undo the last correction (${n})` });
    corrected.push(
      await delay(page, async () => void (await editor.getByLabel('Type').selectOption('Footnote')), undo(1)),
    );
    corrected.push(
      await delay(page, () => editor.getByRole('button', { name: 'Up', exact: true }).click(), undo(2)),
    );
    corrected.push(
      await delay(page, () => editor.getByRole('button', { name: 'Leave out' }).click(), undo(3)),
    );
    corrected.push(await delay(page, () => undo(3).click(), undo(2)));
    await part('correcting', `one seen after ${corrected.map((ms) => Math.round(ms)).join(', ')} ms`);
    await page.getByRole('link', { name: /^Passages/ }).click();
    const next = page
      .getByRole('navigation', { name: 'Pages of the list of passages' })
      .getByLabel('Next page');
    for (let i = 0; i < 5; i++) await next.click();
    await part('passages');
    return rows;
  });
}

/** The renderer process at its largest, from drop to passages. @param {string} folder @param {number} pages @returns {Promise<Row>} */
async function memory(folder, pages) {
  const started = performance.now();
  const bytes = await withDocument(folder, pages, async (page) => {
    const stop = sampleRenderer();
    await read(page);
    // What passages leave behind is seen a moment later.
    await page.waitForTimeout(1000);
    return stop();
  });
  const figure = bytes === null ? null : bytes / 1e9;
  return {
    name: `memory for ${pages} pages, GB`,
    figure,
    bar: 'at most 1',
    met: figure === null ? null : figure <= 1,
    said: `the renderer process at its largest, ${Math.round((performance.now() - started) / 1000)} s`,
  };
}

/** How the page feels with long documents, in the built app (`npm run build`). @type {Record<string, (folder: string) => Promise<Row[]>>} */
export const viewRows = {
  'first-page': async (folder) => [await firstPage(folder)],
  'smooth-500': (folder) => smooth(folder, 500),
  'smooth-2000': (folder) => smooth(folder, 2000),
  'memory-500': async (folder) => [await memory(folder, 500)],
  'memory-10000': async (folder) => [await memory(folder, 10_000)],
  'memory-20000': async (folder) => [await memory(folder, 20_000)],
};
