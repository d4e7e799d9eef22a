import { mixedAdapters } from '../models/lora';
import { mixWeights } from '../models/mix';
import type { Weights } from '../models/types';
import type { TrainableModel } from './step-types';
import type { DevLog, MixLog } from './types';

/** Between the base model (0) and the tuned one (1), which the dev curve has measured already. */
const between = [0.25, 0.5, 0.75];

/**
 * Dev scores of the base model, the tuned one, and averages of their weights; a person picks one. The model is left with the
 * weights of the last. Empty where the dev curve lacks the base model or the tuned weights' step.
 */
export async function measureMixes(
  dev: readonly DevLog[],
  tunedStep: number,
  base: Weights,
  tuned: Weights,
  trainable: TrainableModel,
  measure: () => Promise<DevLog['ndcg'] | null>,
): Promise<MixLog[]> {
  const before = dev.find(({ step }) => step === 0);
  const after = dev.findLast(({ step }) => step === tunedStep);
  if (!before || !after || tunedStep === 0) return [];
  const mixes: MixLog[] = [{ mix: 0, ndcg: before.ndcg }];
  for (const mix of between) {
    await trainable.load(new Map([...mixWeights(base, tuned, mix), ...mixedAdapters(tuned, mix)]));
    const ndcg = await measure();
    if (ndcg) mixes.push({ mix, ndcg });
  }
  return [...mixes, { mix: 1, ndcg: after.ndcg }];
}
