import { describe, expect, test } from 'vitest';
import { fillMask } from '../../../src/engine/dropout-mask';
import { HoneError } from '../../../src/errors/hone-error';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { createTrainableModel } from '../../../src/training/step';
import { dropoutMasks } from '../../../src/training/dropout';
import { batches, tinyConfig, tinyModel, tinyWeights } from './tiny-bert';
import { largestWeightDifference, resumedDifference } from './training-checks';

const wasm = { backend: 'wasm', threads: 2 } as const;
const dropout = { hidden: 0.2, attention: 0.3 };
const now = { step: 1, dropoutSeed: 5 };

test('a resumed run ends with the weights of an uninterrupted one, bit by bit', async () => {
  expect(await resumedDifference(wasm)).toEqual({ weights: 0, embeddings: 0 });
});

describe('dropout', () => {
  test('drops the asked share and keeps the mean', () => {
    const mask = fillMask(dropoutMasks(1, 1, 0, dropout)({ layer: 0, site: 'attention' }), 100_000);
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    const mean = mask.reduce((sum, value) => sum + value, 0) / mask.length;
    expect(dropped).toBeCloseTo(0.3, 2);
    expect(mean).toBeCloseTo(1, 2);
  });

  test('follows from seed, step, micro-batch, layer and site, and from nothing else', () => {
    const mask = (seed: number, step: number, batch: number, layer: number, site: 'attended' | 'outer') =>
      fillMask(dropoutMasks(seed, step, batch, dropout)({ layer, site }), 256).join();
    const same = mask(1, 2, 3, 4, 'outer');
    expect(mask(1, 2, 3, 4, 'outer')).toBe(same);
    const others = [
      mask(2, 2, 3, 4, 'outer'),
      mask(1, 3, 3, 4, 'outer'),
      mask(1, 2, 4, 4, 'outer'),
      mask(1, 2, 3, 5, 'outer'),
      mask(1, 2, 3, 4, 'attended'),
      mask(2, 1, 3, 4, 'outer'),
    ];
    expect(new Set([same, ...others]).size).toBe(others.length + 1);
  });

  test('is the same whether activations are kept or computed again', async () => {
    const kept = await tinyModel('mean', wasm, { dropout, keptBytes: Infinity });
    const again = await tinyModel('mean', wasm, { dropout, keptBytes: 0 });
    const plain = await tinyModel('mean', wasm);
    const a = await kept.model.gradients(batches[0]!, now);
    const b = await again.model.gradients(batches[0]!, now);
    const c = await plain.model.gradients(batches[0]!, now);
    expect(b.loss).toBe(a.loss);
    expect(Math.abs(c.loss - a.loss)).toBeGreaterThan(1e-3);
    for (const [name, sum] of a.sums) {
      const [x, y] = [await kept.runtime.read(sum), await again.runtime.read(b.sums.get(name)!)];
      const most = x.reduce((worst, value, i) => Math.max(worst, Math.abs(value - y[i]!)), 0);
      expect(most, name).toBeLessThan(1e-6);
    }
  });

  test('gives the gradient of the loss that it gives: a small step downhill lowers it as much as foretold', async () => {
    const { model, runtime } = await tinyModel('mean', wasm, { dropout });
    const { loss, sums } = await model.gradients(batches[0]!, now);
    const norm = await runtime.kernels.norm([...sums.values()]);
    const weights = await model.weights();
    const length = 1e-3;
    for (const [name, { data }] of weights) {
      const slope = await runtime.read(sums.get(name)!);
      data.forEach((value, i) => (data[i] = value - (length * slope[i]!) / norm));
    }
    await model.load(weights);
    const lower = await model.gradients(batches[0]!, now);
    expect((loss - lower.loss) / (length * norm)).toBeCloseTo(1, 1);
  });
});

test('a step that would not be finite says so and changes nothing', async () => {
  const { model } = await tinyModel('mean', wasm);
  const spoiled = await model.weights();
  spoiled.get('encoder.layer.0.output.dense.weight')!.data[0] = Infinity;
  await model.load(spoiled);
  const step = model.step([batches[0]!], { learningRate: 1e-3, step: 1, dropoutSeed: 0 });
  await expect(step).rejects.toMatchObject({ code: 'training/not-finite' });
  const after = await model.weights();
  expect(after.get('embeddings.LayerNorm.bias')!.data).toEqual(
    spoiled.get('embeddings.LayerNorm.bias')!.data,
  );
});

test('weights the encoder does not use are handed on, and those it needs are missed by name', async () => {
  const weights = tinyWeights();
  weights.set('pooler.dense.bias', { shape: [2], data: Float32Array.of(1, 2) });
  const settings = matryoshkaRanking([32]);
  const adamw = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 };
  const encoder = { config: tinyConfig, pooling: 'cls', weights } as const;
  const model = await createTrainableModel(encoder, settings, adamw, null, wasm);
  await model.step([batches[0]!], { learningRate: 1e-3, step: 1, dropoutSeed: 0 });
  const trained = await model.weights();
  expect(trained.get('pooler.dense.bias')!.data).toEqual(Float32Array.of(1, 2));
  expect(largestWeightDifference(trained, weights)).toBeGreaterThan(0);
  await model.dispose();

  weights.delete('encoder.layer.1.output.dense.bias');
  const failing = createTrainableModel(encoder, settings, adamw, null, wasm);
  await expect(failing).rejects.toBeInstanceOf(HoneError);
  await expect(failing).rejects.toMatchObject({ code: 'model/corrupt' });
});

test('an empty text, a text beyond the positions and columns of different lengths are refused', async () => {
  const { model } = await tinyModel('mean', wasm);
  const shape = { code: 'engine/shape' };
  await expect(model.embed([[1, 2], []])).rejects.toMatchObject(shape);
  await expect(model.embed([Array<number>(25).fill(1)])).rejects.toMatchObject(shape);
  await expect(
    model.step([{ columns: [[[1]], [[1], [2]]] }], { ...now, learningRate: 1 }),
  ).rejects.toMatchObject(shape);
  expect((await model.embed([])).length).toBe(0);
  expect((await model.embed([[3]])).length).toBe(32);
});
