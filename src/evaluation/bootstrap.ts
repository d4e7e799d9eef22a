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
