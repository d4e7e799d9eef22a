import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { test, type Page } from '@playwright/test';
import { chromiumArguments, findChromium } from '../../scripts/chromium.mjs';
import type { SpeedReport } from '../../src/training/speed/types';
import { expect } from './interface-project';

// Software that plays a GPU takes minutes for what this page measures; tests/browser measures on it.
const args = chromiumArguments.filter((argument) => !argument.includes('webgpu'));
test.use({
  launchOptions: { executablePath: findChromium(), args: [...args, '--disable-features=WebGPU'] },
  contextOptions: { reducedMotion: 'reduce' },
});

const findings = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

async function open(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: /^Status/ }).click();
  await page.getByRole('link', { name: 'Speed of this device' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Speed of this device' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Status' })).toHaveCount(0);
}

test('the speed of this device is measured row by row and taken away as JSON, and nothing leaves the page', async ({
  page,
}) => {
  test.slow();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await open(page);
  await page.getByLabel('How much').selectOption('small');
  await page.getByRole('button', { name: 'Measure', exact: true }).click();
  await expect(page.getByRole('progressbar', { name: 'Progress' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^Training [\d.,]+ pairs\/s small/ })).toBeVisible();
  await expect(page.getByText('Measured.')).toBeVisible();
  for (const row of ['time in matrix products', 'one layer', 'encoding', 'memory in training'])
    await expect(page.getByRole('row', { name: new RegExp(`^${row}`, 'i') })).toBeVisible();

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the JSON' }).click();
  const report = JSON.parse(await readFile(await (await downloading).path(), 'utf8')) as SpeedReport;
  expect(report).toMatchObject({
    format: 'hone-speed-1',
    request: { size: 'small', backends: ['wasm', 'webgpu'] },
    chosen: { sizes: { wasm: 'small' } },
    device: { gpu: null, crossOriginIsolated: true },
  });
  expect(report.rows.map(({ key }) => key)).toEqual(['train', 'memory', 'products', 'layer', 'encode']);
  for (const row of report.rows) expect(row, row.key).toHaveProperty('found');
  const products = report.rows.find(({ key }) => key === 'products');
  if (products?.key !== 'products' || !('found' in products)) throw new Error('no products');
  expect(products.found.ofStep).toBeGreaterThan(0.1);
  expect(products.found.ofStep).toBeLessThan(1);
  expect(await page.locator('#speed-json').textContent()).toBe(JSON.stringify(report, null, 2));

  const { origin } = new URL(page.url());
  expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith('blob:'))).toEqual([]);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findings(page), colorScheme).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await findings(page), '390 px').toEqual([]);
});

test('a measurement is cancelled by the keyboard at once and can be started again', async ({ page }) => {
  await open(page);
  await page.getByLabel('How much').selectOption('full');
  await page.getByRole('button', { name: 'Measure', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Cancelled.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeFocused();
  await expect(page.locator('#speed-json')).toHaveCount(0);
});
