import { describe, expect, test } from 'vitest';
import { relativeBucket } from '../../../src/models/architectures/mpnet';
import { caseNames, expectArchitecture, mpnetBuckets } from './architecture-checks';

const wasm = { backend: 'wasm', threads: 1 } as const;

describe.each(caseNames)('a tiny %s does what transformers does', (name) => {
  test('vectors and every gradient, from kept activations', () => expectArchitecture(name, wasm, true));
  test('the same, computing activations again', () => expectArchitecture(name, wasm, false));
});

test('MPNet’s distances fall into the buckets that transformers puts them in', () => {
  expect(mpnetBuckets.map((_, i) => relativeBucket(i - 511))).toEqual(mpnetBuckets);
});
