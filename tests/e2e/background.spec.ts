import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, test, type Page } from '@playwright/test';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import { expect } from './interface-project';
import { chooseTinyModel, importAllPairs, openStores, setArguments } from './small-project';
import { button, state, step } from './training-page';

const seen = (page: Page) => page.evaluate(() => document.visibilityState);

/** The port that a Chromium started with port 0 chose, as soon as it has written it down. */
async function debuggingPort(profile: string): Promise<string> {
  let port = '';
  await expect
    .poll(async () => {
      const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
      return (port = text.split('\n')[0] ?? '');
    })
    .not.toBe('');
  return port;
}

/**
 * A Chromium as a person starts it: Playwright's own keeps every tab visible and unthrottled. A hidden tab's timers
 * are held back to one a minute after two seconds, which otherwise takes five minutes.
 */
async function startChromium(profile: string) {
  const process = spawn(
    findChromium() ?? chromium.executablePath(),
    [
      ...chromiumArguments,
      '--headless',
      '--remote-debugging-port=0',
      '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/2',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    { stdio: 'ignore' },
  );
  const port = await debuggingPort(profile);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const end = async () => {
    const ended = new Promise((resolve) => process.once('exit', resolve));
    await browser.close();
    process.kill();
    await ended;
  };
  return { context: browser.contexts()[0]!, end };
}

test('training goes on in a tab that another one hides', async ({ baseURL }) => {
  const profile = await mkdtemp(join(tmpdir(), 'hone-profile-'));
  const prepared = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: chromiumArguments,
    baseURL,
  });
  const first = await prepared.newPage();
  await openStores(first);
  await chooseTinyModel(first);
  await importAllPairs(first);
  await setArguments(first, { Epochs: '400', 'Batch size': '4', 'Learning rate': '0.001' });
  await prepared.close();
  await rm(join(profile, 'DevToolsActivePort'), { force: true });

  const { context, end } = await startChromium(profile);
  try {
    const page = context.pages()[0]!;
    await page.goto(`${baseURL}/#/train`);
    await button(page, 'Start training').click();
    await expect.poll(() => step(page)).toBeGreaterThan(5);
    expect(await seen(page)).toBe('visible');

    const other = await context.newPage();
    await other.bringToFront();
    await expect.poll(() => seen(page)).toBe('hidden');
    const hidden = await step(page);
    expect(hidden).toBeLessThan(1600);
    await expect(state(page)).toHaveText('Finished', { timeout: 120_000 });
    expect(await step(page)).toBe(1600);
    expect(await seen(page)).toBe('hidden');
  } finally {
    await end();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
