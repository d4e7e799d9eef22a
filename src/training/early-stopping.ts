/**
 * transformers' EarlyStoppingCallback over the scores of all dev evaluations so far, larger being better: true once `patience`
 * of them in a row were not better than the best before by more than `threshold`.
 */
export function isPatienceOver(scores: readonly number[], patience: number, threshold: number): boolean {
  let best: number | null = null;
  let waited = 0;
  for (const score of scores) {
    waited = best === null || score - best > threshold ? 0 : waited + 1;
    if (waited >= patience) return true;
    // Any better score is the best, whether or not it is better by enough.
    best = Math.max(best ?? score, score);
  }
  return false;
}
