import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { tinyFolder } from '../unit/models/tiny-model';
import { expect } from './interface-project';

/** Things in a store: each has its passage and its questions. */
export const things = [
  ...['anvil', 'bobbin', 'crate', 'drum', 'engine', 'funnel', 'gasket', 'hammer'],
  ...['ingot', 'jig', 'kettle', 'lamp', 'mallet', 'needle', 'oven', 'pulley'],
];

export const stores = things
  .map(
    (thing, i) => `# The ${thing}\n\nThe ${thing} weighs ${i + 7} kilograms and is kept dry in hall ${i}.\n`,
  )
  .join('\n');

const training = things.map((thing, i) => `how heavy is the ${thing},The ${thing} weighs ${i + 7} kilograms`);
const testing = things.map(
  (thing, i) => `in which hall is the ${thing},The ${thing} weighs ${i + 7} kilograms and is kept dry`,
);

/** A tiny BERT with random weights, as a person has it on a disk. Its folder. */
export async function tinyModelOnDisk(name = 'tiny-bert'): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'hone-model-')), name);
  for (const [path, bytes] of tinyFolder()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** Opens the app on the backend whose results are the same each time, with the stores as its first document. */
export async function openStores(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: /^Status/ }).click();
  await page.getByLabel('Compute with').selectOption('wasm');
  await page.getByLabel('Threads', { exact: true }).selectOption('1');
  await page.keyboard.press('Escape');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'stores.md', mimeType: 'text/markdown', buffer: Buffer.from(stores) });
  await expect(page.getByRole('link', { name: 'Go on to Pairs' })).toBeVisible();
}

export async function chooseTinyModel(page: Page): Promise<void> {
  await page.goto('/#/train');
  await page.getByText('Another model', { exact: true }).click();
  await page.locator('main input[webkitdirectory]').setInputFiles(await tinyModelOnDisk());
  await expect(page.getByRole('radio', { name: /^tiny-bert/ })).toBeChecked();
}

async function importPairs(page: Page, name: string, rows: string[], use: string): Promise<void> {
  await page.goto('/#/pairs/import');
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles({
      name,
      mimeType: 'text/csv',
      buffer: Buffer.from(`question,answer\n${rows.join('\n')}\n`),
    });
  await page.getByLabel('Use for').selectOption(use);
  await page.getByRole('button', { name: /^Import \d+ rows/ }).click();
  await expect(page).toHaveURL(/#\/pairs\/review/);
}

/** Pairs to train on and to test with; without `dev`, none to choose a checkpoint by, so that the last one is kept. */
export async function importAllPairs(page: Page, { dev = true } = {}): Promise<void> {
  await importPairs(page, 'train.csv', training, 'train');
  if (dev) await importPairs(page, 'dev.csv', testing.slice(0, 4), 'dev');
  await importPairs(page, 'test.csv', testing.slice(4), 'test');
}

export async function setArguments(page: Page, values: Record<string, string>): Promise<void> {
  await page.goto('/#/train');
  const settings = page.getByRole('region', { name: 'Settings' });
  for (const group of await settings.locator('summary').all()) await group.click();
  for (const [name, value] of Object.entries(values)) {
    const field = page.getByLabel(name);
    await field.fill(value);
    await field.blur();
  }
}
