import { readFile } from 'node:fs/promises';
import { test, type Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { findings } from './axe-findings';
import { expect } from './interface-project';
import { chooseTinyModel, openStores, setArguments, things } from './small-project';
import { button, run, state } from './training-page';

/** Things and their kinds: two texts about one thing are alike, about two they are not. */
const rows = things.flatMap((thing, i) =>
  [0, 1, 2].map((apart) => {
    const other = things[(i + apart) % things.length]!;
    return `a ${thing} for hall ${apart},the ${other} weighs ${i + apart + 7} kilograms,${1 - apart / 4}`;
  }),
);

async function choose(page: Page, name: string, text: string): Promise<void> {
  await page.goto('/#/pairs/import');
  const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
  await page.locator('main input[type=file]').first().setInputFiles(file);
}

test('scored pairs are imported, reviewed, trained on by a loss that fits, measured by the evaluator that fits and taken away', async ({
  page,
}) => {
  await openStores(page);
  await chooseTinyModel(page);
  await choose(page, 'sts.csv', `sentence1,sentence2,score\n${rows.join('\n')}\n`);
  await expect(page.getByRole('radio', { name: /^Texts with a label/ })).toBeChecked();
  await expect(page.getByText('Two texts with a score from 0.5 to 1.')).toBeVisible();
  await expect(page.getByLabel('Text 2')).toHaveValue('sentence2');
  expect(await findings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Import 48 rows' }).click();

  const review = page.getByRole('region', { name: 'Rows with labels' });
  await expect(review.getByRole('status').last()).toHaveText('48 rows shown by this filter');
  await review.getByLabel('Label').selectOption('0.5');
  await expect(review.getByRole('status').last()).toHaveText('16 rows shown by this filter');
  const first = review.getByRole('listitem').first();
  await first.getByRole('button', { name: /^Edit/ }).click();
  await first.getByLabel('score').fill('often');
  await expect(first.getByText('A label must be of the same kind')).toBeVisible();
  expect(await findings(page)).toEqual([]);
  await first.getByLabel('score').fill('0.4');
  await first.getByRole('button', { name: 'Save' }).click();
  await expect(review.getByRole('status').last()).toHaveText('15 rows shown by this filter');
  await review
    .getByRole('button', { name: /^Reject/ })
    .first()
    .click();
  await expect(page.getByText('1 row was rejected.')).toBeVisible();
  await page.getByText('1 row was rejected.').locator('..').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { name: '48 rows with labels' })).toBeVisible();

  await page.goto('/#/train');
  const settings = page.getByRole('region', { name: 'Settings' });
  const loss = settings.getByRole('combobox', { name: 'Loss loss' });
  await expect(loss).toHaveValue('CoSENTLoss');
  await expect(settings.getByText('puts pairs into the order of their scores')).toBeVisible();
  expect(await loss.locator('option').allTextContents()).toEqual([
    'CoSENTLoss',
    'CosineSimilarityLoss',
    'AnglELoss',
  ]);
  await settings.getByText('Losses that do not fit these data, and why').click();
  await expect(settings.getByText('TripletLoss takes 3, and these rows have 2.')).toBeVisible();
  await expect(run(page).getByText(/^Train on \d+ rows/)).toBeVisible();
  await setArguments(page, { Epochs: '1', 'Batch size': '8' });
  await button(page, 'Start training').click();
  await expect(state(page)).toHaveText('Finished', { timeout: 60_000 });
  await expect(run(page).getByText('spearman_cosine').first()).toBeVisible();

  expect(await findings(page)).toEqual([]);

  await page.goto('/#/evaluate');
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
  const results = page.getByRole('region', { name: /test rows with labels/ });
  await expect(results.getByText('EmbeddingSimilarityEvaluator')).toBeVisible();
  await expect(results.getByText('Too few rows for a verdict')).toBeVisible();
  const table = results.getByRole('table');
  await expect(table.getByRole('row', { name: /^Base/ })).toBeVisible();
  await expect(table.getByRole('row', { name: /^Tuned − base/ })).toContainText('[');
  expect(await findings(page)).toEqual([]);
  await results.getByLabel('Metric').selectOption('pearson_cosine');
  await expect(table.getByRole('row', { name: /^Tuned/ })).toHaveCount(1);

  await page.goto('/#/use');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the zip' }).click();
  const zip = unzipSync(await readFile(await (await downloading).path()));
  const text = (name: string) => strFromU8(zip[Object.keys(zip).find((path) => path.endsWith(name)) ?? '']!);
  expect(JSON.parse(text('rows.jsonl').split('\n')[0]!)).toMatchObject({
    sentence1: 'a anvil for hall 0',
    score: 1,
  });
  expect(text('model/README.md')).toContain('chosen by spearman_cosine on the dev split');
  expect(JSON.parse(text('base.json'))).toMatchObject({ dev_metric: 'spearman_cosine' });
});

test('classes of texts train with batches of several classes; columns that look swapped are said', async ({
  page,
}) => {
  await openStores(page);
  await choose(
    page,
    'classes.csv',
    `text,label\n${things.map((one, i) => `the ${one},${i % 2 ? 'tool' : 'part'}`).join('\n')}\n`,
  );
  await expect(page.getByText('One text with one of 2 classes.')).toBeVisible();
  await page.getByRole('button', { name: 'Import 16 rows' }).click();
  await page.goto('/#/train');
  const settings = page.getByRole('region', { name: 'Settings' });
  const loss = settings.getByRole('combobox', { name: 'Loss loss' });
  await expect(loss).toHaveValue('BatchHardSoftMarginTripletLoss');
  await settings.getByText('More about the comparison').click();
  const distance = settings.getByRole('combobox', { name: 'Distance distance_metric' });
  await distance.selectOption('by angle (cosine) · cosine_distance');
  await expect(distance).toHaveValue('cosine_distance');
  await settings.getByText('Batches and chance').click();
  const batches = settings.getByLabel('Batches batch_sampler');
  await expect(batches).toHaveValue('group_by_label');
  await batches.selectOption('batch_sampler');
  await expect(settings.getByText('some may have one class only')).toBeVisible();

  const passage =
    'The kiln is lit from below and reaches its working heat after six hours of firing. '.repeat(2);
  await choose(page, 'swapped.csv', `question,answer\n"${passage}",how long\n`);
  await expect(page.getByText('they look like the passages')).toBeVisible();
  await page.getByRole('button', { name: 'Swap the two columns' }).click();
  await expect(page.getByLabel('Question (anchor)')).toHaveValue('answer');
  await expect(page.getByText('they look like the passages')).toBeHidden();
});
