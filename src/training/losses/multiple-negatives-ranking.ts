import type { Tensor } from '../../engine/graph';
import { logSumExpOf, meanOverRows, NEVER, type Loss, type Vectors } from './loss';
import { cosineMatrix } from './similarity';

export const directions = ['query_to_doc', 'query_to_query', 'doc_to_query', 'doc_to_doc'] as const;
type Direction = (typeof directions)[number];
export const hardnessModes = ['in_batch_negatives', 'hard_negatives', 'all_negatives'] as const;

export interface RankingParameters {
  scale: number;
  directions: readonly Direction[];
  partition_mode: 'joint' | 'per_direction';
  hardness_mode: (typeof hardnessModes)[number] | null;
  hardness_strength: number;
}

/**
 * MultipleNegativesRankingLoss (InfoNCE with in-batch negatives).
 *
 * Columns: anchors, positives, any number of negatives, [n, d] each. Row i of the positives belongs to anchor i; every other
 * text of the columns after the first is its negative, and with more directions other anchors too.
 * loss = mean_i( logsumexp_j(s_ij) - s_ii ),  s_ij = scale · cos(a_i, c_j),  scale 20 = temperature 0.05.
 * 'joint': one logsumexp over all directions; 'per_direction': the mean of each direction's. Hardness adds strength · cos,
 * without its gradient, to the negatives that the mode names. Every score is shifted by the anchor's own before it is
 * exponentiated, which keeps what float32 would lose between two large numbers.
 * Source: Henderson et al. 2017 (arXiv:1705.00652); same defaults as sentence-transformers.
 */
export function multipleNegativesRanking(parameters: RankingParameters): Loss {
  return {
    graph(vectors) {
      const { g } = vectors;
      const own = g.input('own', ['n', 'n']);
      const blocks = scores(vectors, parameters);
      const positive = g.sumLast(g.mul(blocks.query_to_doc![0]!, own));
      const groups = Object.values(blocks).map((group) => group.map((block) => g.sub(block, positive)));
      if (parameters.partition_mode === 'joint') return meanOverRows(g, logSumExpOf(g, groups.flat()));
      const sum = groups.map((group) => logSumExpOf(g, group)).reduce((all, one) => g.add(all, one));
      return meanOverRows(g, g.scale(sum, 1 / groups.length));
    },
  };
}

/** Scores by direction: [n, n] blocks, one for each column that is compared. */
function scores(
  vectors: Vectors,
  { scale, directions: asked, hardness_mode: mode, hardness_strength: strength }: RankingParameters,
): Partial<Record<Direction, Tensor[]>> {
  const { g, columns, fixed } = vectors;
  const own = g.input('own', ['n', 'n']);
  const others = g.sub(g.constant(1), own);
  const [queries, ...documents] = columns as [Tensor, ...Tensor[]];
  const positives = documents[0]!;
  const scaled = (a: Tensor, b: Tensor): Tensor => g.scale(cosineMatrix(vectors, a, b), scale);
  const without = (block: Tensor): Tensor => g.add(block, g.scale(own, NEVER));
  const penalty = (k: number): Tensor | null => {
    if (mode === null || strength === 0) return null;
    const similarity = g.scale(cosineMatrix(vectors, fixed[0]!, fixed[k + 1]!), strength);
    if (mode === 'in_batch_negatives') return g.mul(similarity, others);
    if (mode === 'hard_negatives') return k === 0 ? null : g.mul(similarity, own);
    return k === 0 ? g.mul(similarity, others) : similarity;
  };
  const make: Record<Direction, () => Tensor[]> = {
    query_to_doc: () =>
      documents.map((document, k) => {
        const more = penalty(k);
        const block = scaled(queries, document);
        return more ? g.add(block, more) : block;
      }),
    query_to_query: () => [without(scaled(queries, queries))],
    doc_to_query: () => [scaled(positives, queries)],
    doc_to_doc: () => documents.map((document) => without(scaled(positives, document))),
  };
  return Object.fromEntries(asked.map((direction) => [direction, make[direction]()]));
}
