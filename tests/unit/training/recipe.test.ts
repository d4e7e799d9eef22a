import { describe, expect, test } from 'vitest';
import { withChange } from '../../../src/project/training-arguments';
import { defaultArguments } from '../../../src/training/arguments';
import { isPatienceOver } from '../../../src/training/early-stopping';
import { planRun } from '../../../src/training/trainer-plan';
import { batches, relativeDistance, tinyModel } from '../engine/tiny-bert';

const wasm = { backend: 'wasm', threads: 1 } as const;
const now = { learningRate: 1e-3, step: 1, dropoutSeed: 7 };
const limits = { dimensions: [16, 8], maxSeqLength: 16, config: { max_position_embeddings: 24 } };

describe('gradient accumulation', () => {
  const settings = { ...defaultArguments(limits), per_device_train_batch_size: 4 };
  const examples = Array.from({ length: 30 }, (_, i) => ({ anchor: `a${i}`, positive: `p${i}` }));

  test('takes as many batches a step, and what is left of them at an epoch’s end', () => {
    const plan = planRun(examples, { ...settings, num_train_epochs: 2, gradient_accumulation_steps: 3 });
    expect(plan.epochs.map((steps) => steps.map((step) => step.map(({ length }) => length)))).toEqual([
      [
        [4, 4, 4],
        [4, 4, 4],
        [4, 2],
      ],
      [
        [4, 4, 4],
        [4, 4, 4],
        [4, 2],
      ],
    ]);
    expect(plan.totalSteps).toBe(6);
    const half = planRun(examples, { ...settings, num_train_epochs: 0.5, gradient_accumulation_steps: 3 });
    expect(half.totalSteps).toBe(2);
  });

  test('steps by the mean of the batches’ gradients, each batch with its own negatives', async () => {
    const { model, runtime } = await tinyModel('mean', wasm);
    const [a, b] = [batches[0]!, batches[1]!];
    const [ofA, ofB] = [await model.gradients(a, now), await model.gradients(b, now)];
    const both = await model.gradients(b, now, await model.gradients(a, now));
    const total: Float32Array[] = [];
    for (const [name, sum] of both.sums) {
      const [x, y] = [await runtime.read(ofA.sums.get(name)!), await runtime.read(ofB.sums.get(name)!)];
      total.push(x.map((value, i) => (value + y[i]!) / 2));
      const added = x.map((value, i) => value + y[i]!);
      expect(relativeDistance(await runtime.read(sum), added), name).toBeLessThan(1e-5);
    }
    const result = await model.step([a, b], now);
    expect(result.loss).toBeCloseTo((ofA.loss + ofB.loss) / 2, 5);
    expect(result.tokens).toBe(ofA.tokens + ofB.tokens);
    const norm = Math.hypot(...total.map((values) => Math.hypot(...values)));
    expect(Math.abs(result.gradNorm / norm - 1)).toBeLessThan(1e-4);
  });

  test('of one batch twice is that batch', async () => {
    const [once, twice] = [await tinyModel('mean', wasm), await tinyModel('mean', wasm)];
    const a = batches[0]!;
    const [first, second] = [await once.model.step([a], now), await twice.model.step([a, a], now)];
    expect(Math.abs(second.loss / first.loss - 1)).toBeLessThan(1e-6);
    expect(Math.abs(second.gradNorm / first.gradNorm - 1)).toBeLessThan(1e-5);
    const weights = await once.model.weights();
    for (const [name, { data }] of await twice.model.weights())
      expect(relativeDistance(data, weights.get(name)!.data), name).toBeLessThan(1e-4);
  });

  test('drops other values in each of its batches', async () => {
    const { model } = await tinyModel('mean', wasm, { dropout: { hidden: 0.2, attention: 0.2 } });
    const a = batches[0]!;
    const first = await model.gradients(a, now);
    const second = await model.gradients(a, now, first);
    expect(second.loss).not.toBe(first.loss);
  });
});

describe('early stopping', () => {
  test.each<[string, number[], number, number, boolean]>([
    ['a first score is never too few', [0.5], 1, 0, false],
    ['no better once', [0.5, 0.5], 1, 0, true],
    ['no better once of two', [0.5, 0.4], 2, 0, false],
    ['worse twice', [0.5, 0.4, 0.45], 2, 0, true],
    ['better in between', [0.5, 0.4, 0.6, 0.5], 2, 0, false],
    ['better by less than asked, twice', [0.5, 0.505, 0.509], 2, 0.01, true],
    ['a little better is the best all the same', [0.5, 0.505, 0.512, 0.52], 2, 0.01, true],
    ['better by enough at last', [0.5, 0.505, 0.53], 2, 0.01, false],
  ])('%s', (_, scores, patience, threshold, over) => {
    expect(isPatienceOver(scores, patience, threshold)).toBe(over);
  });
});

test('another schedule is not told what only the last one takes', () => {
  const polynomial = withChange(limits, {}, { lr_scheduler_type: 'polynomial' });
  const told = withChange(limits, polynomial, { lr_scheduler_kwargs: { power: 2 } });
  expect(told.lr_scheduler_kwargs).toEqual({ power: 2 });
  const back = withChange(limits, told, { lr_scheduler_type: 'linear' });
  expect(back).toMatchObject({ lr_scheduler_type: 'linear', lr_scheduler_kwargs: null });
});
