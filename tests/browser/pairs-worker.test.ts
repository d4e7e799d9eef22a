import { proxy, wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carryErrors } from '../../workers/transfer';
import type { WriteWorker, Written, WriterSettings } from '../../workers/types';
import type { Chunk } from '../../src/documents/types';

let worker: Worker;
let writer: Remote<WriteWorker>;
beforeEach(() => {
  carryErrors();
  worker = new Worker(new URL('../../workers/write.ts', import.meta.url), { type: 'module' });
  writer = wrap<WriteWorker>(worker);
});
afterEach(() => worker.terminate());

const texts = [
  'The brine valve closes within four seconds. Operators must not open the valve by hand during a pressure test.',
  'A tide gauge measures the height of the water relative to a fixed mark. Readings are sent by radio every hour.',
  '沉积物主要包括黏土、沙子和有机物。由于水流缓慢，沉淀池需要每季度清理一次，清理工作由维护人员负责。',
  '盐阀是一种用于隔离沉淀池和回流管的装置。操作人员每天检查两次，并把检查结果写进值班日志。',
];
const chunks = (count: number): Chunk[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    documentId: 'd',
    documentName: 'd.txt',
    text: `${texts[i % texts.length]} ${i < texts.length ? '' : i}`.trim(),
    headings: [],
    regions: [],
    elementIds: [],
    kind: 'text',
    tokens: 30,
  }));

async function run(settings: WriterSettings, count: number, done: string[] = []) {
  const written: Written[] = [];
  const fractions: number[] = [];
  const requests: string[] = [];
  const job = writer.write(
    chunks(count),
    done,
    settings,
    proxy((item) => void written.push(item)),
    proxy((progress) => void fractions.push(progress.done / progress.total)),
    proxy((url) => void requests.push(url)),
  );
  const error = await job.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { written, fractions, requests, error };
}

test('rules write one question a chunk in English and Chinese, in a worker, without any request', async () => {
  const { written, fractions, requests, error } = await run({ kind: 'rules', pairs: 10, seed: 1 }, 4);
  expect(error).toBeNull();
  expect(requests).toEqual([]);
  expect(fractions.at(-1)).toBe(1);
  expect(written).toHaveLength(4);
  for (const { chunkId, questions } of written) {
    expect(questions).toHaveLength(1);
    const chinese = /\p{Script=Han}/u.test(questions[0]!.text);
    expect(chinese).toBe(chunkId === 'c2' || chunkId === 'c3');
  }
});

test('a job goes on where it was', async () => {
  const whole = await run({ kind: 'rules', pairs: 10, seed: 1 }, 8);
  const done = whole.written.slice(0, 3).map((item) => item.chunkId);
  const rest = await run({ kind: 'rules', pairs: 10, seed: 1 }, 8, done);
  expect([...whole.written.slice(0, 3), ...rest.written]).toEqual(whole.written);
});

test('cancelling reaches the worker', async () => {
  const job = run({ kind: 'rules', pairs: 100_000, seed: 1 }, 20_000);
  await writer.cancel();
  expect((await job).error).toMatchObject({ code: 'cancelled' });
});

test('a server that is not there is said with its address, and the request is reported', async () => {
  const endpoint = 'http://127.0.0.1:9';
  const settings: WriterSettings = { kind: 'openai', endpoint, key: '', model: 'm', questionsPerChunk: 1 };
  const { error, requests, written } = await run(settings, 1);
  expect(error).toMatchObject({
    code: 'writer/unreachable',
    parameters: { url: `${endpoint}/v1/chat/completions` },
  });
  expect(requests[0]).toBe(`${endpoint}/v1/chat/completions`);
  expect(written).toEqual([]);
});
