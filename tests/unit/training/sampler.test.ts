import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../src/training/random';
import { batchesWithoutDuplicates, epochBatches, epochRandom } from '../../../src/training/sampler';
import { learningRateAt, warmupSteps } from '../../../src/training/schedule';
import type { LrSchedulerKwargs, LrSchedulerType, TrainingExample } from '../../../src/training/types';
import golden from '../../goldens/training/schedule_and_sampler.json';

const toExample = ([anchor, positive, ...negatives]: string[]): TrainingExample => ({
  anchor: anchor!,
  positive: positive!,
  negatives,
});

describe('batches without duplicates', () => {
  test.each(golden.no_duplicates.map((run, i) => [i, run] as const))(
    'are sentence-transformers’ own for the same shuffle (%i)',
    (_, { examples, size, order, batches }) => {
      expect(batchesWithoutDuplicates(order, examples.map(toExample), size)).toEqual(batches);
    },
  );

  test('hold every example once and no text twice', () => {
    const text = fc.integer({ min: 0, max: 8 }).map(String);
    const example = fc.record({ anchor: text, positive: text, negatives: fc.array(text, { maxLength: 2 }) });
    fc.assert(
      fc.property(fc.array(example), fc.integer({ min: 1, max: 6 }), fc.nat(), (examples, size, seed) => {
        const batches = epochBatches(examples, size, 'no_duplicates', SeededRandom.fromSeed(seed));
        expect(batches.flat().sort((a, b) => a - b)).toEqual(examples.map((_, i) => i));
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(size);
          const texts = batch.flatMap((index) => {
            const { anchor, positive, negatives } = examples[index]!;
            return [...new Set([anchor, positive, ...negatives])];
          });
          expect(new Set(texts).size).toBe(texts.length);
        }
      }),
    );
  });
});

test('the plain sampler cuts the shuffle and keeps the last smaller batch', () => {
  const examples = Array.from({ length: 10 }, () => ({ anchor: 'a', positive: 'a' }));
  const batches = epochBatches(examples, 4, 'batch_sampler', SeededRandom.fromSeed(1));
  expect(batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
  expect(new Set(batches.flat()).size).toBe(10);
});

test('an epoch’s order depends on seed and epoch alone', () => {
  const order = (seed: number, epoch: number) => epochRandom(seed, epoch).permutation(50);
  expect(order(42, 1)).toEqual(order(42, 1));
  expect(order(42, 1)).not.toEqual(order(42, 0));
  expect(order(42, 1)).not.toEqual(order(43, 1));
});

describe('random', () => {
  test('is xoshiro128**: the reference implementation’s first numbers from the state 1, 2, 3, 4', () => {
    const random = SeededRandom.fromState([1, 2, 3, 4]);
    expect(Array.from({ length: 6 }, () => random.next())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492,
    ]);
  });
  test('goes on from its written state', () => {
    const random = SeededRandom.fromSeed(7);
    random.permutation(13);
    const written = JSON.parse(JSON.stringify(random.state)) as typeof random.state;
    const next = Array.from({ length: 5 }, () => random.next());
    const again = SeededRandom.fromState(written);
    expect(Array.from({ length: 5 }, () => again.next())).toEqual(next);
  });
  test('draws every order about equally often', () => {
    const counts = new Map<string, number>();
    const random = SeededRandom.fromSeed(3);
    for (let i = 0; i < 6000; i++) {
      const order = random.permutation(3).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // 1000 expected, standard deviation 29.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});

test.each(
  golden.schedules.map(
    (run) => [`${run.type} ${JSON.stringify(run.kwargs)} ${run.asked} ${run.total}`, run] as const,
  ),
)('learning rates are transformers’ own: %s', (_, { type, kwargs, asked, total, warmup, rates }) => {
  const schedule = {
    type: type as LrSchedulerType,
    learningRate: 2e-5,
    kwargs: kwargs as LrSchedulerKwargs | null,
    warmupRatio: asked < 1 ? asked : 0.5,
    warmupSteps: asked < 1 ? 0 : asked,
    totalSteps: total,
  };
  expect(warmupSteps(schedule)).toBe(warmup);
  expect(rates).toHaveLength(total);
  rates.forEach((rate, i) => {
    const found = learningRateAt(i + 1, schedule);
    expect(Math.abs(found - rate), `step ${i + 1}`).toBeLessThanOrEqual(1e-7 * Math.abs(rate));
  });
  const share = { ...schedule, warmupRatio: 0.5, warmupSteps: asked };
  if (asked > 0) expect(warmupSteps(share)).toBe(warmup);
});
