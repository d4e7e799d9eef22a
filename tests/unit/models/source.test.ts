import 'fake-indexeddb/auto';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeSafetensors } from '../../../src/models/safetensors';
import { keepFolder, loadModel, loadTokenizer, type SourceOptions } from '../../../src/models/source';
import { database } from '../../../src/storage/database';
import { removeModelFiles } from '../../../src/storage/model-files';
import { tinyConfig, tinyFolder, tinyWeights } from './tiny-model';

/** What the server has, by path; and what it was asked for. */
let files: Map<string, Uint8Array | 'cut' | 503>;
let asked: string[];
let server: Server;
let options: SourceOptions;

beforeEach(async () => {
  files = new Map();
  asked = [];
  server = createServer((request, response) => {
    const path = request.url!.slice(1);
    asked.push(path);
    const body = files.get(path);
    if (body === undefined) response.writeHead(404).end('no such file');
    else if (body === 503) response.writeHead(503).end('busy');
    else if (body === 'cut') {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('only this', () => response.destroy());
    } else response.writeHead(200, { 'content-length': body.byteLength }).end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  options = { served: `${origin}/`, endpoint: origin };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await removeModelFiles('hub:someone/tiny@abc123');
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
  serve('someone/tiny/resolve/abc123/', tinyFolder());
  const requests: string[] = [];
  const seen: number[] = [];
  const first = await loadModel(hub, {
    ...options,
    onRequest: (url) => requests.push(new URL(url).pathname.slice(1)),
    onProgress: ({ done, total }) => seen.push(done / total),
  });
  expect(first).toMatchObject({ name: 'tiny', config: tinyConfig });
  expect(requests).toEqual(asked);
  expect(asked.at(-1)).toBe('someone/tiny/resolve/abc123/model.safetensors');
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
  asked = [];
  expect((await loadModel(hub, options)).weights).toEqual(first.weights);
  expect(asked).toEqual([]);
});

test('a missing repository, a busy server, a cut body and an unreachable one are told apart', async () => {
  await expect(loadModel(hub, options)).rejects.toMatchObject({ code: 'model/not-found' });
  serve('someone/tiny/resolve/abc123/', tinyFolder());
  for (const broken of ['cut', 503] as const) {
    files.set('someone/tiny/resolve/abc123/model.safetensors', broken);
    await expect(loadModel(hub, options)).rejects.toMatchObject({ code: 'model/download-failed' });
  }
  await expect(loadModel(hub, { ...options, endpoint: 'http://127.0.0.1:9' })).rejects.toMatchObject({
    code: 'model/download-failed',
  });
});

test('a download can be cancelled', async () => {
  serve('someone/tiny/resolve/abc123/', tinyFolder());
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
