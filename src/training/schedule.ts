import type { LrSchedulerKwargs, LrSchedulerType } from './types';

export interface Schedule {
  type: LrSchedulerType;
  /** null: transformers' defaults. */
  kwargs: LrSchedulerKwargs | null;
  learningRate: number;
  warmupRatio: number;
  warmupSteps: number;
  totalSteps: number;
}

/** What lr_scheduler_kwargs may hold by schedule, with transformers' defaults. */
export const schedulerKwargs: Record<LrSchedulerType, LrSchedulerKwargs> = {
  linear: {},
  cosine: { num_cycles: 0.5 },
  cosine_with_restarts: { num_cycles: 1 },
  polynomial: { power: 1, lr_end: 1e-7 },
  constant: {},
  constant_with_warmup: {},
};

/**
 * Steps of warm-up as transformers counts them: warmup_steps where it is not 0 (a number below 1 is a share of all steps),
 * else warmup_ratio of all steps; shares are rounded up.
 */
export function warmupSteps({ warmupRatio, warmupSteps: asked, totalSteps }: Schedule): number {
  return asked >= 1 ? Math.floor(asked) : Math.ceil(totalSteps * (asked > 0 ? asked : warmupRatio));
}

/**
 * The learning rate of the optimizer step number `step`, from 1; transformers' schedules (optimization.py) count from 0, so
 * with warm-up the very first step has rate 0.
 *
 * warm-up (not 'constant'):  rate · k / w                                    k = step - 1 < w = warmupSteps
 * then, with p = (k - w) / (T - w):
 * linear:                    rate · (T - k) / (T - w)
 * cosine:                    rate · (1 + cos(2π · num_cycles · p)) / 2
 * cosine_with_restarts:      rate · (1 + cos(π · (num_cycles · p mod 1))) / 2
 * polynomial:                (rate - lr_end) · (1 - p)^power + lr_end
 * constant(_with_warmup):    rate
 */
export function learningRateAt(step: number, schedule: Schedule): number {
  const { type, kwargs, learningRate: rate, totalSteps } = schedule;
  if (type === 'constant') return rate;
  const k = step - 1;
  const warmup = warmupSteps(schedule);
  if (k < warmup) return rate * (k / Math.max(1, warmup));
  const rest = Math.max(1, totalSteps - warmup);
  const progress = (k - warmup) / rest;
  const { num_cycles: cycles = 1, power = 1, lr_end: end = 0 } = { ...schedulerKwargs[type], ...kwargs };
  switch (type) {
    case 'linear':
      return rate * Math.max(0, (totalSteps - k) / rest);
    case 'cosine':
      return rate * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress)));
    case 'cosine_with_restarts':
      return progress >= 1
        ? 0
        : rate * Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((cycles * progress) % 1))));
    case 'polynomial':
      return (rate - end) * (1 - progress) ** power + end;
    case 'constant_with_warmup':
      return rate;
  }
}
