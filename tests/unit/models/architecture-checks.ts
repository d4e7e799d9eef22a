import { expect } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import type { Value } from '../../../src/engine/value';
import type { RuntimeOptions } from '../../../src/engine/types';
import { noDropout } from '../../../src/models/architectures/block';
import { readEncoderConfig } from '../../../src/models/architectures/table';
import { ConfigReader } from '../../../src/models/config-reader';
import { dimensionOf } from '../../../src/models/dense';
import { Encoder } from '../../../src/models/encoder';
import type { MaskSource } from '../../../src/models/encoder-feeds';
import { everything, modelWeights } from '../../../src/models/trained-parts';
import type { EncoderModel } from '../../../src/models/encoder-types';
import { FolderFiles, type JsonObject } from '../../../src/models/folder-files';
import { pack } from '../../../src/models/packing';
import type { Dense, Pooling } from '../../../src/models/types';
import golden from '../../goldens/models/architectures.json';
import { floats, largestDifference, relativeDistance, weightsOf } from '../engine/tiny-bert';
import { formulaValues, formulaWeights } from './formula-weights';

export type CaseName = keyof typeof golden.cases;
export const caseNames = Object.keys(golden.cases) as CaseName[];
export const mpnetBuckets: readonly number[] = golden.mpnet_buckets;

/** The case's model, its weights made by the formula, its texts, and their vectors by transformers, not normalised. */
export function architectureCase(name: CaseName): {
  model: EncoderModel;
  texts: number[][];
  vectors: Float32Array;
} {
  const { config: stored, pooling, dense, texts, vectors } = golden.cases[name];
  const config = readEncoderConfig(
    new ConfigReader(new FolderFiles(new Map()), 'config.json', JSON.parse(stored) as JsonObject),
  );
  const model = { config, pooling: pooling as Pooling, dense: dense as Dense[] };
  return {
    model: { ...model, weights: formulaWeights(modelWeights(model)) },
    texts,
    vectors: floats(vectors),
  };
}

export const noMasks: MaskSource = () => {
  throw new Error('no dropout, no masks');
};

/**
 * Vectors before normalisation within 1e-5 of transformers'; every gradient within 1e-4, relatively. With `dropout`, `masks`
 * must drop nothing.
 */
export async function expectArchitecture(
  name: CaseName,
  options: RuntimeOptions,
  keep: boolean,
  dropout = noDropout,
  masks: MaskSource = noMasks,
): Promise<void> {
  const { model, texts, vectors: expected } = architectureCase(name);
  const runtime = await Runtime.create(options);
  const encoder = new Encoder(runtime, model, { ...everything, dropout });
  const width = dimensionOf(model);
  const direction = Float32Array.from(formulaValues('direction', texts.length * width));
  direction.fill(0, (texts.length - 1) * width);
  const vectors = new Float32Array(texts.length * width);
  const inferred = vectors.slice();
  const sums = new Map<string, Value>();
  // Several micro-batches, so that gradients are added up.
  const batches = [...pack(texts, model.config, model.pooling, 40)];
  expect(batches.length).toBeGreaterThan(1);
  for (const batch of batches) {
    const { pooled: value, trace } = await encoder.forward(batch, masks, keep);
    const pooled = await runtime.read(value);
    value.dispose();
    const again = await encoder.infer(batch);
    const upper = new Float32Array(pooled.length);
    batch.texts.forEach((text, row) => {
      const [from, to] = [text * width, (text + 1) * width];
      vectors.set(pooled.subarray(row * width, (row + 1) * width), from);
      inferred.set(again.subarray(row * width, (row + 1) * width), from);
      upper.set(direction.subarray(from, to), row * width);
    });
    const dPooled = runtime.floats(upper, [batch.texts.length, width]);
    await encoder.backward(batch, trace, dPooled, masks, sums);
    dPooled.dispose();
  }
  expect(largestDifference(vectors, expected), 'vectors').toBeLessThan(1e-5);
  expect(largestDifference(inferred, expected), 'inferred').toBeLessThan(1e-5);

  const gradients = weightsOf(golden.cases[name].gradients);
  expect([...sums.keys()].sort()).toEqual([...gradients.keys()].sort());
  const total = Math.hypot(...[...gradients.values()].map(({ data }) => Math.hypot(...data)));
  for (const [weight, { data, shape }] of gradients) {
    const found = sums.get(weight)!;
    expect(found.dims, weight).toEqual(shape);
    const numbers = await runtime.read(found);
    // A key's bias moves all of a query's scores alike: its gradient is zero but for rounding, so nothing to be relative to.
    if (Math.hypot(...data) < 1e-6 * total) expect(Math.hypot(...numbers), weight).toBeLessThan(1e-6 * total);
    else expect(relativeDistance(numbers, data), weight).toBeLessThan(1e-4);
  }
  runtime.free(sums.values());
  await encoder.dispose();
}
