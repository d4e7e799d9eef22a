import type { Resampled } from './bootstrap';

/**
 * Spearman's correlation of x and y, where entry i belongs to row rowOf[i] (absent: to row i). The orders are found once, so that
 * a resample costs one walk along each.
 */
export function resampledSpearman(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rowOf: ArrayLike<number> = Array.from({ length: x.length }, (_, i) => i),
): Resampled {
  const ranked = [ranker(x, rowOf), ranker(y, rowOf)] as const;
  return (counts) => {
    const [first, second] = [ranked[0](counts), ranked[1](counts)];
    let drawn = 0;
    for (let i = 0; i < rowOf.length; i += 1) drawn += counts[rowOf[i]!]!;
    const mean = (drawn + 1) / 2;
    let [xy, xx, yy] = [0, 0, 0];
    for (let i = 0; i < rowOf.length; i += 1) {
      const weight = counts[rowOf[i]!]!;
      const [dx, dy] = [first[i]! - mean, second[i]! - mean];
      xy += weight * dx * dy;
      xx += weight * dx * dx;
      yy += weight * dy * dy;
    }
    return xy / Math.sqrt(xx * yy);
  };
}

/** Places from 1 among the drawn entries; equal numbers share the mean of theirs. */
function ranker(values: ArrayLike<number>, rowOf: ArrayLike<number>): (counts: Int32Array) => Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  return (counts) => {
    let before = 0;
    for (let from = 0; from < order.length;) {
      let [to, drawn] = [from, 0];
      for (; to < order.length && values[order[to]!] === values[order[from]!]; to += 1)
        drawn += counts[rowOf[order[to]!]!]!;
      for (let i = from; i < to; i += 1) ranks[order[i]!] = before + (drawn + 1) / 2;
      before += drawn;
      from = to;
    }
    return ranks;
  };
}

/** Average precision of scores (larger is nearer), as scikit-learn has it; not a number where no positive was drawn. */
export function resampledAveragePrecision(
  scores: ArrayLike<number>,
  isPositive: (row: number) => boolean,
): Resampled {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const positive = Uint8Array.from({ length: scores.length }, (_, row) => (isPositive(row) ? 1 : 0));
  return (counts) => {
    let [found, taken, sum] = [0, 0, 0];
    for (let from = 0; from < order.length;) {
      let [to, more] = [from, 0];
      for (; to < order.length && scores[order[to]!] === scores[order[from]!]; to += 1) {
        const row = order[to]!;
        more += counts[row]! * positive[row]!;
        taken += counts[row]!;
      }
      found += more;
      if (more > 0) sum += more * (found / taken);
      from = to;
    }
    return sum / found;
  };
}
