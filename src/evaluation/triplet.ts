import { pairSimilarities, similarityNames, type SimilarityName } from './pair-similarity';

export type TripletMetrics = Record<`${SimilarityName}_accuracy`, number>;

/**
 * TripletEvaluator: the share of rows whose anchor is nearer to its positive than to its negative.
 * All row-major [n, width].
 */
export function tripletAccuracy(
  anchors: Float32Array,
  positives: Float32Array,
  negatives: Float32Array,
  width: number,
): TripletMetrics {
  const metrics = similarityNames.map((name) => {
    const near = pairSimilarities(anchors, positives, width, name);
    const far = pairSimilarities(anchors, negatives, width, name);
    return [
      `${name}_accuracy`,
      near.filter((similarity, row) => similarity > far[row]!).length / near.length,
    ];
  });
  return Object.fromEntries(metrics) as TripletMetrics;
}
