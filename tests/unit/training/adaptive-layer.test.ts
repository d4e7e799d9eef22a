import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import { parseArguments } from '../../../src/training/arguments';
import { batches, tinyConfig } from '../engine/tiny-bert';
import {
  expectLayerCase,
  expectLayerRun,
  layerCases,
  layeredModel,
  layerRuns,
  type LayerRun,
} from './adaptive-goldens';

const wasm = { backend: 'wasm', threads: 1 } as const;

describe('AdaptiveLayerLoss and Matryoshka2dLoss are those of sentence-transformers', () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await Runtime.create(wasm);
  });
  afterAll(() => runtime.dispose());
  test.each(layerCases.map((one) => [one.name, one] as const))('%s', (_, one) =>
    expectLayerCase(one, runtime),
  );
});

const named = layerRuns.map((run) => {
  const wrapped = run.matryoshka ? 'Matryoshka2dLoss' : 'AdaptiveLayerLoss';
  return [`${wrapped} ${JSON.stringify(run.adaptive)}${run.lora ? ' with adapters' : ''}`, run] as const;
});

describe.each(named)('ten steps of %s', (_, run) => {
  test('are sentence-transformers’', () => expectLayerRun(run, wasm, 10));
  test('are the same with nothing kept between the passes', () => expectLayerRun(run, wasm, 10, 0));
});

test('with dropout, loss and gradients are the same whatever is kept between the passes', async () => {
  const dropout = { hidden: 0.2, attention: 0.2 };
  const run = layerRuns[0]!;
  const [little, plenty] = [
    await layeredModel(run, wasm, { dropout, keptBytes: 0 }),
    await layeredModel(run, wasm, { dropout }),
  ];
  const now = { step: 3, dropoutSeed: 9 };
  const [a, b] = [
    await little.model.gradients(batches[0]!, now),
    await plenty.model.gradients(batches[0]!, now),
  ];
  expect(a.loss).toBe(b.loss);
  const without = await layeredModel(run, wasm);
  expect((await without.model.gradients(batches[0]!, now)).loss).not.toBe(a.loss);
  const norm = await plenty.runtime.kernels.norm([...b.sums.values()]);
  for (const [name, sum] of b.sums) {
    const [x, y] = [await little.runtime.read(a.sums.get(name)!), await plenty.runtime.read(sum)];
    expect(Math.hypot(...x.map((value, i) => value - y[i]!)) / norm, name).toBeLessThan(1e-5);
  }
});

test('a run taken up again draws the layers and dimensions that it would have drawn', async () => {
  const run = layerRuns[2] as LayerRun;
  const stepOf = (step: number) => ({ learningRate: 1e-3, step, dropoutSeed: 42 });
  const { model: whole } = await layeredModel(run, wasm);
  const losses: number[] = [];
  for (let step = 1; step <= 8; step++)
    losses.push((await whole.step([batches[step % 4]!], stepOf(step))).loss);
  expect(new Set(losses.map((loss) => Math.round(loss))).size).toBeGreaterThan(1);
  const { model: first } = await layeredModel(run, wasm);
  for (let step = 1; step <= 4; step++) await first.step([batches[step % 4]!], stepOf(step));
  const { model: second } = await layeredModel(run, wasm);
  await second.load(await first.weights(), await first.optimizerState());
  for (let step = 5; step <= 8; step++)
    expect((await second.step([batches[step % 4]!], stepOf(step))).loss).toBe(losses[step - 1]);
  const [a, b] = [await whole.weights(), await second.weights()];
  for (const [name, { data }] of a) expect(b.get(name)!.data, name).toEqual(data);
  await Promise.all([whole, first, second].map((model) => model.dispose()));
});

describe('run.json', () => {
  const limits = { dimensions: [32, 16], maxSeqLength: 16, config: tinyConfig };
  const parse = (given: object) => parseArguments(given, limits);

  test('tells AdaptiveLayerLoss in adaptive_layer, sentence-transformers’ defaults where it is silent', () => {
    const { adaptive_layer: found } = parse({ adaptive_layer: { kl_temperature: 1 }, matryoshka_dims: [32] });
    expect(found).toEqual({
      n_layers_per_step: 1,
      last_layer_weight: 1,
      prior_layers_weight: 1,
      kl_div_weight: 1,
      kl_temperature: 1,
      layer_weighting: 'uniform',
    });
    expect(parse({}).adaptive_layer).toBeNull();
  });

  test('with several dimensions it is Matryoshka2dLoss, which trains one a step', () => {
    expect(parse({ adaptive_layer: {} }).n_dims_per_step).toBe(1);
    expect(parse({ adaptive_layer: {}, n_dims_per_step: -1 }).n_dims_per_step).toBe(-1);
    expect(parse({ adaptive_layer: {}, matryoshka_dims: [32] }).n_dims_per_step).toBe(-1);
    expect(parse({}).n_dims_per_step).toBe(-1);
  });

  test.each([
    [
      { adaptive_layer: { n_layers_per_step: 0 } },
      'training/wrong-argument',
      'adaptive_layer.n_layers_per_step',
    ],
    [
      { adaptive_layer: { layer_weighting: 'square' } },
      'training/wrong-argument',
      'adaptive_layer.layer_weighting',
    ],
    [{ adaptive_layer: { layers: 2 } }, 'training/unknown-argument', 'adaptive_layer.layers'],
    [{ adaptive_layer: 1 }, 'training/wrong-argument', 'adaptive_layer'],
  ])('%j is refused', (given, code, name) => {
    expect(() => parse(given)).toThrow(
      expect.objectContaining({ code, parameters: expect.objectContaining({ name }) }),
    );
  });

  test('is refused where nothing before the last of two layers is trained', () => {
    expect(() => parse({ adaptive_layer: {}, freeze_layers: 1 })).toThrow(
      expect.objectContaining({ code: 'training/no-inner-layers' }),
    );
  });

  test('frozen embeddings, or adapters, leave a layer to train', () => {
    expect(parse({ adaptive_layer: {}, freeze_embeddings: true }).adaptive_layer).not.toBeNull();
    expect(parse({ adaptive_layer: {}, lora: {} }).adaptive_layer).not.toBeNull();
  });
});
