import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test, type Page } from '@playwright/test';
import { expect, openManual } from './interface-project';

const packed = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/deu/package.json'));
const german = readFileSync(join(packed, '4.0.0_best_int', 'deu.traineddata.gz'));
const host = 'https://cdn.jsdelivr.net';

const traineddata = (name: string, buffer: Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer,
});

/** The app with a German notice as a picture, read in English by tesseract: PaddleOCR knows German letters. */
async function openNotice(page: Page): Promise<void> {
  const paper = await page.context().newPage();
  await paper.setViewportSize({ width: 700, height: 160 });
  await paper.setContent(
    '<body style="font:26px/1.5 \'DejaVu Sans\'">Größere Gefäße gehören über die Öfen.<br>Schließen Sie die Türen früh.',
  );
  const buffer = await paper.screenshot({ type: 'png' });
  await paper.close();
  await openManual(page);
  await page.getByText('How pictures are read').first().click();
  await page.getByRole('radio', { name: 'Tesseract' }).check();
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'notice.png', mimeType: 'image/png', buffer });
  await expect(page.getByText('2 documents')).toBeVisible();
  await expect(page.getByText(/der Öfen|Sie die|gehoren|Gef/).first()).toBeVisible();
  await page.getByText('Languages of scans').click();
}

const chosenFile = (page: Page) => page.locator('input[accept=".traineddata,.gz"]');
const box = (page: Page, name: string) => page.getByRole('checkbox', { name, exact: true });

test('a language brought as a file is checked, kept and chosen, and the scan read again in it', async ({
  page,
}) => {
  await openNotice(page);
  await expect(page.getByText(/Größere Gefäße gehören/)).toHaveCount(0);

  await chosenFile(page).setInputFiles(traineddata('deu.traineddata', Buffer.from('<!doctype html>')));
  await expect(page.getByText(/deu\.traineddata is no language of Tesseract/).first()).toBeVisible();
  await expect(box(page, 'German')).toHaveCount(0);

  await chosenFile(page).setInputFiles(traineddata('deu.traineddata.gz', german));
  await expect(box(page, 'German')).toBeChecked();
  await page.getByRole('button', { name: 'Read 1 scan again' }).click();
  await expect(page.getByText(/Größere Gefäße gehören über die Öfen/).first()).toBeVisible();

  await page.reload();
  await page.getByText('Languages of scans').click();
  await expect(box(page, 'German')).toBeChecked();
  await expect(box(page, 'Traditional Chinese')).not.toBeChecked();
  await page.getByRole('button', { name: 'Remove German' }).click();
  await expect(box(page, 'German')).toHaveCount(0);
});

test('a language is fetched only from a host that is switched on; without a connection the way out is said', async ({
  page,
  context,
}) => {
  let connected = false;
  const asked: string[] = [];
  await context.route(`${host}/**`, (route) => {
    asked.push(new URL(route.request().url()).pathname);
    return connected
      ? route.fulfill({ headers: { 'Access-Control-Allow-Origin': '*' }, body: german })
      : route.abort('internetdisconnected');
  });
  await openNotice(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.getByLabel('Add a language').selectOption({ label: 'German' });
  const fetching = page.getByRole('button', { name: 'Download German' });
  await expect(fetching).toBeDisabled();
  expect(asked).toEqual([]);
  await page.getByRole('checkbox', { name: 'Allow this page to fetch languages from jsDelivr' }).check();
  await fetching.click();
  await expect(page.getByText(/could not be fetched from cdn\.jsdelivr\.net/).first()).toBeVisible();

  connected = true;
  await page.getByLabel('Add a language').selectOption({ label: 'German' });
  await fetching.click();
  await expect(box(page, 'German')).toBeChecked();
  expect(new Set(asked)).toEqual(
    new Set(['/npm/@tesseract.js-data/deu@1.0.0/4.0.0_best_int/deu.traineddata.gz']),
  );
  await page.getByRole('button', { name: /^Status/ }).click();
  await expect(page.getByText('Download of a language for scans').first()).toBeVisible();
});
