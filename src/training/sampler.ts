import type { BatchSamplerName, TrainingExample } from './types';
import { batchesGroupedByLabel } from './group-by-label';
import { textsOf } from './losses/fit';
import { SeededRandom, type RandomState } from './random';

/**
 * One epoch's batches of example indices: a shuffle cut into batches of `batchSize`, the last smaller one kept.
 *
 * 'no_duplicates' is sentence-transformers' NoDuplicatesBatchSampler: within a batch no text occurs in two examples, in any
 * column; an example that would repeat one waits for a later batch, in the order of the shuffle. There can so be more batches
 * than examples / batchSize; where texts repeat a lot, the last ones are small.
 */
export function epochBatches(
  examples: readonly TrainingExample[],
  batchSize: number,
  sampler: BatchSamplerName,
  random: SeededRandom,
): number[][] {
  if (sampler === 'group_by_label')
    return batchesGroupedByLabel(
      examples.map(({ label }) => Number(label)),
      batchSize,
      random,
    );
  const order = random.permutation(examples.length);
  return sampler === 'no_duplicates'
    ? batchesWithoutDuplicates(order, examples, batchSize)
    : Array.from({ length: Math.ceil(order.length / batchSize) }, (_, i) =>
        order.slice(i * batchSize, (i + 1) * batchSize),
      );
}

export function batchesWithoutDuplicates(
  order: readonly number[],
  examples: readonly TrainingExample[],
  batchSize: number,
): number[][] {
  const batches: number[][] = [];
  let waiting = order;
  while (waiting.length > 0) {
    const batch: number[] = [];
    const inBatch = new Set<string>();
    const later: number[] = [];
    let position = 0;
    for (; position < waiting.length && batch.length < batchSize; position++) {
      const index = waiting[position]!;
      const texts = textsOf(examples[index]!);
      if (texts.some((text) => inBatch.has(text))) {
        later.push(index);
        continue;
      }
      batch.push(index);
      texts.forEach((text) => inBatch.add(text));
    }
    batches.push(batch);
    waiting = later.length === 0 && position === waiting.length ? [] : [...later, ...waiting.slice(position)];
  }
  return batches;
}

/** Where in the run's batches a checkpoint stands. */
export interface SamplerState {
  /** From 0. */
  epoch: number;
  /** Optimizer steps of this epoch already taken. */
  batch: number;
  /** The generator as it was before this epoch's shuffle. */
  random: RandomState;
}

/** The generator of an epoch's shuffle: seeded by seed + epoch, as sentence-transformers does. */
export const epochRandom = (seed: number, epoch: number): SeededRandom => SeededRandom.fromSeed(seed + epoch);
