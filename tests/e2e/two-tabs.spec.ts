import { test } from '@playwright/test';
import { ask, expect, openManual } from './interface-project';

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

  await ask(page, ['What must nobody look into?']);
  await expect(page.getByText('2 of 50 real questions')).toBeVisible();
  await page.close();
  await expect(second.getByText('What must nobody look into?')).toBeVisible();
  await second.getByRole('button', { name: `Reject: ${question}` }).click();
  await expect(second.getByText('Rejected by you')).toBeVisible();
});
