import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';

/** The card of the run on the page Train. */
export const run = (page: Page) => page.getByRole('region', { name: 'Training' });
export const state = (page: Page) => run(page).getByRole('status').first();
export const button = (page: Page, name: string) => run(page).getByRole('button', { name, exact: true });

/** Steps done, as shown; null before the first. */
export async function step(page: Page): Promise<number> {
  const text =
    (await run(page)
      .getByText(/^Step \d/)
      .textContent({ timeout: 500 })
      .catch(() => null)) ?? '';
  return Number(/^Step ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
}

/** The model folder's weights in the download, as bytes. */
export async function takeAwayWeights(page: Page): Promise<Buffer> {
  await page.goto('/#/use');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the zip' }).click();
  const zip = unzipSync(await readFile(await (await downloading).path()));
  const path = Object.keys(zip).find((name) => name.endsWith('model/model.safetensors'));
  return Buffer.from(zip[path ?? '']!);
}
