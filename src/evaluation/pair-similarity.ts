import { rowCount } from './matryoshka';

/** sentence-transformers' similarities of two texts; the larger the nearer, so distances count as negative. */
export const similarityNames = ['cosine', 'dot', 'manhattan', 'euclidean'] as const;
export type SimilarityName = (typeof similarityNames)[number];

/** Similarities of row i of `a` with row i of `b`, both row-major [n, width]. Throws engine/shape where they are no rows. */
export function pairSimilarities(
  a: Float32Array,
  b: Float32Array,
  width: number,
  name: SimilarityName,
): Float64Array {
  const rows = Math.min(rowCount(a, width), rowCount(b, width));
  return Float64Array.from({ length: rows }, (_, row) => similarity(a, b, row * width, width, name));
}

function similarity(
  a: Float32Array,
  b: Float32Array,
  at: number,
  width: number,
  name: SimilarityName,
): number {
  let [dot, aa, bb, squares, sum] = [0, 0, 0, 0, 0];
  for (let i = at; i < at + width; i++) {
    const [x, y] = [a[i]!, b[i]!];
    dot += x * y;
    aa += x * x;
    bb += y * y;
    squares += (x - y) ** 2;
    sum += Math.abs(x - y);
  }
  if (name === 'dot') return dot;
  if (name === 'manhattan') return -sum;
  if (name === 'euclidean') return -Math.sqrt(squares);
  return dot / (Math.max(Math.sqrt(aa), 1e-12) * Math.max(Math.sqrt(bb), 1e-12));
}
