import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, test } from 'vitest';
import { ndcgByDimension } from '../../../src/evaluation/dev-ndcg';
import { createEmbedder } from '../../../src/models/embedder';
import { keepFolder, loadModel } from '../../../src/models/source';
import { readRun, removeRun } from '../../../src/training/checkpoints';
import { Trainer, type TrainerParts } from '../../../src/training/trainer';
import type { TrainJob, TrainProgress } from '../../../src/training/types';
import { tinyFolder } from '../models/tiny-model';
import { dev as devSet, examples, keepTinyModel, parts, tinyJob } from './tiny-job';
import { checkpointIds, finished, lastWeights, train } from './tiny-run';

beforeAll(keepTinyModel);

describe('a whole run', () => {
  let whole: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    whole = await train(tinyJob('whole'));
  });

  test('takes every pair once an epoch and says so step by step', () => {
    const result = finished(whole.result);
    expect(result).toMatchObject({ step: 9, totalSteps: 9, stopped: false });
    expect(result.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(result.steps.at(-1)!.epoch).toBe(3);
    expect(result.steps[0]!.lr).toBe(0);
    for (const { loss, grad_norm, tokens } of result.steps) {
      expect(loss).toBeGreaterThan(0);
      expect(grad_norm).toBeGreaterThan(0);
      expect(tokens).toBeGreaterThan(0);
    }
    const steps = whole.seen.filter((progress) => progress.type === 'step');
    expect(steps.map(({ step }) => step)).toEqual(result.steps.map(({ step }) => step));
    expect(steps.at(-1)!.secondsLeft).toBeGreaterThanOrEqual(0);
  });

  test('learns', () => {
    const { steps } = finished(whole.result);
    const mean = (from: number, to: number) =>
      steps.slice(from, to).reduce((sum, { loss }) => sum + loss / (to - from), 0);
    expect(mean(6, 9)).toBeLessThan(mean(0, 3));
  });

  test('measures the base model and each epoch at every dimension, and picks the best epoch', () => {
    const { dev, checkpointId } = finished(whole.result);
    expect(dev.map(({ step, epoch }) => [step, epoch])).toEqual([
      [0, 0],
      [3, 1],
      [6, 2],
      [9, 3],
    ]);
    for (const { ndcg } of dev) expect(Object.keys(ndcg)).toEqual(['8', '16']);
    const trained = dev.slice(1);
    const best = trained.reduce((a, b) => (b.ndcg[16]! > a.ndcg[16]! ? b : a));
    expect(checkpointId).toBe(`whole@${best.step}`);
    const marks = whole.seen.filter((progress) => progress.type === 'checkpoint');
    expect(marks.findLast(({ best }) => best)!.step).toBe(best.step);
    expect(marks.map(({ step }) => step)).toEqual([2, 3, 4, 6, 8, 9]);
  });

  test('measures averages with the base model on the dev set, as the weights averaged by hand score', async () => {
    const { mixes, dev, checkpointId } = finished(whole.result);
    expect(mixes.map(({ mix }) => mix)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(mixes[0]!.ndcg).toEqual(dev[0]!.ndcg);
    expect(mixes[4]!.ndcg).toEqual(dev.find(({ step }) => checkpointId.endsWith(`@${step}`))!.ndcg);
    const base = { kind: 'folder', id: 'tiny' } as const;
    const mixed = await loadModel({ kind: 'tuned', base, checkpointId, mix: 0.5 }, { served: '' });
    const embedder = await createEmbedder(mixed, { backend: 'wasm', threads: 1 });
    const embed = (texts: { text: string }[]) =>
      embedder.embed(texts.map(({ text }) => mixed.tokenizer.encode(text, 16)));
    const [queries, corpus] = [await embed(devSet.queries), await embed(devSet.corpus)];
    expect(mixes[2]!.ndcg).toEqual(ndcgByDimension(devSet, queries, corpus, 16, [16, 8]));
    const again = finished((await train(tinyJob('whole'))).result);
    expect(again.mixes).toEqual(mixes);
  });

  test('keeps the best and the last checkpoint and no other', async () => {
    const { checkpointId } = finished(whole.result);
    expect(new Set(await checkpointIds('whole'))).toEqual(new Set([checkpointId, 'whole@9']));
  });

  test('its checkpoint loads as a tuned model', async () => {
    const { checkpointId } = finished(whole.result);
    const base = { kind: 'folder', id: 'tiny' } as const;
    const tuned = await parts.loadModel(base).then(async (model) => ({
      base: model.weights,
      tuned: (await loadModel({ kind: 'tuned', base, checkpointId, mix: 1 }, { served: 'http://127.0.0.1/' }))
        .weights,
    }));
    const name = 'encoder.layer.0.attention.self.query.weight';
    expect(tuned.tuned.get(name)!.data).not.toEqual(tuned.base.get(name)!.data);
  });

  test('asked for again, it is known to be done', async () => {
    const again = await train(tinyJob('whole'));
    expect(finished(again.result)).toMatchObject({
      checkpointId: finished(whole.result).checkpointId,
      step: 9,
    });
    expect(again.seen.map(({ type }) => type)).toEqual(['start']);
  });

  test.each<[string, (progress: TrainProgress) => boolean]>([
    ['before its first checkpoint', (p) => p.type === 'step' && p.step === 1],
    ['just after a checkpoint', (p) => p.type === 'checkpoint' && p.step === 4],
    ['between two checkpoints', (p) => p.type === 'step' && p.step === 5],
    ['while measuring at an epoch’s end', (p) => p.type === 'dev' && p.step === 6],
    ['at its very last step', (p) => p.type === 'step' && p.step === 9],
  ])('killed %s, it ends with the very same weights, losses and choice', async (when, kill) => {
    const runId = `killed ${when}`;
    const first = await train(tinyJob(runId), kill);
    expect(first.result).toMatchObject({ message: 'killed' });
    const second = await train(tinyJob(runId));
    const [resumed, uninterrupted] = [finished(second.result), finished(whole.result)];
    expect(await lastWeights(runId)).toEqual(await lastWeights('whole'));
    expect(resumed.steps.map(({ loss }) => loss)).toEqual(uninterrupted.steps.map(({ loss }) => loss));
    expect(resumed.dev).toEqual(uninterrupted.dev);
    expect(resumed.checkpointId.replace(runId, 'whole')).toBe(uninterrupted.checkpointId);
  });

  test('killed at every single step, one sitting after another, it still ends the same', async () => {
    const runId = 'killed always';
    const sittings: TrainProgress[] = [];
    for (let sitting = 0; sitting < 20; sitting++) {
      const { result, seen } = await train(tinyJob(runId), (p) => p.type === 'checkpoint');
      sittings.push(...seen.filter((p) => p.type === 'start'));
      if (!(result instanceof Error)) break;
    }
    expect(sittings.map((p) => p.type === 'start' && p.fromStep)).toEqual([0, 2, 3, 4, 6, 8, 9]);
    expect(await lastWeights(runId)).toEqual(await lastWeights('whole'));
  });

  test('paused and resumed, it ends the same, and the pause itself is kept', async () => {
    const trainer = new Trainer(parts);
    const seen: TrainProgress['type'][] = [];
    const result = await trainer.train(tinyJob('paused'), (progress) => {
      seen.push(progress.type);
      if (progress.type === 'step' && progress.step === 5) trainer.pause();
      if (progress.type === 'paused') {
        expect(progress.step).toBe(5);
        setTimeout(() => trainer.resume());
      }
    });
    expect(seen.filter((type) => type === 'paused')).toHaveLength(1);
    expect(seen[seen.indexOf('paused') - 1]).toBe('checkpoint');
    expect(result.stopped).toBe(false);
    expect(await lastWeights('paused')).toEqual(await lastWeights('whole'));
  });

  test('stopped, it says so and keeps where it was; asked for again, it goes on to the same end', async () => {
    const trainer = new Trainer(parts);
    const stopped = await trainer.train(tinyJob('stopped'), (progress) => {
      if (progress.type === 'step' && progress.step === 5) trainer.stop();
    });
    expect(stopped).toMatchObject({ stopped: true, step: 5, totalSteps: 9 });
    expect(await checkpointIds('stopped')).toContain(stopped.checkpointId);
    const { seen, result } = await train(tinyJob('stopped'));
    expect(seen[0]).toMatchObject({ type: 'start', fromStep: 5 });
    expect(finished(result).stopped).toBe(false);
    expect(await lastWeights('stopped')).toEqual(await lastWeights('whole'));
  });

  test('ends early where the dev score has not got better for as long as asked, also when resumed', async () => {
    // Nothing is better by as much as 1, so the third evaluation is the second in vain.
    const patient = { num_train_epochs: 6, early_stopping_patience: 2, early_stopping_threshold: 1 };
    const early = finished((await train(tinyJob('early', patient))).result);
    expect(early).toMatchObject({ step: 9, totalSteps: 18, stopped: false, stoppedEarly: true });
    const kill = (p: TrainProgress) => p.type === 'checkpoint' && p.step === 9;
    await train(tinyJob('early killed', patient), kill);
    const again = finished((await train(tinyJob('early killed', patient))).result);
    expect(again).toMatchObject({ step: 9, stoppedEarly: true });
    expect(await lastWeights('early killed')).toEqual(await lastWeights('early'));
  });

  test.each<[string, Partial<TrainJob['arguments']>]>([
    ['adapters', { lora: { r: 2, lora_alpha: 4, lora_dropout: 0.1, target_modules: 'all-linear' } }],
    ['frozen layers', { freeze_layers: 1 }],
  ])(
    'with %s, it is killed and resumed to the same weights, which load as a tuned model',
    async (what, change) => {
      const undisturbed = finished((await train(tinyJob(what, change))).result);
      await train(tinyJob(`${what} killed`, change), (p) => p.type === 'step' && p.step === 5);
      finished((await train(tinyJob(`${what} killed`, change))).result);
      expect(await lastWeights(`${what} killed`)).toEqual(await lastWeights(what));
      const base = { kind: 'folder', id: 'tiny' } as const;
      const reference = { kind: 'tuned', base, checkpointId: undisturbed.checkpointId, mix: 1 } as const;
      const [before, after] = await Promise.all(
        [base, reference].map(async (model) => (await loadModel(model, { served: '' })).weights),
      );
      const changed = [...after!].filter(
        ([name, { data }]) => data.join() !== before!.get(name)!.data.join(),
      );
      expect(changed.length).toBe(change.lora ? 12 : 16);
    },
  );

  test('stopped while paused, it ends', async () => {
    const trainer = new Trainer(parts);
    const result = await trainer.train(tinyJob('stopped while paused'), (progress) => {
      if (progress.type === 'step') trainer.pause();
      if (progress.type === 'paused') setTimeout(() => trainer.stop());
    });
    expect(result).toMatchObject({ stopped: true, step: 1 });
  });
});

test('another seed gives other weights; dropout matters', async () => {
  await train(tinyJob('seed', { num_train_epochs: 1 }));
  await train(tinyJob('other seed', { num_train_epochs: 1, seed: 43 }));
  await train(tinyJob('no dropout', { num_train_epochs: 1, dropout: 0 }));
  const [seed, other, none] = await Promise.all(['seed', 'other seed', 'no dropout'].map(lastWeights));
  expect(seed).not.toEqual(other);
  expect(seed).not.toEqual(none);
});

test('the same id with other inputs starts anew', async () => {
  await train(tinyJob('changed'), (p) => p.type === 'checkpoint' && p.step === 4);
  const { seen } = await train(tinyJob('changed', { learning_rate: 0.02 }));
  expect(seen[0]).toMatchObject({ type: 'start', fromStep: 0 });
});

test('without dev questions the last checkpoint is the result', async () => {
  const { result, seen } = await train(tinyJob('no dev', { num_train_epochs: 1 }, null));
  expect(finished(result)).toMatchObject({ checkpointId: 'no dev@3', dev: [] });
  expect(seen.some(({ type }) => type === 'dev')).toBe(false);
});

test('half an epoch is half its batches', async () => {
  const { result } = await train(tinyJob('half', { num_train_epochs: 1.5 }, null));
  expect(finished(result).totalSteps).toBe(5);
});

test('negatives are candidates too, as many as every pair has', async () => {
  const seenColumns: number[] = [];
  const counting: TrainerParts = {
    ...parts,
    createModel: async (...settings) => {
      const model = await parts.createModel(...settings);
      const step = model.step.bind(model);
      model.step = (accumulated, options) => {
        seenColumns.push(...accumulated.map(({ columns }) => columns.length));
        return step(accumulated, options);
      };
      return model;
    },
  };
  const job = tinyJob('negatives', { num_train_epochs: 1 }, null);
  job.examples = examples.map((example, i) => ({
    ...example,
    negatives: [`q ${i} w`, ...(i % 2 ? ['extra'] : [])],
  }));
  const { result } = await train(job, undefined, counting);
  expect(finished(result).step).toBe(3);
  expect(seenColumns).toEqual([3, 3, 3]);
});

test('prompts go before questions and passages, in training and on the dev set alike', async () => {
  const seen = new Set<string>();
  const listening: TrainerParts = {
    ...parts,
    loadModel: async (reference) => {
      const model = await parts.loadModel(reference);
      const encode = (text: string, most: number) => {
        seen.add(text);
        return model.tokenizer.encode(text, most);
      };
      return { ...model, tokenizer: { ...model.tokenizer, encode } };
    },
  };
  const prompts = { query: 'ask ', document: 'say ' };
  const job = tinyJob('prompts', { num_train_epochs: 1, prompts });
  finished((await train(job, undefined, listening)).result);
  const queries = [...examples.map(({ anchor }) => anchor), ...devSet.queries.map(({ text }) => text)];
  const passages = examples.map(({ positive }) => positive);
  const expected = [...queries.map((text) => `ask ${text}`), ...passages.map((text) => `say ${text}`)];
  expect([...seen].sort()).toEqual([...new Set(expected)].sort());
});

test('a pooling that leaves prompts out does so in training and on the dev set alike', async () => {
  const seen: (number | undefined)[][] = [[], []];
  const listening: TrainerParts = {
    ...parts,
    loadModel: async (reference) => ({ ...(await parts.loadModel(reference)), includePrompt: false }),
    createModel: async (...settings) => {
      const model = await parts.createModel(...settings);
      const { embed, step } = { embed: model.embed.bind(model), step: model.step.bind(model) };
      model.embed = (sequences, left) => {
        seen[0]!.push(left);
        return embed(sequences, left);
      };
      model.step = (accumulated, options) => {
        seen[1]!.push(...accumulated[0]!.left!);
        return step(accumulated, options);
      };
      return model;
    },
  };
  const prompts = { query: 'ask ', document: '' };
  const job = tinyJob('left', { num_train_epochs: 1, prompts });
  finished((await train(job, undefined, listening)).result);
  // [CLS] a ##s ##k, and nothing before a passage; `undefined` only looks whether the weights still give numbers.
  expect(new Set(seen[0])).toEqual(new Set([4, 0, undefined]));
  expect(new Set(seen[1])).toEqual(new Set([4, 0]));
});

test('a guide of its own embeds the texts by its own tokenizer, behind its own prompts', async () => {
  await keepFolder(
    'guide',
    tinyFolder({ 'config_sentence_transformers.json': { prompts: { query: 'find ', document: '' } } }),
  );
  const guided: string[] = [];
  const listening: TrainerParts = {
    ...parts,
    loadModel: async (reference) => {
      const model = await parts.loadModel(reference);
      if (reference.kind !== 'folder' || reference.id !== 'guide') return model;
      const encode = (text: string, most: number) => {
        guided.push(text);
        return model.tokenizer.encode(text, most);
      };
      return { ...model, tokenizer: { ...model.tokenizer, encode } };
    },
  };
  const guide = { kind: 'folder', id: 'guide' } as const;
  const settings = { num_train_epochs: 2, loss: 'GISTEmbedLoss', guide } as const;
  finished((await train(tinyJob('guided', settings, null), undefined, listening)).result);
  const expected = examples.flatMap(({ anchor, positive }) => [`find ${anchor}`, positive]);
  // Each text once, though there are two epochs.
  expect(guided.sort()).toEqual([...new Set(expected)].sort());
  const missing = { ...settings, guide: { kind: 'folder', id: 'none' } } as const;
  const { result } = await train(tinyJob('unguided', missing, null));
  expect(result).toMatchObject({ code: 'model/not-found' });
});

test('no examples and wrong arguments are refused before anything is loaded', async () => {
  const none = await train({ ...tinyJob('none'), examples: [] });
  expect(none.result).toMatchObject({ code: 'training/no-examples' });
  const wrong = await train(tinyJob('wrong', { matryoshka_dims: [17], matryoshka_weights: [1] }));
  expect(wrong.result).toMatchObject({ code: 'training/wrong-argument' });
});

test('a removed run leaves nothing behind', async () => {
  await train(tinyJob('removed', { num_train_epochs: 1 }));
  await removeRun('removed');
  expect(await readRun('removed')).toBeUndefined();
  expect(await checkpointIds('removed')).toEqual([]);
});
