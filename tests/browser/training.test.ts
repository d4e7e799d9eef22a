import { proxy, wrap, type Remote } from 'comlink';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../src/engine/types';
import { readCheckpoint, readRun, removeRun } from '../../src/training/checkpoints';
import type { TrainJob, TrainProgress } from '../../src/training/types';
import { carryErrors } from '../../workers/transfer';
import type { EmbedWorker, TrainWorker } from '../../workers/types';
import { dev, keepTinyModel, tinyJob } from '../unit/training/tiny-job';

carryErrors();
beforeAll(keepTinyModel);

const workers: Worker[] = [];
function start(): { remote: Remote<TrainWorker>; kill: () => void } {
  const worker = new Worker(new URL('../../workers/train.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  return { remote: wrap<TrainWorker>(worker), kill: () => worker.terminate() };
}
function startEmbed(): Remote<EmbedWorker> {
  const worker = new Worker(new URL('../../workers/embed.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  return wrap<EmbedWorker>(worker);
}
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

const job = (runId: string): TrainJob => ({
  ...tinyJob(runId),
  runtime: { backend: 'wasm', threads: 2 },
});

/**
 * The backends cut batches into other micro-batches, whose dropout masks would differ. Software WebGPU is slow: two steps,
 * and no dev questions.
 */
const shortJob = (runId: string, backend: Backend): TrainJob => ({
  ...tinyJob(runId, { num_train_epochs: 0.5, dropout: 0 }, null),
  runtime: { backend, threads: 2 },
});

/** Trains in a worker of its own, which is ended at the first progress that `until` holds for. */
async function trainUntil(
  given: TrainJob,
  until: (progress: TrainProgress) => boolean,
): Promise<TrainProgress[]> {
  const { remote, kill } = start();
  const seen: TrainProgress[] = [];
  await new Promise<void>((resolve, reject) => {
    const listen = (progress: TrainProgress) => {
      seen.push(progress);
      if (!until(progress)) return;
      kill();
      resolve();
    };
    remote.train(given, proxy(listen)).then(() => reject(new Error('it ended before it was killed')), reject);
  });
  return seen;
}

async function trainToTheEnd(given: TrainJob) {
  const { remote, kill } = start();
  const seen: TrainProgress[] = [];
  const result = await remote.train(
    given,
    proxy((progress: TrainProgress) => void seen.push(progress)),
  );
  kill();
  return { seen, result };
}

const lastWeights = async (runId: string) => {
  const { lastCheckpointId } = (await readRun(runId))!;
  return (await readCheckpoint(lastCheckpointId))!.weights;
};

describe('a worker that is killed', () => {
  test('goes on in a new one, and ends with the weights it would have had: difference 0 on WASM', async () => {
    const whole = await trainToTheEnd(job('whole'));
    expect(whole.seen[0]).toMatchObject({ type: 'start', backend: 'wasm', threads: 2, fromStep: 0 });
    expect(whole.result).toMatchObject({ step: 9, stopped: false });

    await trainUntil(job('killed'), (progress) => progress.type === 'step' && progress.step === 5);
    const resumed = await trainToTheEnd(job('killed'));
    expect(resumed.seen[0]).toMatchObject({ type: 'start', fromStep: 4 });

    const [a, b] = [await lastWeights('whole'), await lastWeights('killed')];
    expect([...a.keys()]).toEqual([...b.keys()]);
    let difference = 0;
    for (const [name, { data }] of a) {
      data.forEach((value, i) => {
        difference = Math.max(difference, Math.abs(value - b.get(name)!.data[i]!));
      });
    }
    expect(difference).toBe(0);
    expect(resumed.result.steps.map(({ loss }) => loss)).toEqual(whole.result.steps.map(({ loss }) => loss));
    expect(resumed.result.dev).toEqual(whole.result.dev);
    await removeRun('killed');
  });

  test('pause and stop reach it between two steps', async () => {
    const { remote } = start();
    const seen: string[] = [];
    const result = await remote.train(
      job('stopped'),
      proxy((progress: TrainProgress) => {
        seen.push(progress.type);
        if (progress.type === 'step' && progress.step === 1) void remote.pause();
        if (progress.type === 'paused') void remote.stop();
      }),
    );
    expect(seen).toContain('paused');
    expect(result.stopped).toBe(true);
    expect(result.step).toBeLessThan(9);
    await removeRun('stopped');
  });
});

test('a failure in the worker arrives with its code', async () => {
  const { remote } = start();
  const training = remote.train(
    { ...job('none'), examples: [] },
    proxy(() => undefined),
  );
  await expect(training).rejects.toMatchObject({ code: 'training/no-examples' });
});

test('on WebGPU the same run learns the same', async () => {
  const { result: onWasm } = await trainToTheEnd(shortJob('processor', 'wasm'));
  const { seen, result } = await trainToTheEnd(shortJob('gpu', 'webgpu'));
  expect(seen[0]).toMatchObject({ type: 'start', backend: 'webgpu' });
  // The first step has rate 0, so the first two losses are of the same weights.
  expect(result.steps).toHaveLength(2);
  for (const { step, loss } of result.steps) expect(loss / onWasm.steps[step - 1]!.loss).toBeCloseTo(1, 4);
  await removeRun('processor');
  await removeRun('gpu');
});

test('the faster backend is found by measuring both', async () => {
  const began = performance.now();
  const { chosen, seconds, threads } = await startEmbed().chooseBackend(2);
  // Also where the GPU is software.
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(threads).toBe(2);
  expect(seconds.wasm).toBeGreaterThan(0);
  expect(chosen).toBe(seconds.webgpu !== null && seconds.webgpu < seconds.wasm! ? 'webgpu' : 'wasm');
});

test('a tuned model is described, embedded, indexed, searched and measured in the embedding worker', async () => {
  const worker = startEmbed();
  const quiet = proxy(() => undefined);
  const base = { kind: 'folder', id: 'tiny' } as const;
  const runtime = { backend: 'wasm', threads: 2 } as const;
  const { checkpointId } = await trainToTheEnd(job('whole')).then(({ result }) => result);
  const tuned = { kind: 'tuned', base, checkpointId, mix: 1 } as const;
  expect(await worker.describe(base, quiet)).toMatchObject({
    dimension: 16,
    dimensions: [16],
    maxSeqLength: 16,
  });

  const { queries, corpus, relevant } = dev;
  const texts = corpus.map(({ text }) => text);
  const vectors = await worker.embed(base, texts, 'document', runtime, quiet);
  expect(vectors).toHaveLength(texts.length * 16);

  const chunks = corpus.map(({ id, text }) => ({
    id,
    text,
    documentId: 'd',
    documentName: 'd.txt',
    headings: [],
    regions: [],
    elementIds: [],
    kind: 'text' as const,
    tokens: 3,
  }));
  await worker.index(base, tuned, chunks, runtime, quiet);
  const systems = ['base', 'tuned', 'bm25', 'fusion_tuned'] as const;
  const hits = await worker.search(texts[3]!, [...systems], 8, 5);
  expect(Object.keys(hits).sort()).toEqual([...systems].sort());
  for (const system of ['base', 'tuned', 'bm25'] as const) {
    expect(hits[system]).toHaveLength(5);
    expect(hits[system]![0]!.chunkId, system).toBe('p3');
  }

  const set = {
    queries: queries.map((query) => ({ ...query, source: 'person' as const })),
    corpus,
    relevant,
  };
  const seen: number[] = [];
  const evaluation = await worker.evaluate(
    base,
    tuned,
    set,
    [16, 8],
    runtime,
    proxy(({ done, total }: { done: number; total: number }) => void seen.push(done / total)),
  );
  expect(evaluation.verdict).toBe('too-few-questions');
  expect(evaluation.groups[0]).toMatchObject({ group: 'real', questions: 6 });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));

  const zipped = await worker.bundle(
    {
      projectName: 'Tiny',
      model: tuned,
      chunks,
      examples: [],
      rows: null,
      labelled: [],
      evaluation,
      training: null,
      dimension: 8,
    },
    runtime,
    quiet,
  );
  expect(zipped.size).toBeGreaterThan(10_000);
  await removeRun('whole');
});
