import { describe, expect, test } from 'vitest';
import { layerTargets, possibleTargets } from '../../../src/models/lora';
import { modelWeights, trainedWeights, everything } from '../../../src/models/trained-parts';
import { initialAdapters } from '../../../src/training/adapters';
import golden from '../../goldens/training/recipes.json';
import {
  batches,
  relativeDistance,
  tinyConfig,
  tinyModel,
  tinyWeights,
  weightsOf,
} from '../engine/tiny-bert';
import { adapted, expectGradients, expectSteps, frozen, now, type Stored } from './recipe-goldens';

const wasm = { backend: 'wasm', threads: 1 } as const;

describe.each(golden.lora.map((run) => [JSON.stringify(run.target_modules), run] as const))(
  'adapters on %s',
  (_, run) => {
    test('have PEFT’s gradients, and nothing else has any', async () => {
      const tiny = await adapted(run, wasm);
      await expectGradients(tiny, run);
      await tiny.model.dispose();
    });

    test('take PEFT’s 20 steps, and its merged weights are ours', async () => {
      const { model } = await adapted(run, wasm);
      await expectSteps(model, run.steps);
      const weights = await model.weights();
      const expected = { ...run.adapted, ...run.merged } as unknown as Stored;
      expect([...weights.keys()].sort()).toEqual(Object.keys(expected).sort());
      for (const [name, { shape, data }] of weightsOf(expected)) {
        expect(weights.get(name)!.shape).toEqual(shape);
        expect(relativeDistance(weights.get(name)!.data, data), name).toBeLessThan(1e-3);
      }
      await model.dispose();
    });
  },
);

describe('adapters', () => {
  const lora = { r: 4, alpha: 16, dropout: 0.3, targetModules: ['query', 'dense'] };
  const parts = { lora };
  const dropout = { hidden: 0, attention: 0, adapters: 0.3 };
  const adapters = () => initialAdapters(tinyConfig, lora, 0, 3);

  test('start as the base model, drawn by the seed', async () => {
    const { model } = await tinyModel('mean', wasm, { parts, adapters: adapters() });
    const plain = await tinyModel('mean', wasm);
    const texts = batches[0]!.columns[1]!;
    expect(await model.embed(texts)).toEqual(await plain.model.embed(texts));
    const a = adapters().get('encoder.layer.0.attention.self.query.lora_A.weight')!;
    expect(a.shape).toEqual([4, 32]);
    expect(Math.max(...a.data.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(32));
    expect(Math.max(...a.data.map(Math.abs))).toBeGreaterThan(0.9 / Math.sqrt(32));
    expect(initialAdapters(tinyConfig, lora, 0, 4)).not.toEqual(adapters());
  });

  test('with dropout of their own lower the loss as much as their gradient foretells', async () => {
    const { model, runtime } = await tinyModel('mean', wasm, { parts, dropout, adapters: adapters() });
    for (let step = 1; step <= 3; step++)
      await model.step([batches[step]!], { learningRate: 1e-2, step, dropoutSeed: 1 });
    const { loss, sums } = await model.gradients(batches[0]!, now);
    const plain = await model.gradients(batches[0]!, { ...now, dropoutSeed: 6 });
    expect(plain.loss).not.toBe(loss);
    const norm = await runtime.kernels.norm([...sums.values()]);
    const weights = await model.weights();
    for (const [name, sum] of sums) {
      const { data } = weights.get(name)!;
      const slope = await runtime.read(sum);
      data.forEach((value, i) => (data[i] = value - (1e-3 * slope[i]!) / norm));
    }
    await model.load(weights);
    const lower = await model.gradients(batches[0]!, now);
    expect((loss - lower.loss) / (1e-3 * norm)).toBeCloseTo(1, 1);
  });

  test('merged, they give the vectors that they gave apart', async () => {
    const { model } = await tinyModel('mean', wasm, { parts, adapters: adapters() });
    for (let step = 1; step <= 3; step++)
      await model.step([batches[step]!], { learningRate: 1e-2, step, dropoutSeed: 1 });
    const plain = await tinyModel('mean', wasm);
    await plain.model.load(new Map([...tinyWeights(), ...(await model.weights())]));
    const texts = batches[0]!.columns[1]!;
    const [apart, merged] = [await model.embed(texts), await plain.model.embed(texts)];
    expect(relativeDistance(merged, apart)).toBeLessThan(1e-6);
  });

  test('are where PEFT would put them', () => {
    const shapes = {
      'a.query.weight': [2, 2],
      'a.query.bias': [2],
      'norm.weight': [2],
      'b.dense.weight': [2, 2],
    };
    const targets = (targetModules: string[] | 'all-linear') =>
      layerTargets(shapes, 'layer.0.', { ...lora, targetModules });
    expect(targets(['query'])).toEqual(['a.query']);
    expect(targets(['b.dense', 'uery'])).toEqual(['b.dense']);
    expect(targets(['layer.0.a.query'])).toEqual(['a.query']);
    expect(targets(['layer.1.a.query'])).toEqual([]);
    expect(targets('all-linear')).toEqual(['a.query', 'b.dense']);
    expect(possibleTargets(tinyConfig)).toEqual(['query', 'key', 'value', 'dense']);
  });
});

describe.each(golden.frozen.map((run) => [`${run.layers} layers`, run] as const))(
  'with embeddings and %s frozen',
  (_, run) => {
    test('the rest has PyTorch’s gradients and takes its 20 steps', async () => {
      const tiny = await frozen(run, wasm);
      await expectGradients(tiny, run);
      await expectSteps(tiny.model, run.steps);
      const trained = await tiny.model.weights();
      expect([...trained.keys()].sort()).toEqual(Object.keys(run.gradients).sort());
      await tiny.model.dispose();
    });
  },
);

test('frozen layers drop nothing, and each text goes through them once', async () => {
  const dropout = { hidden: 0.2, attention: 0.2 };
  const { model, runtime } = await tinyModel('mean', wasm, { parts: { firstLayer: 1 }, dropout });
  let runs = 0;
  const run = runtime.run.bind(runtime);
  runtime.run = (program, feeds) => {
    if (program.name === 'layer') runs++;
    return run(program, feeds);
  };
  const first = await model.gradients(batches[0]!, now);
  const texts = new Set(batches[0]!.columns.flat().map((ids) => ids.join()));
  expect(runs).toBe(texts.size);
  const again = await model.gradients(batches[0]!, now);
  expect(runs).toBe(texts.size);
  expect(again.loss).toBe(first.loss);
  const other = await model.gradients(batches[0]!, { ...now, dropoutSeed: 6 });
  expect(other.loss).not.toBe(first.loss);
});

test('what is trained is named: all of it, or what is not frozen', () => {
  const model = { config: tinyConfig };
  expect(trainedWeights(model, everything)).toEqual(modelWeights(model));
  const names = Object.keys(trainedWeights(model, { ...everything, firstLayer: 1 }));
  expect(names.length).toBe(16);
  expect(names.every((name) => name.startsWith('encoder.layer.1.'))).toBe(true);
  expect(Object.keys(trainedWeights(model, { ...everything, embeddings: false })).length).toBe(32);
});
