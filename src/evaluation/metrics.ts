import type { RetrievalMetrics } from './types';

export const accuracyAt = [1, 3, 5, 10];
export const precisionRecallAt = [1, 3, 5, 10];
export const mrrAt = [10];
export const ndcgAt = [10];
export const mapAt = [100];

export interface Cutoffs {
  accuracy: readonly number[];
  precisionRecall: readonly number[];
  mrr: readonly number[];
  ndcg: readonly number[];
  map: readonly number[];
}

/** InformationRetrievalEvaluator's defaults. */
export const defaultCutoffs: Cutoffs = {
  accuracy: accuracyAt,
  precisionRecall: precisionRecallAt,
  mrr: mrrAt,
  ndcg: ndcgAt,
  map: mapAt,
};

/**
 * One question's metrics by InformationRetrievalEvaluator's names ('accuracy@1', 'ndcg@10', ...).
 *
 * `ranked`: ids best first; `relevant`: not empty, and its members count even when the corpus lacks them.
 * Binary gains; DCG@k = Σ_i rel_i / log2(i + 1), i from 1; IDCG over min(k, |relevant|) ones.
 * AP@k = (Σ_i precision@i · rel_i) / min(k, |relevant|).
 * Source: sentence-transformers 6.2, information_retrieval.py, compute_metrics.
 */
export function questionMetrics<Id>(
  ranked: ArrayLike<Id>,
  relevant: ReadonlySet<Id>,
  cutoffs: Cutoffs = defaultCutoffs,
): RetrievalMetrics {
  const hits: number[] = []; // positions from 0
  for (let at = 0; at < ranked.length; at += 1) if (relevant.has(ranked[at]!)) hits.push(at);
  const within = (k: number): number => countBelow(hits, k);

  const metrics: RetrievalMetrics = {};
  for (const k of cutoffs.accuracy) metrics[`accuracy@${k}`] = within(k) > 0 ? 1 : 0;
  for (const k of cutoffs.precisionRecall) {
    metrics[`precision@${k}`] = within(k) / k;
    metrics[`recall@${k}`] = within(k) / relevant.size;
  }
  for (const k of cutoffs.mrr) metrics[`mrr@${k}`] = within(k) > 0 ? 1 / (hits[0]! + 1) : 0;
  for (const k of cutoffs.ndcg) {
    const gains = hits.slice(0, within(k)).reduce((sum, at) => sum + 1 / Math.log2(at + 2), 0);
    metrics[`ndcg@${k}`] = gains / idealGain(Math.min(k, relevant.size));
  }
  for (const k of cutoffs.map) {
    const precisions = hits.slice(0, within(k)).reduce((sum, at, nth) => sum + (nth + 1) / (at + 1), 0);
    metrics[`map@${k}`] = precisions / Math.min(k, relevant.size);
  }
  return metrics;
}

/** Mean of every metric over questions; an empty record when there are none. */
export function meanMetrics(questions: readonly RetrievalMetrics[]): RetrievalMetrics {
  const mean: RetrievalMetrics = {};
  for (const name of Object.keys(questions[0] ?? {})) {
    mean[name] = questions.reduce((sum, metrics) => sum + metrics[name]!, 0) / questions.length;
  }
  return mean;
}

function countBelow(ascending: readonly number[], limit: number): number {
  const first = ascending.findIndex((value) => value >= limit);
  return first === -1 ? ascending.length : first;
}

function idealGain(ones: number): number {
  let gain = 0;
  for (let at = 0; at < ones; at += 1) gain += 1 / Math.log2(at + 2);
  return gain;
}
