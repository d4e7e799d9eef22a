import { test, type BrowserContext, type Page } from '@playwright/test';
import { expect } from './interface-project';
import { chooseTinyModel, importAllPairs, openStores, setArguments } from './small-project';
import { button, state, step, takeAwayWeights } from './training-page';

const kills = 20;
/** The longest that a sitting lives after it was seen to run, in milliseconds. */
const longest = 1000;

/** mulberry32: numbers in [0, 1) from a seed, so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ends the tab's process with its workers, as the system does when it is out of memory; nothing in it is asked. */
async function kill(context: BrowserContext, page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const session = await context.newCDPSession(page);
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}

test(`a tab killed at ${kills} random moments ends with the same weights as one left alone`, async ({
  page: first,
  context,
}) => {
  test.setTimeout(900_000);
  const seed = Number(process.env.HONE_SEED ?? Date.now() % 2 ** 31);
  console.info(`HONE_SEED=${seed}`);
  const random = randomFrom(seed);
  await openStores(first);
  await chooseTinyModel(first);
  await importAllPairs(first, { dev: false });
  await setArguments(first, {
    Epochs: '500',
    'Batch size': '4',
    'Learning rate': '0.001',
    'Steps between checkpoints': '10',
  });
  let page = first;
  const reached: number[] = [];
  for (let killed = 0; killed < kills; killed++) {
    await button(page, killed === 0 ? 'Start training' : 'Resume').click();
    await expect(state(page)).toHaveText('Running');
    await new Promise((resolve) => setTimeout(resolve, random() * longest));
    reached.push(await step(page));
    await kill(context, page);
    page = await context.newPage();
    await page.goto('/#/train');
    // The browser may still be busy with what the killed tab left; the page then says to load it again.
    const again = page.getByRole('button', { name: 'Load again' });
    await expect(state(page).or(again)).toBeVisible();
    if (await again.isVisible()) {
      console.info(`loaded again after kill ${killed + 1}`);
      await again.click();
    }
    await expect(state(page)).toHaveText('Interrupted');
  }
  console.info(`killed at the steps ${reached.join(', ')}`);
  await button(page, 'Resume').click();
  await expect(state(page)).toHaveText('Finished', { timeout: 300_000 });
  const killedWeights = await takeAwayWeights(page);
  await page.goto('/#/train');
  await button(page, 'Start anew').click();
  await expect(state(page)).toHaveText('Running');
  await expect(state(page)).toHaveText('Finished', { timeout: 300_000 });
  expect((await takeAwayWeights(page)).equals(killedWeights)).toBe(true);
});
