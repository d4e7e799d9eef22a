import type { Graph, Tensor } from '../../engine/graph';
import type { Vectors } from './loss';

/** Below 1e-12, F.normalize's floor, a norm counts as that. */
const FLOOR = 1e-24;

/** x / |x| by rows. */
export function unitRows(g: Graph, x: Tensor): Tensor {
  return g.div(x, length(g, x));
}

/** |x| by rows, [n, 1]; never 0, where its gradient would not be a number. */
export function length(g: Graph, x: Tensor): Tensor {
  return g.sqrt(g.add(g.sumLast(g.mul(x, x)), g.constant(FLOOR)));
}

/** |x| number by number. */
export const absolute = (g: Graph, x: Tensor): Tensor => g.add(g.relu(x), g.relu(g.scale(x, -1)));

/** a_i · b_i by rows, [n, 1]. */
export const dots = (g: Graph, a: Tensor, b: Tensor): Tensor => g.sumLast(g.mul(a, b));

/** cos(a_i, b_i) by rows, [n, 1]. */
export function cosines({ g, unit }: Vectors, a: Tensor, b: Tensor): Tensor {
  return unit ? dots(g, a, b) : dots(g, unitRows(g, a), unitRows(g, b));
}

/** cos(a_i, b_j), [n, n]. */
export function cosineMatrix({ g, unit }: Vectors, a: Tensor, b: Tensor): Tensor {
  const rows = (x: Tensor): Tensor => (unit ? x : unitRows(g, x));
  return g.gemm(rows(a), rows(b), { transB: 1 });
}

/** Σ|x| by rows, [n, 1]. */
export const manhattanLength = (g: Graph, x: Tensor): Tensor => g.sumLast(absolute(g, x));

/**
 * Distances of all vectors of one column from each other, [n, n], as BatchHardTripletLossDistanceFunction has them:
 * 1 - cos, or √(|x_i|² - 2 x_i·x_j + |x_j|²), 0 where that is not above 0.
 */
export const distanceMatrices = {
  cosine_distance: (vectors: Vectors): Tensor => {
    const x = vectors.columns[0]!;
    return vectors.g.sub(vectors.g.constant(1), cosineMatrix(vectors, x, x));
  },
  euclidean_distance: ({ g, columns }: Vectors): Tensor => {
    const x = columns[0]!;
    const products = g.gemm(x, x, { transB: 1 });
    // From the same products, so that a vector's distance from itself is exactly 0.
    const squares = g.sumLast(g.mul(products, g.input('own', ['n', 'n'])));
    const squared = g.add(g.sub(g.transpose(squares, [1, 0]), g.scale(products, 2)), squares);
    const above = g.positive(squared);
    const below = g.sub(g.constant(1), above);
    return g.mul(above, g.sqrt(g.add(g.relu(squared), below)));
  },
};

export type BatchDistance = keyof typeof distanceMatrices;
