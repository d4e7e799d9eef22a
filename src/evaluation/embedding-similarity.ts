import { pairSimilarities, similarityNames, type SimilarityName } from './pair-similarity';

/** r = Σ(x - x̄)(y - ȳ) / √(Σ(x - x̄)²·Σ(y - ȳ)²); not a number where x or y is constant. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]!;
    return sum / values.length;
  };
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Pearson's r of the ranks. */
export const spearman = (x: ArrayLike<number>, y: ArrayLike<number>): number => pearson(ranks(x), ranks(y));

/** Places from 1; equal numbers share the mean of theirs. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const out = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) out[order[i]!] = (from + 1 + to) / 2;
    from = to;
  }
  return out;
}

export type EmbeddingSimilarityMetrics = Record<`${'pearson' | 'spearman'}_${SimilarityName}`, number>;

/**
 * EmbeddingSimilarityEvaluator: how the similarities of two texts go with given scores.
 * a, b: row-major [n, width]; scores: n of them.
 */
export function embeddingSimilarity(
  a: Float32Array,
  b: Float32Array,
  width: number,
  scores: readonly number[],
): EmbeddingSimilarityMetrics {
  const metrics = similarityNames.flatMap((name) => {
    const similarities = pairSimilarities(a, b, width, name);
    return [
      [`pearson_${name}`, pearson(scores, similarities)],
      [`spearman_${name}`, spearman(scores, similarities)],
    ];
  });
  return Object.fromEntries(metrics) as EmbeddingSimilarityMetrics;
}
