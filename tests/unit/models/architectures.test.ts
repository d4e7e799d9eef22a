import { describe, expect, test } from 'vitest';
import { relativeBucket } from '../../../src/models/architectures/mpnet';
import type { Value } from '../../../src/engine/value';
import { Runtime } from '../../../src/engine/runtime';
import { architectureOf } from '../../../src/models/architectures/table';
import { Encoder } from '../../../src/models/encoder';
import { pack } from '../../../src/models/packing';
import { formulaValues } from './formula-weights';
import { dimensionOf } from '../../../src/models/dense';
import { decays } from '../../../src/training/optimizer';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { createTrainableModel } from '../../../src/training/step';
import {
  architectureCase,
  caseNames,
  expectArchitecture,
  mpnetBuckets,
  noMasks,
} from './architecture-checks';

const wasm = { backend: 'wasm', threads: 1 } as const;

describe.each(caseNames)('a tiny %s does what transformers does', (name) => {
  test('vectors and every gradient, from kept activations', () => expectArchitecture(name, wasm, true));
  test('the same, computing activations again', () => expectArchitecture(name, wasm, false));
});

/** What transformers' modules drop, by layer; the embeddings are layer -1. */
const sites: Record<string, string[]> = {
  bert: ['attention', 'attended', 'outer'],
  roberta: ['attention', 'attended', 'outer'],
  'xlm-roberta': ['attention', 'attended', 'outer'],
  distilbert: ['attention', 'outer'],
  mpnet: ['attention', 'attended', 'outer'],
  modernbert: ['attention', 'attentionOut', 'inner'],
  'modernbert-older': ['attention', 'attentionOut', 'inner'],
};

test.each(caseNames)(
  'a tiny %s drops where transformers does; masks of ones change nothing',
  async (name) => {
    const asked = new Map<number, Set<string>>();
    await expectArchitecture(name, wasm, true, { hidden: 0.5, attention: 0.5 }, ({ layer, site }) => {
      asked.set(layer, (asked.get(layer) ?? new Set()).add(site));
      return { first: 0, second: 0, probability: 0 };
    });
    const layers = architectureCase(name).model.config.num_hidden_layers;
    expect([...asked.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: layers + 1 }, (_, i) => i - 1),
    );
    for (const [layer, found] of asked)
      expect([...found].sort()).toEqual(layer < 0 ? ['embeddings'] : [...sites[name]!].sort());
  },
);

test.each(caseNames)('a tiny %s is trained, every weight of it', async (name) => {
  const { model, texts } = architectureCase(name);
  const settings = { weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 };
  const width = dimensionOf(model);
  const loss = matryoshkaRanking([width, width / 2]);
  const trained = await createTrainableModel(model, loss, settings, 0.1, wasm);
  const columns = [texts.slice(0, 3), texts.slice(3)];
  const losses: number[] = [];
  for (let step = 1; step <= 12; step++) {
    losses.push((await trained.step([{ columns }], { learningRate: 5e-3, step, dropoutSeed: 1 })).loss);
  }
  const weights = await trained.weights();
  await trained.dispose();
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 2);
  // Rows of ids that no text has get no gradient; everything else has moved.
  for (const [own, { data }] of weights) expect(data, own).not.toEqual(model.weights.get(own)!.data);
});

test.each(caseNames)('an inner layer of a tiny %s gives vectors and gradients too', async (name) => {
  const { model, texts } = architectureCase(name);
  const runtime = await Runtime.create(wasm);
  const encoder = new Encoder(runtime, model);
  const [batch] = pack(texts, model.config, model.pooling, 2000);
  const width = dimensionOf(model);
  const direction = Float32Array.from(formulaValues('inner', batch!.texts.length * width));
  const nothing = new Float32Array(direction.length);
  const valueAt = async (layer: number): Promise<number> => {
    const { trace } = await encoder.forward(batch!, noMasks, false);
    const vectors = await runtime.read(await encoder.pooledAt(batch!, trace, layer));
    return vectors.reduce((sum, value, i) => sum + value * direction[i]!, 0);
  };
  // A step against the gradient changes <pooledAt, direction> as the gradient says; weights of later layers get none.
  const { trace } = await encoder.forward(batch!, noMasks, true);
  const sums = new Map<string, Value>();
  const rows = (numbers: Float32Array) => runtime.floats(numbers, [batch!.texts.length, width]);
  const inner = new Map([[1, rows(direction)]]);
  await encoder.backward(batch!, trace, rows(nothing), noMasks, sums, inner);
  const { layers, embeddings } = architectureOf(model.config);
  for (const own of Object.keys(layers[1]!.kind.weights)) {
    const gradient = await runtime.read(sums.get(layers[1]!.prefix + own)!);
    expect(Math.hypot(...gradient), own).toBe(0);
  }
  const watched = [
    embeddings.tables[0]!.weight,
    layers[0]!.prefix + Object.keys(layers[0]!.kind.weights)[0]!,
  ];
  for (const own of watched) {
    const gradient = await runtime.read(sums.get(own)!);
    const size = Math.hypot(...gradient);
    const { shape, data } = model.weights.get(own)!;
    const step = 2e-3 / size;
    const moved = (by: number): Promise<number> => {
      const weight = data.map((value, i) => value + by * gradient[i]!);
      encoder.parameters.set(own, runtime.floats(weight, shape));
      return valueAt(1);
    };
    const [above, below] = [await moved(step), await moved(-step)];
    await moved(0);
    expect((above - below) / (2 * step) / size ** 2, own).toBeCloseTo(1, 2);
  }
  await encoder.dispose();
});

test.each([
  ['encoder.relative_attention_bias.weight', false],
  ['2_Dense.linear.bias', false],
  ['layers.1.attn_norm.weight', false],
  ['final_norm.weight', false],
  ['embeddings.norm.weight', false],
  ['transformer.layer.0.sa_layer_norm.weight', false],
  ['encoder.layer.0.attention.output.LayerNorm.weight', false],
  ['layers.1.mlp.Wi.weight', true],
  ['embeddings.word_embeddings.weight', true],
])('weight decay on %s: %s, as transformers’ Trainer has it', (name, expected) => {
  expect(decays(name)).toBe(expected);
});

test('MPNet’s distances fall into the buckets that transformers puts them in', () => {
  expect(mpnetBuckets.map((_, i) => relativeBucket(i - 511))).toEqual(mpnetBuckets);
});
