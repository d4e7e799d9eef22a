import { beforeAll, describe, expect, test } from 'vitest';
import { configureRuntime } from '../../src/engine/ort';
import { Runtime } from '../../src/engine/runtime';
import { expectSame, opNames } from '../unit/engine/op-examples';
import { expectEmbeddings, expectGradients, expectSteps, poolings } from '../unit/engine/tiny-bert';
import {
  largestWeightDifference,
  resumedDifference,
  weightsAfterTwoSteps,
} from '../unit/engine/training-checks';

const options = {
  wasm: { backend: 'wasm', threads: 2 },
  'wasm, one thread': { backend: 'wasm', threads: 1 },
  'wasm, onnxruntime': { backend: 'wasm', threads: 2, kernels: 'onnxruntime' },
  webgpu: { backend: 'webgpu', threads: 1 },
} as const;
const names = Object.keys(options) as (keyof typeof options)[];

beforeAll(() =>
  configureRuntime({ wasmPaths: new URL('/node_modules/onnxruntime-web/dist/', location.href).href }),
);

test('WASM has threads in an isolated page', async () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
  const runtime = await Runtime.create(options.wasm);
  expect(runtime.threads).toBe(2);
  await runtime.dispose();
});

describe.each(names)('on %s', (backend) => {
  describe.each(poolings)('a tiny BERT with %s pooling does what PyTorch does', (pooling) => {
    test('embeddings', () => expectEmbeddings(pooling, options[backend]));
    test('every gradient, from kept activations', () => expectGradients(pooling, options[backend], Infinity));
    test('every gradient, computing activations again', () => expectGradients(pooling, options[backend], 0));
    test('20 optimizer steps', () => expectSteps(pooling, options[backend], 20));
  });

  test('a resumed run ends with the weights of an uninterrupted one of the same seed, bit for bit', async () => {
    expect(await resumedDifference(options[backend])).toEqual({ weights: 0, embeddings: 0 });
  });
});

test.each(opNames)('%s and its gradient are the same on both backends', (op) =>
  expectSame(op, options.wasm, options.webgpu),
);

test.each(opNames)('%s and its gradient are the same with our kernels and with onnxruntime', (op) =>
  expectSame(op, options.wasm, options['wasm, onnxruntime']),
);

test('one, two and three threads train to the same weights, bit for bit', async () => {
  const trained = await Promise.all([1, 2, 3].map((threads) => weightsAfterTwoSteps(threads)));
  for (const weights of trained.slice(1)) expect(largestWeightDifference(weights, trained[0]!)).toBe(0);
});
