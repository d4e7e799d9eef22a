import { describe, expect, test } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import { readModelFolder } from '../../../src/models/folder';
import { poolings } from '../../../src/models/pooling';
import { promptTokens } from '../../../src/models/prompts';
import { everything } from '../../../src/models/trained-parts';
import { TrainableBert } from '../../../src/training/step';
import golden from '../../goldens/models/include_prompt.json';
import { floats, largestDifference, relativeDistance, tinyConfig, tinyWeights } from '../engine/tiny-bert';
import { tinyFolder } from './tiny-model';

describe.each(poolings)('%s pooling that leaves the prompt out', (pooling) => {
  test('gives sentence-transformers’ vectors, loss and gradients', async () => {
    const runtime = await Runtime.create({ backend: 'wasm', threads: 1 });
    const model = new TrainableBert(
      runtime,
      { config: tinyConfig, pooling, weights: tinyWeights() },
      {
        loss: { name: 'MultipleNegativesRankingLoss', parameters: {} },
        matryoshkaDims: [],
        matryoshkaWeights: [],
        nDimsPerStep: -1,
        adaptiveLayer: null,
      },
      { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
      everything,
    );
    const { columns, prompt } = golden;
    const expected = golden.poolings[pooling];
    const left = [prompt, 0];
    for (const [i, column] of columns.entries()) {
      const found = await model.embed(column, left[i]);
      expect(largestDifference(found, floats(expected.vectors[i]!))).toBeLessThan(1e-5);
    }
    const { loss, sums } = await model.gradients({ columns, left }, { step: 1, dropoutSeed: 1 });
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-5);
    for (const [name, gradient] of Object.entries(expected.gradients)) {
      const found = await runtime.read(sums.get(name)!);
      expect(relativeDistance(found, floats(gradient)), name).toBeLessThan(1e-4);
    }
    await model.dispose();
  });
});

test('a prompt’s tokens are counted with the special ones before it, and only where they are left out', () => {
  const read = (include_prompt: boolean) =>
    readModelFolder(
      tinyFolder({ '1_Pooling/config.json': { pooling_mode: 'mean', include_prompt } }),
      { kind: 'folder', id: 'tiny' },
      'tiny',
    );
  // [CLS] a ##s ##k
  expect(promptTokens(read(false), 'ask ', 16)).toBe(4);
  expect(promptTokens(read(false), '', 16)).toBe(0);
  expect(promptTokens(read(true), 'ask ', 16)).toBe(0);
  // Cut, it leaves room for [SEP].
  expect(promptTokens(read(false), 'ask ask ask', 6)).toBe(5);
});
