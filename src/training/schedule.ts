import type { LrSchedulerType } from './types';

export interface Schedule {
  type: LrSchedulerType;
  learningRate: number;
  warmupRatio: number;
  totalSteps: number;
}

/** As transformers.TrainingArguments.get_warmup_steps: the ratio of all steps, rounded up. */
export const warmupSteps = ({ warmupRatio, totalSteps }: Schedule): number =>
  Math.ceil(totalSteps * warmupRatio);

/**
 * The learning rate of the optimizer step number `step`, from 1; transformers' schedules (optimization.py) count from 0, so
 * with warm-up the very first step has rate 0.
 *
 * warm-up (not 'constant'):  rate · k / w                                    k = step - 1 < w = warmupSteps
 * linear:                    rate · (T - k) / (T - w)
 * cosine:                    rate · (1 + cos(π · (k - w) / (T - w))) / 2
 * constant(_with_warmup):    rate
 */
export function learningRateAt(step: number, schedule: Schedule): number {
  const { type, learningRate: rate, totalSteps } = schedule;
  if (type === 'constant') return rate;
  const k = step - 1;
  const warmup = warmupSteps(schedule);
  if (k < warmup) return rate * (k / Math.max(1, warmup));
  if (type === 'constant_with_warmup') return rate;
  const rest = Math.max(1, totalSteps - warmup);
  const factor =
    type === 'linear' ? (totalSteps - k) / rest : 0.5 * (1 + Math.cos(Math.PI * ((k - warmup) / rest)));
  return rate * Math.max(0, factor);
}
