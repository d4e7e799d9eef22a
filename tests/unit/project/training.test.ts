import 'fake-indexeddb/auto';
import { unzipSync } from 'fflate';
import { beforeAll, expect, test } from 'vitest';
import type { OpenProject } from '../../../src/project/project.svelte';
import { database } from '../../../src/storage/database';
import { createEmbedder } from '../../../src/models/embedder';
import { readModelFolder } from '../../../src/models/folder';
import { keepFolder } from '../../../src/models/source';
import { tinyConfig, tinyFolder } from '../models/tiny-model';
import {
  closeTab,
  handbook,
  newProject,
  opened,
  openPage,
  tinyModel,
  usePage,
  type Page,
} from './application';

usePage();

/** Two documents with a person's own questions on every passage: enough for train, dev and test. */
async function readyToTrain(page: Page): Promise<OpenProject> {
  const project = await newProject(page);
  await project.addFiles([handbook('alpha', 12), handbook('beta', 12)]);
  const rows = project.chunks.map(({ text }, i) =>
    JSON.stringify({ anchor: `${'abcdefghij'[i % 10]}${i} what measure?`, positive: text }),
  );
  const file = new File([rows.join('\n')], 'questions.jsonl');
  const { mapping } = await project.previewImport([file]);
  await project.importPairs([file], mapping);
  await project.changeTrainingArguments({
    num_train_epochs: 3,
    per_device_train_batch_size: 4,
    learning_rate: 0.01,
    save_steps: 2,
  });
  return project;
}

const weightsOf = async (project: OpenProject): Promise<Uint8Array> => {
  const kept = await (await database()).get('checkpoints', project.run!.result!.checkpointId);
  return new Uint8Array(kept!.weights);
};

let whole: { losses: number[]; weights: Uint8Array; tokens: number };

beforeAll(async () => {
  const project = await readyToTrain(await openPage());
  await project.startTraining();
  const { steps } = project.run!;
  whole = {
    losses: steps.map(({ loss }) => loss),
    weights: await weightsOf(project),
    tokens: steps[0]!.tokens,
  };
}, 120_000);

test('training runs to its end and the steps after it follow', async () => {
  const page = await openPage();
  const project = await readyToTrain(page);
  expect(project.steps).toMatchObject({ train: 'ready', evaluate: 'ready' });
  await project.startTraining();
  const run = project.run!;
  expect(run).toMatchObject({ state: 'finished', backend: 'wasm', devIsReal: true, trainedOnRules: false });
  expect(run.step).toBe(run.totalSteps);
  expect(run.dev.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  expect(project.mix).toBe(1);
  expect(project.steps.train).toBe('done');
  expect(page.app.notices.map(({ code }) => code)).toContain('training-finished');

  await project.evaluate();
  expect(project.evaluation?.groups.find(({ group }) => group === 'real')?.questions).toBe(
    project.counts.bySplit.test,
  );
  expect(project.evaluation?.verdict).toBe('too-few-questions');
  expect(project.steps.evaluate).toBe('done');
  await project.setMix(0.5);
  expect(project.steps).toMatchObject({ train: 'done', evaluate: 'stale' });
  await project.setMix(1);

  await project.changeTrainingArguments({ prompts: { query: 'ask ', document: '' } });
  expect(project.steps).toMatchObject({ train: 'stale', evaluate: 'stale' });
  await project.changeTrainingArguments({ prompts: null });
  expect(project.steps).toMatchObject({ train: 'done', evaluate: 'done' });

  const trained = project.examples.find(({ split }) => split === 'train')!;
  await project.rejectExamples([trained.id]);
  expect(project.steps).toMatchObject({ train: 'stale', evaluate: 'stale' });
  await project.restoreExamples([trained.id]);
  expect(project.steps).toMatchObject({ train: 'done', evaluate: 'done' });
  await project.changeTrainingArguments({ num_train_epochs: 1 });
  expect(project.steps.train).toBe('stale');
}, 60_000);

test('a run that a closed tab cut off is shown so, and goes on to the same losses and weights', async () => {
  const page = await openPage();
  const project = await readyToTrain(page);
  const training = project.startTraining();
  await expect.poll(() => project.run?.step ?? 0, { interval: 5, timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  closeTab(page);
  await training;

  const again = opened(await openPage());
  expect(again.run).toMatchObject({ state: 'interrupted' });
  expect(again.run!.step).toBeLessThan(whole.losses.length);
  await again.resumeTraining();
  expect(again.run!.state).toBe('finished');
  expect(again.run!.steps.map(({ loss }) => loss)).toEqual(whole.losses);
  expect(await weightsOf(again)).toEqual(whole.weights);
}, 60_000);

test('a worker that dies is replaced and the run goes on by itself', async () => {
  const page = await openPage();
  const project = await readyToTrain(page);
  const training = project.startTraining();
  await expect.poll(() => project.run?.step ?? 0, { interval: 5, timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  page.workers.train.crash();
  await training;
  expect(project.run!.state).toBe('finished');
  expect(project.run!.steps.map(({ loss }) => loss)).toEqual(whole.losses);
}, 60_000);

test('with rule-made pairs the tuned model starts as the average with the base', async () => {
  const project = await newProject(await openPage());
  await project.addFiles([handbook('alpha', 16)]);
  await project.write({ kind: 'rules', pairs: 100, seed: 42 });
  await project.changeTrainingArguments({ num_train_epochs: 1, per_device_train_batch_size: 8 });
  await project.startTraining();
  expect(project.run).toMatchObject({ state: 'finished', trainedOnRules: true, devIsReal: false });
  expect(project.mix).toBe(0.5);
}, 60_000);

test('without pairs nothing is trained, and the reason is shown', async () => {
  const page = await openPage();
  const project = await newProject(page);
  await project.startTraining();
  expect(project.run).toBeNull();
  expect(page.app.notices.at(-1)?.code).toBe('training/no-examples');
});

test('prompts chosen go into training, search, vectors and the exported folder alike', async () => {
  const project = await readyToTrain(await openPage());
  const prompts = { query: 'ask ', document: 'text ' };
  await project.changeTrainingArguments({ num_train_epochs: 1, prompts });
  await project.startTraining();
  expect(project.run!.steps[0]!.tokens).toBeGreaterThan(whole.tokens);
  const { base, tuned } = project.parts.measured;
  expect(base.prompts).toEqual(prompts);
  expect(tuned).toMatchObject({ kind: 'tuned', base: { prompts } });

  const zip = unzipSync(new Uint8Array(await (await project.bundle(16))!.arrayBuffer()));
  const text = (path: string) => new TextDecoder().decode(zip[path]);
  expect(JSON.parse(text('model/config_sentence_transformers.json'))).toMatchObject({ prompts });
  expect(JSON.parse(text('base.json'))).toMatchObject({ prompts });
  expect(JSON.parse(text('run.json'))).toMatchObject({ prompts });
  const folder = new Map(
    Object.entries(zip)
      .filter(([path]) => path.startsWith('model/'))
      .map(([path, bytes]) => [path.slice('model/'.length), bytes]),
  );
  const exported = readModelFolder(folder, { kind: 'folder', id: 'exported' }, 'exported');
  const embedder = await createEmbedder(exported, { backend: 'wasm', threads: 1 });
  const [first] = text('chunks.jsonl').split('\n');
  const chunk = JSON.parse(first!) as { text: string; vector: number[] };
  const own = await embedder.embed([exported.tokenizer.encode(`text ${chunk.text}`, exported.maxSeqLength)]);
  own.forEach((value, i) => expect(chunk.vector[i]).toBeCloseTo(value, 6));
}, 60_000);

test('search shows where the question leads, by base and tuned', async () => {
  const project = await readyToTrain(await openPage());
  const base = await project.search('the kettle', ['base', 'tuned', 'bm25'], 16, 3);
  expect(Object.keys(base ?? {}).sort()).toEqual(['base', 'bm25']);
  expect(base?.bm25).toHaveLength(3);
  await project.startTraining();
  expect(project.steps.use).toBe('stale');
  const both = await project.search('the kettle', ['base', 'tuned'], 16, 3);
  expect(both?.tuned).toHaveLength(3);
  expect(project.steps.use).toBe('done');
}, 60_000);

test('the model read last is the one chosen last, however long the first takes', async () => {
  const page = await openPage();
  const project = await page.app.create('Chosen');
  await project.chooseModel(tinyModel);
  await keepFolder('other', tinyFolder({}, { ...tinyConfig, hidden_size: 32 }));
  const { embed } = page.workers;
  const { call } = embed;
  let answer: () => void = () => undefined;
  const held = new Promise<void>((done) => (answer = done));
  let asked = false;
  embed.call = async (work) => {
    asked = true;
    const result = await call(work);
    await held;
    return result;
  };
  const reloading = project.parts.models.load();
  await expect.poll(() => asked).toBe(true);
  embed.call = call;
  await project.chooseModel({ kind: 'folder', id: 'other' });
  answer();
  await reloading;
  expect(project.modelInfo?.dimension).toBe(32);
});

test('a question that was trained on is not scored, even if it is moved to the test side', async () => {
  const project = await readyToTrain(await openPage());
  await project.changeTrainingArguments({ num_train_epochs: 1 });
  await project.startTraining();
  const held = project.counts.bySplit.test;
  const moved = project.examples.filter(({ split }) => split === 'train').slice(0, 3);
  await project.parts.pairs.add(moved.map((example) => ({ ...example, assigned: 'test' as const })));
  expect(project.counts.bySplit.test).toBe(held + 3);
  expect(project.steps.train).toBe('stale');
  await project.evaluate();
  const real = project.evaluation?.groups.find(({ group }) => group === 'real');
  expect(real?.questions).toBe(held);
  expect(real?.passagesTrainedOn).toBe(0);
  const trained = project.examples.find(({ split }) => split === 'train')!;
  await project.parts.pairs.add([
    { ...trained, id: 'another', anchor: 'zzz quite another question?', assigned: 'test' },
  ]);
  await project.evaluate();
  const shared = project.evaluation?.groups.find(({ group }) => group === 'real');
  expect(shared).toMatchObject({ questions: held + 1, passagesTrainedOn: 1 });
}, 60_000);
