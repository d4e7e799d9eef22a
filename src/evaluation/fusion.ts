import { TopK, rankingDepth, type Ranking } from './ranking';

/**
 * Reciprocal rank fusion over each list's first 100: score(d) = Σ_lists 1 / (60 + rank of d in the list), rank from 1.
 * Source: Cormack, Clarke and Büttcher, SIGIR 2009. `order`: idOrder of the passages' ids, for equal scores.
 */
export function fuse(lists: readonly Ranking[], order: Int32Array, k = rankingDepth, constant = 60): Ranking {
  const scores = new Map<number, number>();
  for (const { documents } of lists) {
    documents.slice(0, rankingDepth).forEach((document, at) => {
      scores.set(document, (scores.get(document) ?? 0) + 1 / (constant + at + 1));
    });
  }
  const best = new TopK(Math.min(k, scores.size), order);
  for (const [document, score] of scores) best.offer(document, score);
  return best.ranking();
}
