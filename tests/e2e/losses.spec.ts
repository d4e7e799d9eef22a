import { test } from '@playwright/test';
import { expect } from './interface-project';
import { chooseTinyModel, openStores, setArguments, things } from './small-project';

const csv = (head: string, rows: string[]) => ({
  name: 'rows.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`${head}\n${rows.join('\n')}\n`),
});

test('the losses that fit the pairs are offered with what they are for, and one of them trains', async ({
  page,
}) => {
  await openStores(page);
  await chooseTinyModel(page);
  await page.goto('/#/pairs/import');
  const files = page.locator('main input[type=file]').first();

  const triplets = things.map((thing, i) => {
    const other = things[(i + 1) % things.length]!;
    return `how heavy is the ${thing},The ${thing} weighs ${i + 7} kilograms,The ${other} is kept dry`;
  });
  await files.setInputFiles(csv('question,answer,negative', triplets));
  await page.getByLabel('Use for').selectOption('train');
  await page.getByRole('button', { name: /^Import \d+ rows/ }).click();
  await expect(page).toHaveURL(/#\/pairs\/review/);

  await page.goto('/#/train');
  const settings = page.getByRole('region', { name: 'Settings' });
  const loss = settings.getByRole('combobox', { name: 'Loss loss' });
  await expect(loss).toHaveValue('MultipleNegativesRankingLoss');
  expect(await loss.locator('option').allTextContents()).toEqual([
    'MultipleNegativesRankingLoss',
    'TripletLoss',
    'GISTEmbedLoss',
  ]);
  await settings.getByText('Losses that do not fit these data, and why').click();
  await expect(settings.getByText('CoSENTLoss takes 2, and these rows have 3.')).toBeVisible();

  // Its guide is the model itself, or another one that is there.
  await loss.selectOption('GISTEmbedLoss');
  const guide = settings.getByLabel('Guide');
  await expect(guide).toHaveValue('');
  await guide.selectOption('all-MiniLM-L6-v2');
  await expect(guide).not.toHaveValue('');

  await loss.selectOption('TripletLoss');
  await expect(guide).toBeHidden();
  await expect(settings.getByText('the positive must come nearer to the anchor')).toBeVisible();
  const margin = settings.getByLabel('triplet_margin');
  await expect(margin).toHaveValue('0.5');
  await margin.fill('5');
  await margin.blur();
  await expect(settings.getByText('The margin is one that can never be reached')).toBeVisible();
  await margin.fill('0.3');
  await margin.blur();
  await expect(settings.getByText('The margin is one that can never be reached')).toBeHidden();

  await settings.getByText('Use with fewer layers').click();
  const layers = settings.getByRole('checkbox', { name: 'Train layers before the last too' });
  await layers.check();
  await settings.getByLabel('Layers a step').fill('-1');
  // What is frozen leaves no other layer of the tiny model's two to train.
  await settings.getByText('What is trained').click();
  await settings.getByLabel('Frozen layers').fill('1');
  await settings.getByLabel('Frozen layers').blur();
  await expect(page.getByText('Freeze fewer layers, or switch adaptive_layer off.')).toBeVisible();
  await expect(settings.getByLabel('Frozen layers')).toHaveValue('0');

  await setArguments(page, { Epochs: '1', 'Batch size': '8' });
  const run = page.getByRole('region', { name: 'Training' });
  await run.getByRole('button', { name: 'Start training', exact: true }).click();
  await expect(run.getByRole('status').first()).toHaveText('Finished', { timeout: 60_000 });
});
