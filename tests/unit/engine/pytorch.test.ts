import { describe, test } from 'vitest';
import { expectEmbeddings, expectGradients, expectSteps, poolings } from './tiny-bert';

const wasm = { backend: 'wasm', threads: 2 } as const;

describe.each(poolings)('a tiny BERT with %s pooling does what PyTorch does', (pooling) => {
  test('embeddings', () => expectEmbeddings(pooling, wasm));
  test('every gradient, from kept activations', () => expectGradients(pooling, wasm, Infinity));
  test('every gradient, computing activations again', () => expectGradients(pooling, wasm, 0));
  test('20 optimizer steps', () => expectSteps(pooling, wasm, 20));
});
