import { strToU8, zipSync } from 'fflate';
import { test } from '@playwright/test';
import { expect, manual, openManual } from './interface-project';
import { chooseTinyModel, importAllPairs, openStores } from './small-project';

test('what was read is corrected in place, the passages follow, a reload keeps it and it can be undone', async ({
  page,
}) => {
  await openManual(page);
  const items = page.locator('main ol > li');
  const correct = async (text: string) => {
    await items.filter({ hasText: text }).first().hover();
    await page.getByRole('button', { name: new RegExp(`^Correct [^:]+: ${text}`) }).click();
    return page.getByRole('group', { name: /^Correction/ });
  };
  const undo = page.getByRole('button', { name: /^Undo the last correction/ });

  let editor = await correct('Open the damper');
  await editor.getByLabel('Type').selectOption('Text');
  await editor.getByLabel('Text', { exact: true }).fill('Open the flap fully.');
  await editor.getByRole('button', { name: 'Join with the next' }).click();
  await expect(undo).toHaveText('Undo the last correction (3)');
  await editor.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(items.filter({ hasText: 'Open the flap fully. Close it by a third' })).toHaveCount(1);

  await items.filter({ hasText: 'Temperature' }).hover();
  await page.getByRole('button', { name: /^Correct Table/ }).click();
  editor = page.getByRole('group', { name: /^Correction/ });
  await editor.getByLabel('Row 2, column 2').fill('1000 °C');
  await editor.getByLabel('Row 2, column 2').press('Tab');
  await editor.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByRole('cell', { name: '1000 °C' })).toBeVisible();

  editor = await correct('Safety');
  await editor.getByRole('button', { name: 'Up', exact: true }).click();
  await editor.getByRole('button', { name: 'Leave out' }).click();
  await expect(undo).toHaveText('Undo the last correction (6)');
  await expect(items.filter({ hasText: /^\s*Title\s*Safety/ })).toHaveCount(0);

  await page.reload();
  await expect(page.getByRole('cell', { name: '1000 °C' })).toBeVisible();
  await page.getByRole('link', { name: /^Passages/ }).click();
  await expect(page.getByText('Open the flap fully. Close it by a third').first()).toBeVisible();
  await page.getByRole('link', { name: 'Pages and elements' }).click();

  for (let left = 5; left > 0; left--) {
    await undo.click();
    await expect(undo).toHaveText(`Undo the last correction (${left})`);
  }
  await undo.click();
  await expect(undo).toHaveCount(0);
  await expect(page.getByText('Open the damper fully for the first hour.')).toBeVisible();
  await expect(page.getByRole('cell', { name: '999 °C' })).toBeVisible();
});

test('a text is parted at the cursor by keyboard', async ({ page }) => {
  await openManual(page);
  await page.getByRole('button', { name: /^Correct Text: Never look/ }).focus();
  await page.keyboard.press('Enter');
  const text = page.getByRole('group', { name: /^Correction/ }).getByLabel('Text', { exact: true });
  await text.focus();
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 'Never look into'.length; i++) await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Part at the cursor' }).click();
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(page.getByText('Never look into', { exact: true })).toBeVisible();
  await expect(page.getByText(/^the peephole without dark glasses/)).toBeVisible();
});

test('an edited file takes the place of its earlier version, and undo keeps both', async ({ page }) => {
  await openManual(page);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'kiln.md',
      mimeType: 'text/markdown',
      buffer: Buffer.from(`${manual}\n## Upkeep\n\nSweep the floor of the kiln after every firing.\n`),
    });
  await expect(page.getByText('kiln.md took the place of its earlier version')).toBeVisible();
  await expect(page.getByText('Sweep the floor of the kiln')).toBeVisible();
  await expect(page.getByRole('link', { name: /kiln\.md Read/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('link', { name: /kiln\.md Read/ })).toHaveCount(2);
});

test('a dropped ZIP shows the files in it, and a long list is turned and searched', async ({ page }) => {
  await page.goto('/');
  const notes = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`notes/note-${i + 1}.txt`, strToU8(`The valve ${i + 1} is open.`)]),
  );
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'drawer.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(notes)) });
  await expect(page.getByText('60 of 60 read')).toBeVisible({ timeout: 60_000 });
  const list = page.getByRole('list', { name: 'Documents' });
  await expect(list.getByRole('listitem')).toHaveCount(50);
  await expect(list.getByRole('link', { name: /^note-1\.txt drawer\.zip\/notes Read/ })).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Pages of the list of documents' })
    .getByLabel('Next page')
    .click();
  await expect(list.getByRole('listitem')).toHaveCount(10);
  await page.getByLabel('Find by name').fill('note-60');
  await list.getByRole('link', { name: /^note-60/ }).click();
  await expect(page.getByText('The valve 60 is open.')).toBeVisible();
});

test('what titles before the text do is measured on the dev questions, and nothing is changed by it', async ({
  page,
}) => {
  await openStores(page);
  await chooseTinyModel(page);
  await page.goto('/#/documents');
  await page.getByText('How passages are cut').click();
  await expect(page.getByRole('button', { name: 'Compare', exact: true })).toBeDisabled();
  await importAllPairs(page);
  await page.goto('/#/documents');
  await page.getByText('How passages are cut').click();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const effect = page.getByRole('region', { name: 'Do titles help here?' });
  await expect(effect.getByText(/nDCG@10 on \d+ dev question/)).toBeVisible();
  await expect(effect.getByText('BM25 (keywords)', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Titles before the text')).not.toBeChecked();
  await page.reload();
  await page.getByText('How passages are cut').click();
  await expect(effect.getByRole('button', { name: 'Compare again' })).toBeVisible();
});
