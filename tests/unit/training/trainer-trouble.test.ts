import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import { createEmbedder } from '../../../src/models/embedder';
import { loadModel } from '../../../src/models/source';
import { database } from '../../../src/storage/database';
import { keepWithinQuota, readCheckpoint, readRun } from '../../../src/training/checkpoints';
import type { TrainerParts } from '../../../src/training/trainer';
import { examples, keepTinyModel, parts, tinyJob } from './tiny-job';
import { checkpointIds, finished, lastWeights, train } from './tiny-run';

beforeAll(keepTinyModel);

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
