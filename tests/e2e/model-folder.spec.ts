import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { expect } from './interface-project';
import { chooseTinyModel, openStores, tinyModelOnDisk } from './small-project';

/** Drops a folder as the system does: what scripts can make themselves holds files only. */
async function dropFolder(page: Page, folder: string, onto: string): Promise<void> {
  const zone = page.getByRole('group', { name: onto });
  await zone.scrollIntoViewIfNeeded();
  // What is still to come above it moves it; dropped beside it, the folder is documents.
  let box = (await zone.boundingBox())!;
  await expect
    .poll(async () => {
      const before = box.y;
      box = (await zone.boundingBox())!;
      return box.y - before;
    })
    .toBe(0);
  const devtools = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data: { items: [], files: [folder], dragOperationsMask: 1 },
    });
}

async function expectTinyModelInUse(page: Page): Promise<void> {
  const model = page.getByRole('region', { name: 'Model to start from' });
  await expect(page.getByRole('radio', { name: /^tiny-bert/ })).toBeChecked();
  await expect(model.getByText('5.92 thousand')).toBeVisible();
  await page.goto('/#/use');
  await page.getByRole('searchbox', { name: 'Your question' }).fill('where is the anvil');
  await page.keyboard.press('Enter');
  const hit = page.getByRole('region', { name: 'Base', exact: true }).getByRole('link').first();
  // Passages may still be cut anew by the model's tokens; the page then says so.
  const again = page.getByRole('button', { name: 'Search again' });
  await expect(hit.or(again).first()).toBeVisible();
  if (await again.isVisible()) await again.click();
  await expect(hit).toContainText('stores.md');
  await expect(page.getByLabel('Vector length', { exact: true })).toHaveValue('16');
}

test('a chosen model folder becomes the project’s model, and still is after a reload', async ({ page }) => {
  await openStores(page);
  await chooseTinyModel(page);
  await expectTinyModelInUse(page);
  await page.goto('/#/train');
  await page.reload();
  await expectTinyModelInUse(page);
});

test('a dropped model folder becomes the project’s model', async ({ page }) => {
  await openStores(page);
  await page.goto('/#/train');
  await page.getByText('Another model', { exact: true }).click();
  await expect(page.getByText('22.7 million')).toBeVisible();
  const folder = await tinyModelOnDisk();
  await dropFolder(page, folder, 'Drop a model’s folder here');
  await expectTinyModelInUse(page);
});

test('a folder without a model says what is missing, and the project keeps the model it has', async ({
  page,
}) => {
  await openStores(page);
  await page.goto('/#/train');
  await page.getByText('Another model', { exact: true }).click();
  const folder = await tinyModelOnDisk();
  await rm(join(folder, 'model.safetensors'));
  await dropFolder(page, folder, 'Drop a model’s folder here');
  await expect(page.getByText('There is no model.safetensors in tiny-bert.', { exact: false })).toBeVisible();
  await expect(page.getByRole('radio', { name: /MiniLM/ })).toBeChecked();
  await expect(page.getByRole('radio', { name: /tiny-bert/ })).toHaveCount(0);
});

test('a model whose files are gone says so where one searches, with a way out', async ({ page }) => {
  await openStores(page);
  await chooseTinyModel(page);
  await page.evaluate(
    () =>
      new Promise<void>((done, failed) => {
        const opening = indexedDB.open('hone');
        opening.onerror = () => failed(opening.error ?? new Error('not opened'));
        opening.onsuccess = () => {
          const change = opening.result.transaction('models', 'readwrite');
          change.objectStore('models').clear();
          change.oncomplete = () => done();
        };
      }),
  );
  await page.goto('/#/use');
  await page.reload();
  await page.getByRole('searchbox', { name: 'Your question' }).fill('where is the anvil');
  await page.keyboard.press('Enter');
  const main = page.getByRole('main');
  await expect(main.getByText(/The model tiny-bert-.* was not found/)).toBeVisible();
  await expect(main.getByText(/^Searching/)).toHaveCount(0);
  await main.getByRole('link', { name: 'Choose another model' }).click();
  await page.getByRole('radio', { name: /MiniLM/ }).check();
  await expect(page.getByText('22.7 million')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Model to start from' })).toHaveAttribute(
    'aria-busy',
    'false',
  );
  await page.goto('/#/use');
  await page.getByRole('searchbox', { name: 'Your question' }).fill('where is the anvil');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('region', { name: 'Base', exact: true }).getByRole('link').first(),
  ).toContainText('anvil');
});
