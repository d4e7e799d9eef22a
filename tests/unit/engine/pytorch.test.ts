import { describe, test } from 'vitest';
import { expectEmbeddings, expectGradients, expectSteps, poolings } from './tiny-bert';

const kernels = ['own', 'onnxruntime'] as const;
const cases = poolings.flatMap((pooling) => kernels.map((by) => [pooling, by] as const));

describe.each(cases)('a tiny BERT with %s pooling does what PyTorch does, kernels: %s', (pooling, by) => {
  const wasm = { backend: 'wasm', threads: 2, kernels: by } as const;
  test('embeddings', () => expectEmbeddings(pooling, wasm));
  test('every gradient, from kept activations', () => expectGradients(pooling, wasm, Infinity));
  test('every gradient, computing activations again', () => expectGradients(pooling, wasm, 0));
  test('20 optimizer steps', () => expectSteps(pooling, wasm, 20));
});
