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
    const right = rightTriplets(anchors, positives, negatives, width, name);
    return [`${name}_accuracy`, right.reduce((sum, one) => sum + one, 0) / right.length];
  });
  return Object.fromEntries(metrics) as TripletMetrics;
}

/** 1 for each row whose anchor is nearer to its positive, else 0. */
export function rightTriplets(
  anchors: Float32Array,
  positives: Float32Array,
  negatives: Float32Array,
  width: number,
  name: SimilarityName,
): Uint8Array {
  const near = pairSimilarities(anchors, positives, width, name);
  const far = pairSimilarities(anchors, negatives, width, name);
  return Uint8Array.from(near, (similarity, row) => (similarity > far[row]! ? 1 : 0));
}
