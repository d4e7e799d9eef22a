import { test } from '@playwright/test';
import { ask, expect, openManual } from './interface-project';

test('a first file makes a project whose elements and passages are shown, and a reload keeps all', async ({
  page,
}) => {
  await openManual(page);
  await expect(page.getByRole('listitem').filter({ hasText: 'Firing' }).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Table' }).getByText('1222 °C')).toBeVisible();
  await expect(page.getByRole('cell', { name: 'orange' })).toBeVisible();

  await page.getByRole('link', { name: /^Passages/ }).click();
  await expect(page.getByText(/\d+ tokens/).first()).toBeVisible();
  const summary = await page.getByText(/1 document, \d+ passages/).textContent();

  await page.reload();
  await expect(page.getByText(summary ?? '')).toBeVisible();
  await expect(page.getByRole('link', { name: /^Passages/ })).toHaveAttribute('aria-current', 'true');
});

test('markup inside a document is shown as text and never run', async ({ page }) => {
  await openManual(page);
  await expect(page.getByText('Never look into the peephole')).toBeVisible();
  expect(await page.title()).toContain('Hone');
  await expect(page.locator('main script')).toHaveCount(0);
});

test('a broken file says so, can be removed, and stops no other', async ({ page }) => {
  await openManual(page);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.from('') },
      { name: 'good.txt', mimeType: 'text/plain', buffer: Buffer.from('Glaze is ground glass in water.') },
    ]);
  await expect(page.getByText('empty.txt has no text in it', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: /good\.txt Read/ })).toBeVisible();

  await page.getByRole('button', { name: 'Remove good.txt' }).click();
  await expect(page.getByRole('link', { name: /good\.txt/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: /good\.txt Read/ })).toBeVisible();
});

test('a passage can be left out and taken in again', async ({ page }) => {
  await openManual(page);
  await page.getByRole('link', { name: /^Passages/ }).click();
  const before = await page.getByText(/1 document, \d+ passages/).textContent();
  await page.getByRole('button', { name: 'Leave out' }).first().click();
  await expect(page.getByText('Left out', { exact: true })).toBeVisible();
  await expect(page.getByText(before ?? '')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(before ?? '')).toBeVisible();
});

test('questions are typed passage after passage, then edited, rejected and restored in the table', async ({
  page,
}) => {
  await openManual(page);
  await ask(page, ['How long until the kiln is hot enough?']);
  await expect(page.getByLabel('Your question')).toBeFocused();

  await page.getByRole('link', { name: /Review/ }).click();
  await page.getByRole('button', { name: 'Edit: How long until the kiln is hot enough?' }).click();
  await page.getByLabel('Question', { exact: true }).fill('How many hours to working heat?');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Edited', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Reject: How many hours to working heat?' }).click();
  await expect(page.getByText('Rejected by you')).toBeVisible();
  await page.getByRole('button', { name: 'Restore: How many hours to working heat?' }).click();
  await expect(page.getByText('Rejected by you')).toHaveCount(0);

  await page.reload();
  await expect(page.getByText('How many hours to working heat?')).toBeVisible();
});

test('pairs from a CSV file are previewed, mapped and imported', async ({ page }) => {
  await openManual(page);
  await page.goto('/#/pairs/import');
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles({
      name: 'faq.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'question,answer,author\nWhat bends when it is done?,A cone bends when the heat work is done.,Ann\n' +
          'What must be dark?,The glasses worn at the peephole.,Bo\n',
      ),
    });
  await expect(page.getByRole('heading', { name: '2 rows in 1 file' })).toBeVisible();
  await expect(page.getByLabel('Question (anchor)')).toHaveValue('question');
  await expect(page.getByLabel('Passage (positive)')).toHaveValue('answer');
  await page.getByLabel('Use for').selectOption('test');
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByText('What bends when it is done?', { exact: true })).toBeVisible();
  await expect(page.getByText('Imported · faq.csv').first()).toBeVisible();

  await page.getByRole('searchbox', { name: 'Search questions and passages' }).fill('peephole');
  await expect(page.getByText('What bends when it is done?', { exact: true })).toHaveCount(0);
  await expect(page.getByText('What must be dark?', { exact: true })).toBeVisible();
});

test('files of pairs that cannot be imported are named with the reason, and the others are imported', async ({
  page,
}) => {
  await openManual(page);
  await page.goto('/#/pairs/import');
  const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles([
      csv('faq.csv', 'question,answer\nWhat bends?,A cone bends when the heat work is done.\n'),
      csv('colours.csv', 'red,green,blue\n1,2,3\n'),
      csv('empty.csv', ''),
    ]);
  const main = page.getByRole('main');
  await expect(main.getByText('2 files cannot be imported; the others can:')).toBeVisible();
  await page.getByRole('button', { name: 'Import 1 row' }).click();
  await expect(main.getByText('2 files were not imported; the others were:')).toBeVisible();
  await expect(main.getByText('colours.csv has no columns that can serve', { exact: false })).toBeVisible();
  await expect(main.getByText('empty.csv has no text in it', { exact: false })).toBeVisible();
  await main.getByRole('link', { name: 'Review', exact: true }).click();
  await expect(page.getByText('What bends?', { exact: true })).toBeVisible();
});

test('projects are created, renamed, removed and brought back', async ({ page }) => {
  await page.goto('/');
  const switcher = page.getByRole('button', { name: /^Projects; open:/ });
  await switcher.click();
  await page.getByRole('textbox', { name: 'New project' }).fill('Pottery');
  await page.keyboard.press('Enter');
  await expect(switcher).toContainText('Pottery');

  await switcher.click();
  await page.getByRole('button', { name: 'Rename Pottery' }).click();
  await page.getByRole('textbox', { name: 'Rename Pottery' }).fill('Ceramics');
  await page.keyboard.press('Enter');
  await expect(switcher).toContainText('Ceramics');

  await page.getByRole('button', { name: 'Remove Ceramics' }).click();
  await expect(page.getByRole('heading', { name: 'Search that knows your field' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: /Ceramics/ }).first()).toBeVisible();
});

test('every page changes its language at once, and the choice is kept', async ({ page }) => {
  await openManual(page);
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '文档' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  for (const [step, title] of [
    ['pairs', '问答对'],
    ['train', '训练'],
    ['evaluate', '评估'],
    ['use', '使用'],
  ] as const) {
    await page.goto(`/#/${step}`);
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '使用' })).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Use' })).toBeVisible();
});

test('dark colours follow the system until the person chooses, and the choice is kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Search that knows your field' })).toBeVisible();
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await background();
  await page.getByRole('button', { name: /Change to: Light/ }).click();
  await expect.poll(background).not.toBe(dark);
  const light = await background();
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(await background()).toBe(light);
});

test('rules are offered only with their warning, and nothing has left the page', async ({ page }) => {
  await openManual(page);
  await page.goto('/#/pairs/rules');
  await expect(page.getByText('A better score on generated questions means nothing')).toBeVisible();
  const write = page.getByRole('button', { name: 'Write questions' });
  await expect(write).toBeDisabled();
  await page.getByLabel('I have read this').check();
  await write.click();
  await page.getByRole('link', { name: /^Review/ }).click();
  await expect(page.getByText(/^Rules ·/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Status: nothing has left this page' }).click();
  await expect(page.getByText('Nothing has left this page.', { exact: true })).toBeVisible();
});

test('passages are sent to no host that has not been switched on', async ({ page }) => {
  await openManual(page);
  await page.goto('/#/pairs/model');
  await page.getByRole('radio', { name: /Gemini/ }).check();
  await page.getByLabel('API key').fill('not-a-real-key');
  await expect(page.getByText('would be sent to Google’s servers', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Write questions' })).toBeDisabled();
  await page.getByRole('checkbox', { name: /^Allow this page to send passages/ }).check();
  await expect(page.getByRole('button', { name: 'Write questions' })).toBeEnabled();
  await page.getByRole('button', { name: /^Status/ }).click();
  await page.getByRole('button', { name: /^Switch off https:\/\/generativelanguage/ }).click();
  await expect(page.getByRole('button', { name: 'Write questions' })).toBeDisabled();
});

test('base model and keyword search answer side by side, each hit opening its passage', async ({ page }) => {
  await openManual(page);
  await page.goto('/#/use');
  await page.getByRole('searchbox', { name: 'Your question' }).fill('when is it safe to open the kiln door');
  await page.keyboard.press('Enter');
  const base = page.getByRole('region', { name: 'Base', exact: true });
  await expect(base.getByRole('link').first()).toContainText('kiln.md');
  await expect(page.getByRole('region', { name: 'BM25 (keywords)' }).getByRole('link').first()).toBeVisible();
  await base.getByRole('link').filter({ hasText: 'Safety' }).first().click();
  await expect(page).toHaveURL(/#\/documents\/.+\/chunk\//);
  await expect(page.locator('li:focus')).toContainText('leave the door shut');
});
