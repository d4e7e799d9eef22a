import { test } from '@playwright/test';
import { ask, expect, openManual } from './interface-project';
import { chooseTinyModel, importAllPairs, openStores, setArguments } from './small-project';
import { button, state, step } from './training-page';

test('a project open in one tab is only shown in a second, until the first is closed', async ({
  page,
  context,
}) => {
  await openManual(page);
  await ask(page, ['How long until the kiln is hot enough?']);
  const second = await context.newPage();
  await second.goto('/#/pairs');
  const banner = second.getByText('This project is open in another tab', { exact: false });
  await expect(banner.first()).toBeVisible();

  await second.goto('/#/pairs/review');
  const question = 'How long until the kiln is hot enough?';
  await second.getByRole('button', { name: `Reject: ${question}` }).click();
  await expect(second.getByText('Rejected by you')).toHaveCount(0);

  await page.getByLabel('Your question').fill('What must nobody look into?');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 of 50 real questions')).toBeVisible();
  await page.close();
  await expect(second.getByText('What must nobody look into?')).toBeVisible();
  await second.getByRole('button', { name: `Reject: ${question}` }).click();
  await expect(second.getByText('Rejected by you')).toBeVisible();
});

test('training in one tab is shown live in a second, which goes on with it when the first is closed', async ({
  page,
  context,
}) => {
  await openStores(page);
  await chooseTinyModel(page);
  await importAllPairs(page, { dev: false });
  await setArguments(page, {
    Epochs: '1000',
    'Batch size': '4',
    'Learning rate': '0.001',
    'Steps between checkpoints': '10',
  });
  await button(page, 'Start training').click();
  await expect.poll(() => step(page)).toBeGreaterThan(5);

  const second = await context.newPage();
  await second.goto('/#/train');
  await expect(state(second)).toHaveText('Running');
  const seen = await step(second);
  await expect.poll(() => step(second)).toBeGreaterThan(seen + 20);
  await expect(button(second, 'Pause')).toHaveAttribute('aria-disabled', 'true');

  await page.close();
  await expect(button(second, 'Pause')).toHaveAttribute('aria-disabled', 'false');
  const taken = await step(second);
  await expect.poll(() => step(second)).toBeGreaterThan(taken + 20);
  await button(second, 'Stop and keep the best').click();
  await expect(state(second)).toHaveText('Stopped');
});
