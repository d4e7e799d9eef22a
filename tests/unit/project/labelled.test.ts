import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { OpenProject } from '../../../src/project/project.svelte';
import { closeTab, file, newProject, opened, openPage, usePage } from './application';

usePage();

const things = ['anvil', 'bobbin', 'crate', 'drum', 'engine', 'funnel', 'gasket', 'hammer', 'ingot', 'jig'];
const pairsOf = things.flatMap((thing, i) =>
  [0, 1, 2].map((k) => {
    const other = k === 0 ? thing : things[(i + k) % things.length]!;
    return { a: `a ${thing} of kind ${k}`, b: `the ${other} number ${k}`, score: k === 0 ? 1 : k / 5 };
  }),
);
const scored = file(
  'sts.csv',
  `sentence1,sentence2,score\n${pairsOf.map(({ a, b, score }) => `${a},${b},${score}`).join('\n')}\n`,
);

async function importRows(project: OpenProject, upload: File): Promise<void> {
  const { rowMapping } = await project.previewImport([upload]);
  expect(await project.labelled.import([upload], rowMapping!)).toEqual([]);
}

test('scored pairs are split by text, offered the losses that fit, trained on and measured before and after', async () => {
  const page = await openPage();
  const project = await newProject(page);
  expect(project.dataset).toBe('pairs');
  const preview = await project.previewImport([scored]);
  expect(preview.rowMapping).toEqual({
    texts: ['sentence1', 'sentence2'],
    label: 'score',
    same: null,
    split: 'auto',
  });
  expect(preview.facts.at(-1)).toMatchObject({ column: 'score', kind: 'number', greatest: 1, different: 3 });
  await importRows(project, scored);
  expect(project.dataset).toBe('rows');
  expect(project.labelled.counts).toMatchObject({
    accepted: 30,
    bySplit: { train: 24, dev: 3, test: 3 },
    range: { least: 0.2, greatest: 1 },
  });
  expect(project.trainingArguments).toMatchObject({ loss: 'CoSENTLoss', batch_sampler: 'batch_sampler' });
  expect(project.steps).toMatchObject({ pairs: 'done', train: 'ready', evaluate: 'ready' });

  await project.changeTrainingArguments({ num_train_epochs: 1, per_device_train_batch_size: 8 });
  await project.startTraining();
  expect(page.app.notices.filter(({ kind }) => kind === 'error')).toEqual([]);
  expect(project.run).toMatchObject({ state: 'finished', dataset: 'rows', devIsReal: true });
  expect(project.run!.dev.every(({ metric }) => metric === 'spearman_cosine')).toBe(true);
  expect(project.steps.train).toBe('done');

  await project.evaluate();
  expect(project.evaluation).toBeNull();
  const [measured] = project.labelled.evaluations;
  expect(measured).toMatchObject({ of: 'rows', metric: 'spearman_cosine', rows: 3, verdict: 'too-few-rows' });
  expect(Object.keys(measured!.metrics.tuned![16]!)).toContain('pearson_cosine');
  expect(project.steps.evaluate).toBe('done');

  closeTab(page);
  const again = opened(await openPage());
  await expect.poll(() => again.modelInfo).not.toBeNull();
  expect(again.dataset).toBe('rows');
  expect(again.labelled.rows).toEqual(project.labelled.rows);
  expect(again.labelled.evaluations).toEqual([measured]);
  expect(again.steps).toMatchObject({ train: 'done', evaluate: 'done', use: 'ready' });
  const test = again.labelled.rows.find(({ split }) => split === 'test')!;
  await again.labelled.edit(test.id, { ...test, label: 0.5 });
  expect(again.steps).toMatchObject({ train: 'done', evaluate: 'stale' });
}, 60_000);

test('rows are rejected, removed, edited and imported with a way back, and exported under their own columns', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await importRows(project, scored);
  const undo = async (code: string) => page.app.notices.find((one) => one.code === code)?.undo?.();
  const before = project.labelled.rows;
  const ids = before.slice(0, 3).map(({ id }) => id);
  await project.labelled.reject(ids);
  expect(project.labelled.counts).toMatchObject({ accepted: 27, rejected: 3 });
  await undo('rows-rejected');
  expect(project.labelled.rows).toEqual(before);
  await project.labelled.remove(ids);
  expect(project.labelled.rows).toHaveLength(27);
  await undo('rows-removed');
  expect(project.labelled.rows).toEqual(before);
  await project.labelled.edit(ids[0]!, { texts: ['an edited anvil', 'the drum'], label: 0.25 });
  expect(project.labelled.rows[0]).toMatchObject({ texts: ['an edited anvil', 'the drum'], edited: true });
  const [line] = (await (await project.labelled.export('jsonl')).text()).split('\n');
  expect(JSON.parse(line!)).toEqual({
    sentence1: 'an edited anvil',
    sentence2: 'the drum',
    score: 0.25,
    split: project.labelled.rows[0]!.split,
    status: 'accepted',
  });
  await undo('rows-imported');
  expect(project.labelled.rows).toEqual([]);
  expect(project.dataset).toBe('pairs');
  expect(project.trainingArguments.loss).toBe('MultipleNegativesRankingLoss');
});

test('rows of another kind are refused; of two names a person says which means the same', async () => {
  const page = await openPage();
  const project = await newProject(page);
  const named = file('named.csv', 'sentence1,sentence2,label\na b,a c,alike\nd e,f g,unlike\nh,i,unlike\n');
  await importRows(project, named);
  expect(project.trainingArguments.loss).toBe('SoftmaxLoss');
  await project.labelled.chooseSame('alike');
  expect(project.labelled.classes).toEqual(['unlike', 'alike']);
  expect(project.trainingArguments.loss).toBe('OnlineContrastiveLoss');
  const { rowMapping } = await project.previewImport([scored]);
  const refused = await project.labelled.import([scored], rowMapping!);
  expect(refused.map(({ error }) => error.code)).toEqual(['pairs/other-rows']);
});

test('a loss chosen for pairs gives way where the rows do not fit it, and no other loss is refused later', async () => {
  const project = await newProject(await openPage());
  const triplets = file('triplets.csv', 'question,answer,negative\nwhat,this,that\nwho,she,he\n');
  const { mapping } = await project.previewImport([triplets]);
  await project.importPairs([triplets], { ...mapping, split: 'train' });
  await project.changeTrainingArguments({ loss: 'TripletLoss', loss_parameters: { triplet_margin: 0.3 } });
  await importRows(project, scored);
  expect(project.trainingArguments).toMatchObject({ loss: 'CoSENTLoss', loss_parameters: {} });
  await project.chooseDataset('pairs');
  expect(project.trainingArguments.loss).toBe('MultipleNegativesRankingLoss');
});
