import { HoneError } from '../../errors/hone-error';
import type { LossBatch, LossFeed } from './loss';

/** One number for each row, [n, 1]. */
export const column = (values: readonly number[]): LossFeed => ({
  data: Float32Array.from(values),
  shape: [values.length, 1],
});

const bad = (message: string): HoneError => new HoneError('engine/shape', { message });

/** The batch's labels, one a row. Throws 'engine/shape'. */
export function numbersOf({ rows, labels }: LossBatch): number[] {
  if (labels?.length !== rows) throw bad(`${labels?.length ?? 0} labels for ${rows} rows`);
  return labels.map((label) => {
    if (typeof label === 'number') return label;
    if (label.length === 1) return label[0]!;
    throw bad(`${label.length} labels in a row that takes one`);
  });
}

/** The batch's labels, a list for each row. Throws 'engine/shape'. */
export function listsOf({ rows, labels }: LossBatch): (readonly number[])[] {
  if (labels?.length !== rows) throw bad(`${labels?.length ?? 0} labels for ${rows} rows`);
  return labels.map((label) => (typeof label === 'number' ? [label] : label));
}
