import type { Difference } from './types';

export const bootstrapDraws = 10_000;

/**
 * Paired bootstrap over questions: the mean of `differences` (tuned - base, one a question) and the 2.5th and 97.5th
 * percentile (linear interpolation, numpy's default) of its mean over `draws` resamples with replacement.
 * The same seed gives the same interval. Without differences everything is NaN.
 */
export function pairedBootstrap(
  differences: readonly number[],
  seed = 1,
  draws = bootstrapDraws,
): Difference {
  const count = differences.length;
  const values = Float64Array.from(differences);
  const next = random(seed);
  const means = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    let sum = 0;
    for (let at = 0; at < count; at += 1) sum += values[(next() * count) >>> 0]!;
    means[draw] = sum / count;
  }
  means.sort();
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return { mean, low: percentile(means, 0.025), high: percentile(means, 0.975) };
}

/** A metric of rows drawn with replacement: counts[row] says how often each was drawn. */
export type Resampled = (counts: Int32Array) => number;

/** Draws for so many rows: 10,000, fewer where there are very many rows, and 1,000 at least. */
const drawsFor = (rows: number): number => Math.max(1000, Math.min(bootstrapDraws, Math.floor(2e7 / rows)));

/**
 * Paired bootstrap over rows for a metric that is no mean: its difference (b - a) on all rows, and the 2.5th and 97.5th percentile
 * of that on resamples. Resamples on which it is not a number (all rows have one label) are left out.
 */
export function resampledBootstrap(a: Resampled, b: Resampled, rows: number, seed = 1): Difference {
  const next = random(seed);
  const counts = new Int32Array(rows).fill(1);
  const mean = b(counts) - a(counts);
  const differences: number[] = [];
  for (let draw = drawsFor(rows); draw > 0; draw -= 1) {
    counts.fill(0);
    for (let at = 0; at < rows; at += 1) counts[(next() * rows) >>> 0]! += 1;
    const difference = b(counts) - a(counts);
    if (!Number.isNaN(difference)) differences.push(difference);
  }
  const ascending = Float64Array.from(differences).sort();
  return { mean, low: percentile(ascending, 0.025), high: percentile(ascending, 0.975) };
}

function percentile(ascending: Float64Array, share: number): number {
  const position = share * (ascending.length - 1);
  const below = Math.floor(position);
  const [low, high] = [ascending[below]!, ascending[Math.min(below + 1, ascending.length - 1)]!];
  return low + (high - low) * (position - below);
}

/** mulberry32 (Tommy Ettinger, public domain): uniform in [0, 1). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
