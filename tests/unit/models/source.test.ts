import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeSafetensors } from '../../../src/models/safetensors';
import {
  describeModel,
  keepFolder,
  loadModel,
  loadTokenizer,
  type SourceOptions,
} from '../../../src/models/source';
import { database } from '../../../src/storage/database';
import { readModelFiles, removeModelFiles } from '../../../src/storage/model-files';
import { hubTree } from './hub-tree';
import { tinyConfig, tinyFolder, tinyWeights } from './tiny-model';

/** What the server has, by path; and what it was asked for. */
let files: Map<string, Uint8Array | 503>;
let asked: string[];
let rangesAsked: string[];
/** Whether it knows ranges; the file that it never sends to the end. */
let ranges: boolean;
let cut: { path: string; after: number } | null;
let server: Server;
let options: SourceOptions;

beforeEach(async () => {
  files = new Map();
  asked = [];
  rangesAsked = [];
  ranges = true;
  cut = null;
  server = createServer((request, response) => {
    const path = request.url!.slice(1);
    asked.push(path);
    const body = files.get(path);
    if (body === undefined) response.writeHead(404).end('no such file');
    else if (body === 503) response.writeHead(503).end('busy');
    else {
      const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
      if (request.headers.range) rangesAsked.push(request.headers.range);
      const rest = body.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.byteLength });
      if (path === cut?.path) response.write(rest.subarray(0, cut.after), () => response.destroy());
      else response.end(rest);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  options = { served: `${origin}/`, endpoint: origin };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await removeModelFiles('hub:someone/tiny@abc123');
  await removeModelFiles('parts:hub:someone/tiny@abc123');
});

const serve = (prefix: string, folder: ReadonlyMap<string, Uint8Array>) =>
  folder.forEach((bytes, path) => files.set(prefix + path, bytes));

function serveWithManifest(folder: ReadonlyMap<string, Uint8Array>) {
  const list = [...folder].map(([path, bytes]) => ({
    path,
    size: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  serve('models/tiny/', folder);
  files.set('models/tiny/files.json', new TextEncoder().encode(JSON.stringify({ files: list })));
}
/** As the Hub serves a repository at a revision, with what it says of each file changed by `listed`. */
function serveHub(folder: ReadonlyMap<string, Uint8Array>, listed: Record<string, object> = {}) {
  serve('someone/tiny/resolve/abc123/', folder);
  files.set(treePath, new TextEncoder().encode(JSON.stringify(hubTree(folder, listed))));
}
const treePath = 'api/models/someone/tiny/tree/abc123?recursive=true';
const hubFile = (path: string) => `someone/tiny/resolve/abc123/${path}`;
const kept = () => readModelFiles('parts:hub:someone/tiny@abc123');

const served = { kind: 'served', id: 'tiny' } as const;
const hub = { kind: 'hub', repository: 'someone/tiny', revision: 'abc123' } as const;

test('a served model is loaded by its list, with progress in bytes up to the end', async () => {
  serveWithManifest(tinyFolder());
  const seen: number[] = [];
  const model = await loadModel(served, {
    ...options,
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  expect(model.weights).toEqual(tinyWeights());
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test('a served model’s tokenizer alone does not ask for its weights', async () => {
  serveWithManifest(tinyFolder());
  const tokenizer = await loadTokenizer(served, options);
  expect(tokenizer.count('Be an')).toBe(4);
  expect(asked).not.toContain('models/tiny/model.safetensors');
});

test('what a served model is, is said by the header of its weights: the rest is not sent', async () => {
  const folder = tinyFolder();
  const weights = folder.get('model.safetensors')!;
  serveWithManifest(folder);
  const { parameters, dense, ...said } = await describeModel(served, options);
  const { name, config, pooling, prompts, maxSeqLength } = await loadModel(served, options);
  expect(said).toEqual({ name, config, pooling, prompts, maxSeqLength });
  expect(dense).toEqual([]);
  expect(parameters).toBe([...tinyWeights().values()].reduce((sum, { data }) => sum + data.length, 0));
  // The server hangs up in the middle of the numbers.
  cut = { path: 'models/tiny/model.safetensors', after: weights.byteLength / 2 };
  expect((await describeModel(served, options)).parameters).toBe(parameters);
});

test('a served model whose weights are not those of its configuration is refused by their header', async () => {
  const folder = new Map(tinyFolder());
  folder.set(
    'config.json',
    new TextEncoder().encode(JSON.stringify({ ...tinyConfig, num_hidden_layers: 7 })),
  );
  serveWithManifest(folder);
  await expect(describeModel(served, options)).rejects.toMatchObject({
    code: 'model/corrupt',
    parameters: { file: 'model.safetensors' },
  });
});

test('a served file that is not the one listed is named', async () => {
  serveWithManifest(tinyFolder());
  files.set('models/tiny/config.json', new TextEncoder().encode('{}'));
  await expect(loadModel(served, options)).rejects.toMatchObject({
    code: 'model/corrupt',
    parameters: { file: 'config.json' },
  });
});

test('a model that is not served is not found, also where the server answers with a page', async () => {
  await expect(loadModel(served, options)).rejects.toMatchObject({ code: 'model/not-found' });
  files.set('models/tiny/files.json', new TextEncoder().encode('<!doctype html>'));
  await expect(loadModel(served, options)).rejects.toMatchObject({ code: 'model/not-found' });
});

test('a Hub model is asked for once, every request said, then kept', async () => {
  serveHub(tinyFolder());
  const requests: string[] = [];
  const seen: number[] = [];
  const first = await loadModel(hub, {
    ...options,
    onRequest: (url) => requests.push(url.slice(options.endpoint!.length + 1)),
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  expect(first).toMatchObject({ name: 'tiny', config: tinyConfig });
  expect(requests).toEqual(asked);
  expect(asked[0]).toBe(treePath);
  expect(asked).toHaveLength(1 + tinyFolder().size);
  expect(asked.at(-1)).toBe(hubFile('model.safetensors'));
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
  expect(await kept()).toBeNull();
  asked = [];
  expect((await loadModel(hub, options)).weights).toEqual(first.weights);
  expect(asked).toEqual([]);
});

test('only what Hone reads is asked for, of several files of weights every one', async () => {
  const whole = [...tinyWeights()];
  const parts = [whole.slice(0, 9), whole.slice(9)].map((part, i) => ({
    path: `model-0000${i + 1}-of-00002.safetensors`,
    part,
  }));
  const weight_map = Object.fromEntries(
    parts.flatMap(({ path, part }) => part.map(([name]) => [name, path] as const)),
  );
  const sharded = tinyFolder({
    'model.safetensors': null,
    'model.safetensors.index.json': { weight_map },
    'onnx/model.onnx': 'no',
    'pytorch_model.bin': 'no',
    'README.md': 'no',
    ...Object.fromEntries(parts.map(({ path, part }) => [path, writeSafetensors(new Map(part))])),
  });
  serveHub(sharded);
  expect((await loadModel(hub, options)).weights).toEqual(tinyWeights());
  expect(asked).toHaveLength(1 + sharded.size - 3);
  expect(asked.filter((path) => /onnx|\.bin|README/.test(path))).toEqual([]);
});

test('an unsupported model is refused before its weights are asked for', async () => {
  serveHub(tinyFolder({ 'config.json': { model_type: 't5' } }));
  await expect(loadModel(hub, options)).rejects.toMatchObject({ code: 'model/unsupported' });
  expect(asked).not.toContain(hubFile('model.safetensors'));
});

test('a missing repository, a missing file, a busy server, a cut body and an unreachable one are told apart', async () => {
  await expect(loadModel(hub, options)).rejects.toMatchObject({ code: 'model/not-found' });
  for (const missing of ['config.json', 'model.safetensors']) {
    serveHub(tinyFolder({ [missing]: null }));
    await expect(loadModel(hub, options)).rejects.toMatchObject({
      code: 'model/not-found',
      parameters: { file: missing },
    });
  }
  serveHub(tinyFolder());
  files.set(hubFile('model.safetensors'), 503);
  await expect(loadModel(hub, options)).rejects.toMatchObject({ code: 'model/download-failed' });
  serveHub(tinyFolder());
  cut = { path: hubFile('model.safetensors'), after: 10 };
  await expect(loadModel(hub, options)).rejects.toMatchObject({ code: 'model/download-failed' });
  files.set(treePath, new TextEncoder().encode('<!doctype html>'));
  await expect(loadModel(hub, options)).rejects.toMatchObject({ code: 'model/download-failed' });
  await expect(loadModel(hub, { ...options, endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject({
    code: 'model/download-failed',
  });
});

test.each([true, false])('a cut download goes on where it was (ranges known: %s)', async (known) => {
  ranges = known;
  serveHub(tinyFolder());
  const size = tinyFolder().get('model.safetensors')!.byteLength;
  cut = { path: hubFile('model.safetensors'), after: 9000 };
  await expect(loadModel(hub, { ...options, pieceBytes: 4000 })).rejects.toMatchObject({
    code: 'model/download-failed',
  });
  const there = [...(await kept())!].filter(([path]) => path.startsWith('model.safetensors#'));
  const received = there.reduce((sum, [, { byteLength }]) => sum + byteLength, 0);
  expect(received).toBe(9000);
  cut = null;
  asked = [];
  const seen: number[] = [];
  const model = await loadModel(hub, {
    ...options,
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  expect(model.weights).toEqual(tinyWeights());
  expect(asked).toEqual([treePath, hubFile('model.safetensors')]);
  expect(rangesAsked).toEqual(['bytes=9000-']);
  expect(seen.at(-1)).toBe(1);
  expect(size).toBeGreaterThan(9000);
});

test('what a killed tab had received is in storage piece by piece', async () => {
  serveHub(tinyFolder());
  const pieces: number[] = [];
  await loadModel(hub, {
    ...options,
    pieceBytes: 1,
    onProgress: ({ note }) => {
      if (note === 'model.safetensors') void kept().then((map) => pieces.push(map?.size ?? 0));
    },
  });
  expect(Math.max(...pieces)).toBeGreaterThan(tinyFolder().size - 1);
});

test.each(['model.safetensors', 'vocab.txt'])(
  'a changed %s is refused by its checksum, and asked for again',
  async (path) => {
    const size = tinyFolder().get(path)!.byteLength;
    const wrong = 'f'.repeat(64);
    serveHub(tinyFolder(), {
      [path]: path.endsWith('.txt') ? { oid: wrong } : { lfs: { oid: wrong, size } },
    });
    await expect(loadModel(hub, options)).rejects.toMatchObject({
      code: 'model/corrupt',
      parameters: { file: path },
    });
    expect([...(await kept())!.keys()].filter((name) => name.startsWith(path))).toEqual([]);
    serveHub(tinyFolder());
    expect((await loadModel(hub, options)).weights).toEqual(tinyWeights());
  },
);

test('a download can be cancelled', async () => {
  serveHub(tinyFolder());
  const abort = new AbortController();
  const loading = loadModel(hub, {
    ...options,
    signal: abort.signal,
    onRequest: (url) => url.endsWith('vocab.txt') && abort.abort(),
  });
  await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
});

test('a dropped folder is kept under its id; a bad one is refused and not kept', async () => {
  await keepFolder('mine', tinyFolder());
  expect((await loadModel({ kind: 'folder', id: 'mine' }, options)).weights).toEqual(tinyWeights());
  await expect(keepFolder('bad', tinyFolder({ 'config.json': null }))).rejects.toMatchObject({
    code: 'model/corrupt',
  });
  await expect(loadModel({ kind: 'folder', id: 'bad' }, options)).rejects.toMatchObject({
    code: 'model/not-found',
  });
});

test('a tuned model is base and checkpoint mixed: 0 is base, 1 the checkpoint, between their average', async () => {
  await keepFolder('mine', tinyFolder());
  const tuned = tinyWeights(tinyConfig, 2);
  const db = await database();
  await db.put('checkpoints', {
    id: 'c',
    runId: 'r',
    weights: writeSafetensors(tuned).buffer as ArrayBuffer,
    optimizer: new ArrayBuffer(0),
  });
  const load = (mix: number) =>
    loadModel({ kind: 'tuned', base: { kind: 'folder', id: 'mine' }, checkpointId: 'c', mix }, options);
  expect((await load(0)).weights).toEqual(tinyWeights());
  expect((await load(1)).weights).toEqual(tuned);
  const name = 'encoder.layer.0.intermediate.dense.weight';
  const half = (await load(0.25)).weights.get(name)!.data;
  const base = tinyWeights().get(name)!.data;
  half.forEach((value, i) =>
    expect(value).toBeCloseTo(0.75 * base[i]! + 0.25 * tuned.get(name)!.data[i]!, 7),
  );
  await expect(
    loadModel({ kind: 'tuned', base: { kind: 'folder', id: 'mine' }, checkpointId: '?', mix: 1 }, options),
  ).rejects.toMatchObject({ code: 'model/not-found' });
});
