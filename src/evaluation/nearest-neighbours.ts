import { inverseNorms, rowCount } from './matryoshka';

export interface LabelledVectors {
  /** Row-major [n, width]. */
  vectors: Float32Array;
  labels: readonly number[];
}

/** scikit-learn's n_neighbors. */
export const neighbourCount = 5;

/**
 * The share of texts whose class is the commonest among their k nearest neighbours' by cosine, as scikit-learn's
 * KNeighborsClassifier(k, metric='cosine') predicts it: of equally common classes the lowest, of equally near neighbours the first.
 */
export function neighbourAccuracy(
  neighbours: LabelledVectors,
  texts: LabelledVectors,
  width: number,
  k = neighbourCount,
): number {
  const right = rightClasses(neighbours, texts, width, k);
  return right.reduce((sum, one) => sum + one, 0) / right.length;
}

/** 1 for each text whose class its neighbours tell, else 0. */
export function rightClasses(
  neighbours: LabelledVectors,
  texts: LabelledVectors,
  width: number,
  k = neighbourCount,
): Uint8Array {
  const inverse = inverseNorms(neighbours.vectors, width, [width])[0]!;
  return Uint8Array.from({ length: rowCount(texts.vectors, width) }, (_, row) => {
    const vector = texts.vectors.subarray(row * width, (row + 1) * width);
    const nearest = nearestOf(vector, neighbours.vectors, inverse, k);
    return commonest(nearest.map((at) => neighbours.labels[at]!)) === texts.labels[row] ? 1 : 0;
  });
}

function nearestOf(vector: Float32Array, all: Float32Array, inverse: Float64Array, k: number): number[] {
  const width = vector.length;
  const scores = Float64Array.from(inverse, (scale, at) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += vector[i]! * all[at * width + i]!;
    return sum * scale;
  });
  return Array.from(scores.keys())
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, k);
}

function commonest(labels: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b)[0]?.[0];
}
