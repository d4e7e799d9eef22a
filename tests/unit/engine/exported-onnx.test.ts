import * as ort from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { createEmbedder } from '../../../src/models/embedder';
import { encoderOnnx } from '../../../src/models/encoder-onnx';
import type { BertConfig } from '../../../src/models/types';
import { dimensionOf } from '../../../src/models/dense';
import { architectureCase, caseNames } from '../models/architecture-checks';
import { batches, largestDifference, poolings, tinyConfig, tinyWeights } from './tiny-bert';

const activations: BertConfig['hidden_act'][] = ['gelu', 'gelu_new', 'relu'];

async function run(
  bytes: Uint8Array,
  sequences: number[][],
): Promise<{ name: string; data: Float32Array; dims: readonly number[] }> {
  const longest = Math.max(...sequences.map(({ length }) => length));
  const padded = (value: (sequence: number[], i: number) => number): ort.Tensor => {
    const numbers = sequences.flatMap((sequence) =>
      Array.from({ length: longest }, (_, i) => value(sequence, i)),
    );
    return new ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), [sequences.length, longest]);
  };
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const out = await session.run({
    input_ids: padded((sequence, i) => sequence[i] ?? 1),
    attention_mask: padded((sequence, i) => (i < sequence.length ? 1 : 0)),
  });
  const [name] = session.outputNames;
  const tensor = out[name!]!;
  await session.release();
  return { name: name!, data: tensor.data as Float32Array, dims: tensor.dims };
}

test.each(poolings.flatMap((pooling) => activations.map((hidden_act) => [pooling, hidden_act] as const)))(
  'the exported file of a BERT gives the same unit vectors, %s pooling, %s',
  async (pooling, hidden_act) => {
    const config = { ...tinyConfig, hidden_act };
    const model = { config, pooling, weights: tinyWeights() };
    const embedder = await createEmbedder(model, { backend: 'wasm', threads: 1 });
    const sequences = batches[0]!.columns[1]!;
    const own = await embedder.embed(sequences);
    await embedder.dispose();
    const pooled = await run(encoderOnnx(model, { pooled: true }), sequences);
    expect(pooled.name).toBe('sentence_embedding');
    expect(largestDifference(pooled.data, own)).toBeLessThan(1e-5);
    const hidden = await run(encoderOnnx(model, { pooled: false }), sequences);
    expect(hidden.name).toBe('last_hidden_state');
    expect(hidden.dims).toEqual([
      sequences.length,
      Math.max(...sequences.map((s) => s.length)),
      config.hidden_size,
    ]);
  },
);

test.each(caseNames)(
  'the exported file of a tiny %s gives transformers’ vectors, of length 1',
  async (name) => {
    const { model, texts, vectors } = architectureCase(name);
    const width = dimensionOf(model);
    const unit = vectors.map((value, i) => {
      const from = i - (i % width);
      return value / Math.hypot(...vectors.subarray(from, from + width));
    });
    const pooled = await run(encoderOnnx(model, { pooled: true }), texts);
    expect(pooled.dims).toEqual([texts.length, width]);
    expect(largestDifference(pooled.data, unit)).toBeLessThan(1e-5);
  },
);
