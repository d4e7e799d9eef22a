import { HoneError } from '../errors/hone-error';
import type { SeededRandom } from './random';

/**
 * sentence-transformers' GroupByLabelBatchSampler: classes take turns with two texts each, in an order drawn anew every round,
 * until fewer than two have any left; so every batch has several classes with two texts each. A last batch of fewer than four,
 * single texts and what the largest class has left at the end are left out of the epoch.
 * Throws HoneError 'training/no-classes' where no two classes have two texts.
 */
export function batchesGroupedByLabel(
  labels: readonly number[],
  batchSize: number,
  random: SeededRandom,
): number[][] {
  const groups = new Map<number, number[]>();
  labels.forEach((label, index) => groups.set(label, [...(groups.get(label) ?? []), index]));
  const queues = [...groups.values()]
    .filter((indices) => indices.length >= 2)
    .map((indices) => {
      const shuffled = random.permutation(indices.length).map((at) => indices[at]!);
      return shuffled.slice(0, Math.floor(indices.length / 2) * 2);
    });
  if (queues.length < 2) throw new HoneError('training/no-classes');
  const stream: number[] = [];
  let remaining = queues;
  let last: number[] | undefined;
  while (remaining.length >= 2) {
    const order = random.permutation(remaining.length).map((at) => remaining[at]!);
    // No class twice in a row within a batch.
    const [first, second] = order;
    if (stream.length % batchSize !== 0 && first === last) order.splice(0, 2, second!, first!);
    for (const queue of order) stream.push(...queue.splice(0, 2));
    last = order.at(-1);
    remaining = order.filter((queue) => queue.length > 0);
  }
  const batches = Array.from({ length: Math.ceil(stream.length / batchSize) }, (_, i) =>
    stream.slice(i * batchSize, (i + 1) * batchSize),
  );
  return batches.filter((batch) => batch.length >= Math.min(4, batchSize));
}
