import type { Graph, Tensor } from '../../engine/graph';
import { staticDim } from '../../engine/shape';
import { column, numbersOf } from './labels';
import { logSumExpOf, meanOverRows, NEVER, softplus, type Loss, type Vectors } from './loss';
import { absolute, cosines, dots, unitRows } from './similarity';

/**
 * CosineSimilarityLoss: two columns [n, d], a score a row. loss = mean_i (cos(a_i, b_i) - score_i)².
 * Scores are cosines: from -1 to 1.
 */
export const cosineSimilarity = (): Loss => ({
  graph(vectors) {
    const { g, columns } = vectors;
    const off = g.sub(cosines(vectors, columns[0]!, columns[1]!), g.input('score', ['n', 1]));
    return meanOverRows(g, g.mul(off, off));
  },
  feeds: (batch) => ({ score: column(numbersOf(batch)) }),
});

/**
 * CoSENTLoss: two columns [n, d], a score a row of which only the order counts.
 * loss = ln(1 + Σ exp(s_i - s_j) over all pairs of rows with score_i < score_j),  s = scale · cos.
 * Source: Huang et al. 2024 (10.1109/TASLP.2024.3402087).
 */
export const cosent = ({ scale }: { scale: number }): Loss => ({
  graph: (vectors) => {
    const [a, b] = vectors.columns as [Tensor, Tensor];
    return ordered(vectors.g, [vectors.g.scale(cosines(vectors, a, b), scale)]);
  },
  feeds: (batch) => orderFeeds([numbersOf(batch)]),
});

/**
 * AnglELoss: CoSENT with the absolute angle similarity. Columns beyond the second are negatives, scored 1 - score;
 * without scores the second column's are 1.
 * Source: Li and Li 2024 (arXiv:2309.12871).
 */
export const angle = ({ scale }: { scale: number }): Loss => ({
  graph: (vectors) => {
    const [anchor, ...others] = vectors.columns as [Tensor, ...Tensor[]];
    const scores = others.map((other) => vectors.g.scale(angleSimilarity(vectors, anchor, other), scale));
    return ordered(vectors.g, scores);
  },
  feeds: (batch, columns) => {
    const labels = batch.labels ? numbersOf(batch) : Array<number>(batch.rows).fill(1);
    const inverse = labels.map((label) => 1 - label);
    return orderFeeds([labels, ...Array.from({ length: columns - 2 }, () => inverse)]);
  },
});

/** |cos + sin|: numbers i and i + d/2 of a vector are one complex number. [n, 1] */
function angleSimilarity({ g, unit }: Vectors, a: Tensor, b: Tensor): Tensor {
  const even = (x: Tensor): Tensor => (staticDim(x.shape, -1) % 2 === 0 ? x : g.pad(x, 0, 1));
  const [x, y] = [a, b].map((one) => even(unit ? one : unitRows(g, one))) as [Tensor, Tensor];
  const width = staticDim(x.shape, -1);
  const first = (one: Tensor): Tensor => g.slice(one, 0, width / 2);
  const last = (one: Tensor): Tensor => g.slice(one, width / 2, width);
  const sines = g.sub(dots(g, last(x), first(y)), dots(g, first(x), last(y)));
  return absolute(g, g.add(dots(g, x, y), sines));
}

/** ln(1 + Σ exp(s_i - s_j)) over the pairs that `order.a.b` [n, n] leaves: 0 there, far below else. Scores are sets of [n, 1]. */
function ordered(g: Graph, sets: readonly Tensor[]): Tensor {
  const blocks = sets.flatMap((lower, a) =>
    sets.map((higher, b) =>
      g.add(g.sub(lower, g.transpose(higher, [1, 0])), g.input(`order.${a}.${b}`, ['n', 'n'])),
    ),
  );
  const total = g.logSumExp(g.transpose(logSumExpOf(g, blocks), [1, 0]));
  return softplus(g, total);
}

function orderFeeds(sets: readonly number[][]) {
  const rows = sets[0]?.length ?? 0;
  return Object.fromEntries(
    sets.flatMap((lower, a) =>
      sets.map((higher, b) => {
        const data = Float32Array.from(lower.flatMap((x) => higher.map((y) => (x < y ? 0 : NEVER))));
        return [`order.${a}.${b}`, { data, shape: [rows, rows] }];
      }),
    ),
  );
}
