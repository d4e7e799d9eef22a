import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import { ndcgByDimension } from '../../../src/evaluation/dev-ndcg';
import { createEmbedder } from '../../../src/models/embedder';
import { loadModel } from '../../../src/models/source';
import { database } from '../../../src/storage/database';
import { keepWithinQuota, readCheckpoint, readRun, removeRun } from '../../../src/training/checkpoints';
import { Trainer, type TrainerParts } from '../../../src/training/trainer';
import type { TrainJob, TrainProgress, TrainResult } from '../../../src/training/types';
import { dev as devSet, examples, keepTinyModel, parts, tinyJob } from './tiny-job';

beforeAll(keepTinyModel);

/** Trains, and with `killAfter` falls over in the midst of the first event it holds for. */
async function train(
  job: TrainJob,
  killAfter: (progress: TrainProgress) => boolean = () => false,
  withParts: TrainerParts = parts,
) {
  const seen: TrainProgress[] = [];
  const trainer = new Trainer(withParts);
  const result = await trainer
    .train(job, (progress) => {
      seen.push(progress);
      if (killAfter(progress)) throw new Error('killed');
    })
    .catch((error: unknown) => error as Error);
  return { seen, result };
}
const finished = (result: TrainResult | Error): TrainResult => {
  if (result instanceof Error) throw result;
  return result;
};
const lastWeights = async (runId: string): Promise<Uint8Array> => {
  const run = (await readRun(runId))!;
  return new Uint8Array((await readCheckpoint(run.lastCheckpointId))!.record.weights);
};
const checkpointIds = async (runId: string) =>
  (await database()).getAllKeysFromIndex('checkpoints', 'runId', runId);

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

describe('a full disk', () => {
  const fullFor = (checkpoint: (id: string) => boolean) => {
    const put = IDBObjectStore.prototype.put;
    return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value: { id: string },
    ) {
      // The run's record is written after the checkpoint: it fails too late for the checkpoint, which must then go as well.
      if (
        this.name === 'runs' &&
        checkpoint((value as { lastCheckpointId?: string }).lastCheckpointId ?? '')
      ) {
        throw new DOMException('full', 'QuotaExceededError');
      }
      return put.call(this, value);
    });
  };

  test('is said, and training goes on; the checkpoint before stays whole', async () => {
    const full = fullFor((id) => id === 'full once@4');
    const ids: IDBValidKey[][] = [];
    const waiting: Promise<void>[] = [];
    const { result, seen } = await train(tinyJob('full once'), (progress) => {
      if (progress.type === 'warning')
        waiting.push(checkpointIds('full once').then((keys) => void ids.push(keys)));
      return false;
    });
    await Promise.all(waiting);
    full.mockRestore();
    expect(seen.filter(({ type }) => type === 'warning')).toEqual([
      { type: 'warning', code: 'storage/quota' },
    ]);
    expect(ids).toEqual([['full once@3']]);
    expect(finished(result).step).toBe(9);
  });

  /** A run with its best and its last checkpoint, and with some that an earlier sitting left behind. */
  async function withLeftovers(runId: string) {
    await train(tinyJob(runId, { num_train_epochs: 1, save_steps: 100 }, null));
    const db = await database();
    const run = { ...(await readRun(runId))!, best: { checkpointId: `${runId}@1`, ndcg: 1 } };
    const last = (await readCheckpoint(`${runId}@3`))!.record;
    await db.put('runs', run);
    for (const step of [0, 1, 2]) await db.put('checkpoints', { ...last, id: `${runId}@${step}` });
    const next = { ...last, id: `${runId}@4`, step: 4 };
    return { next, run: { ...run, lastCheckpointId: `${runId}@4` } };
  }

  test('makes what is left of older checkpoints go, and the keeping is tried again', async () => {
    const { next, run } = await withLeftovers('leftovers');
    let room = false;
    const full = fullFor((id) => id === 'leftovers@4' && !room);
    const deleteKey = IDBObjectStore.prototype.delete;
    const deleted: unknown[] = [];
    const watch = vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (
      this: IDBObjectStore,
      key,
    ) {
      deleted.push(key);
      room = true;
      return deleteKey.call(this, key);
    });
    await keepWithinQuota(next, run);
    full.mockRestore();
    watch.mockRestore();
    expect(deleted.slice(0, 2)).toEqual(['leftovers@0', 'leftovers@2']);
    expect(await checkpointIds('leftovers')).toEqual(['leftovers@1', 'leftovers@4']);
  });

  test('never costs the best or the last checkpoint, when nothing else is left to go', async () => {
    const { next, run } = await withLeftovers('kept');
    const full = fullFor((id) => id === 'kept@4');
    await expect(keepWithinQuota(next, run)).rejects.toMatchObject({ code: 'storage/quota' });
    full.mockRestore();
    expect(await checkpointIds('kept')).toEqual(['kept@1', 'kept@3']);
    expect((await readRun('kept'))!.lastCheckpointId).toBe('kept@3');
  });

  test('is looked for before each checkpoint: older ones go before the browser refuses anything', async () => {
    const { next, run } = await withLeftovers('little room');
    vi.stubGlobal('navigator', { storage: { estimate: () => Promise.resolve({ usage: 990, quota: 1000 }) } });
    const put = vi.spyOn(IDBObjectStore.prototype, 'put');
    const gone = vi.spyOn(IDBObjectStore.prototype, 'delete');
    await keepWithinQuota(next, run);
    vi.unstubAllGlobals();
    expect(gone.mock.calls.slice(0, 2).flat()).toEqual(['little room@0', 'little room@2']);
    expect(gone.mock.invocationCallOrder[1]!).toBeLessThan(put.mock.invocationCallOrder[0]!);
    vi.restoreAllMocks();
    expect(await checkpointIds('little room')).toEqual(['little room@1', 'little room@4']);
  });

  test('at the very end, where the result would be lost, is a failure', async () => {
    const full = fullFor((id) => id === 'full@9');
    const { result } = await train(tinyJob('full'));
    full.mockRestore();
    expect(result).toMatchObject({ code: 'storage/quota' });
    expect(await checkpointIds('full')).toContain('full@8');
  });
});

/** The real model, whose device is lost at `step` as often as `times` says. */
const losing = (step: number, times: number): TrainerParts => ({
  ...parts,
  createModel: async (...settings) => {
    const model = await parts.createModel(...settings);
    const real = model.step.bind(model);
    model.step = (columns, options) =>
      options.step === step && times-- > 0
        ? Promise.reject(new HoneError('engine/backend-unavailable', { backend: 'webgpu' }))
        : real(columns, options);
    return model;
  },
});

test('a lost device is replaced and the run goes on from its checkpoint', async () => {
  const { result, seen } = await train(tinyJob('device lost'), undefined, losing(6, 1));
  const starts = seen.filter((progress) => progress.type === 'start');
  expect(starts.map(({ fromStep }) => fromStep)).toEqual([0, 4]);
  expect(seen.filter(({ type }) => type === 'device-lost')).toEqual([{ type: 'device-lost', step: 5 }]);
  expect(finished(result).stopped).toBe(false);
  await train(tinyJob('device kept'));
  expect(await lastWeights('device lost')).toEqual(await lastWeights('device kept'));
});

test('a device that is lost at the same step again ends the run', async () => {
  const { result } = await train(tinyJob('device always lost'), undefined, losing(6, 2));
  expect(result).toMatchObject({ code: 'engine/backend-unavailable' });
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

test('a loss that is not finite ends the run at its step and leaves the last good checkpoint', async () => {
  const job = tinyJob('diverging');
  const breaking: TrainerParts = {
    ...parts,
    createModel: async (...settings) => {
      const model = await parts.createModel(...settings);
      const step = model.step.bind(model);
      // A weight made infinite is what a diverged run looks like to the engine.
      model.step = async (columns, options) => {
        if (options.step === 4) {
          const weights = await model.weights();
          const bias = weights.get('embeddings.LayerNorm.bias')!;
          bias.data.fill(Infinity);
          await model.load(weights, await model.optimizerState());
        }
        return step(columns, options);
      };
      return model;
    },
  };
  const { result } = await train(job, undefined, breaking);
  expect(finished(result)).toMatchObject({
    step: 3,
    stopped: true,
    problem: { code: 'training/not-finite', parameters: { step: 4 } },
  });
  expect((await readRun('diverging'))!.lastCheckpointId).toBe('diverging@3');
  expect(await readCheckpoint('diverging@3')).not.toBeNull();
});

/** The real model with so many times the learning rate, beyond what the settings take. */
const faster = (times: number): TrainerParts => ({
  ...parts,
  createModel: async (...settings) => {
    const model = await parts.createModel(...settings);
    const step = model.step.bind(model);
    model.step = (given, options) => step(given, { ...options, learningRate: options.learningRate * times });
    return model;
  },
});
/** LayerNorm bears a lot: at 0.01 · 10⁸ the tiny model's numbers are still finite. */
const rate = 1e12;

test('a learning rate far too high ends the run, and what it gives is usable: the best or the last sound checkpoint', async () => {
  const job = tinyJob('far too fast', { save_steps: 1, warmup_ratio: 0.3 }, null);
  const { result } = await train(job, undefined, faster(rate));
  const { step, checkpointId, problem } = finished(result);
  expect(problem).toMatchObject({ code: 'training/not-finite' });
  expect(checkpointId).toBe(`far too fast@${step}`);
  const model = await loadModel(
    { kind: 'tuned', base: job.model, checkpointId, mix: 1 },
    { served: 'http://127.0.0.1/' },
  );
  for (const { data } of model.weights.values()) expect(data.every(Number.isFinite)).toBe(true);
  const embedder = await createEmbedder(model, job.runtime);
  const vectors = await embedder.embed([model.tokenizer.encode(examples[0]!.anchor, 16)]);
  expect(Math.hypot(...vectors)).toBeCloseTo(1, 4);
  await embedder.dispose();
});

test('where nothing was kept before, a loss that is not finite is an error', async () => {
  const job = tinyJob('too fast at once', { warmup_ratio: 0, save_steps: 100 }, null);
  const { result } = await train(job, undefined, faster(rate));
  expect(result).toMatchObject({ code: 'training/not-finite' });
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
