import { test, type BrowserContext } from '@playwright/test';
import { expect } from './interface-project';
import { button, run, state, step, takeAwayWeights } from './training-page';
import { chooseTinyModel, importAllPairs, openStores, setArguments } from './small-project';

test('training is paused, goes on and is stopped from the page, the keyboard keeping its place', async ({
  page,
}) => {
  await openStores(page);
  await chooseTinyModel(page);
  await importAllPairs(page);
  await setArguments(page, { Epochs: '400', 'Batch size': '4', 'Learning rate': '0.001' });
  await button(page, 'Start training').focus();
  await page.keyboard.press('Enter');
  await expect(state(page)).toHaveText('Running');
  await expect.poll(() => step(page)).toBeGreaterThan(5);
  await expect(button(page, 'Pause')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(state(page)).toHaveText('Paused');
  await expect(button(page, 'Go on')).toBeFocused();

  const paused = await step(page);
  // Longer than many of its steps: another page and back.
  await page.goto('/#/evaluate');
  await expect(page.getByRole('heading', { level: 1, name: 'Evaluate' })).toBeVisible();
  await page.goto('/#/train');
  await expect(state(page)).toHaveText('Paused');
  expect(await step(page)).toBe(paused);

  await button(page, 'Go on').click();
  await expect(state(page)).toHaveText('Running');
  await expect.poll(() => step(page)).toBeGreaterThan(paused + 5);

  await button(page, 'Stop and keep the best').focus();
  await page.keyboard.press('Enter');
  await expect(state(page)).toHaveText('Stopped');
  await expect(button(page, 'Start anew')).toBeFocused();
  const stopped = await step(page);
  expect(stopped).toBeLessThan(1600);
  await expect(page.getByRole('link', { name: 'Go on to Evaluate' })).toBeVisible();

  // What was stopped can be gone on with, too.
  await button(page, 'Resume').click();
  await expect.poll(() => step(page)).toBeGreaterThan(stopped);
  await button(page, 'Stop and keep the best').click();
  await expect(state(page)).toHaveText('Stopped');
});

/** Trains 120 steps; closes the page on the way when asked to. The page it ends in, the losses shown, the weights. */
async function train(context: BrowserContext, cutOff: boolean) {
  let page = await context.newPage();
  await page.goto('/#/train');
  await button(page, cutOff ? 'Start training' : 'Start anew').click();
  // Until then a run of before is shown, with all its steps.
  await expect(state(page)).toHaveText('Running');
  await expect.poll(() => step(page), { intervals: [20] }).toBeGreaterThan(30);
  if (cutOff) {
    await page.close();
    page = await context.newPage();
    await page.goto('/#/train');
    await expect(state(page)).toHaveText('Interrupted');
    const kept = await step(page);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(120);
    await button(page, 'Resume').click();
  }
  await expect(state(page)).toHaveText('Finished', { timeout: 90_000 });
  expect(await step(page)).toBe(120);
  const figures = await run(page).getByRole('table').allInnerTexts();
  const weights = await takeAwayWeights(page);
  await page.close();
  return { figures, weights };
}

test('a page closed in the middle of training goes on where it was and ends with the same weights', async ({
  page,
  context,
}) => {
  await openStores(page);
  await chooseTinyModel(page);
  // Without dev questions the last step's weights are kept, whatever they are worth.
  await importAllPairs(page, { dev: false });
  await setArguments(page, {
    Epochs: '30',
    'Batch size': '4',
    'Learning rate': '0.001',
    'Steps between checkpoints': '10',
  });
  const base = await takeAwayWeights(page);
  await page.close();
  const resumed = await train(context, true);
  const whole = await train(context, false);
  expect(resumed.weights.equals(whole.weights)).toBe(true);
  expect(resumed.weights.equals(base)).toBe(false);
  expect(resumed.figures).toHaveLength(1);
  expect(resumed.figures).toEqual(whole.figures);
});
