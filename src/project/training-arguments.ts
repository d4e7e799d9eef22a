import { defaultArguments, parseArguments, type ModelLimits } from '../training/arguments';
import { followingLoss, recommendedParameters } from '../training/loss-arguments';
import { fittingLosses, misfit, type DataShape } from '../training/losses/fit';
import { definitionOf, type LossName } from '../training/losses/table';
import { schedulerKwargs } from '../training/schedule';
import type { TrainingArguments } from '../training/types';

/** Until the model is read: MiniLM's, so that the form has something to show. */
const unread: ModelLimits = {
  dimensions: [384, 256, 128, 64],
  maxSeqLength: 256,
  config: { max_position_embeddings: 512 },
};

type Changed = Partial<TrainingArguments>;

/** The defaults for the model and the data, with what the person changed. */
export function argumentsFor(
  model: ModelLimits | null,
  changed: Changed,
  shape: DataShape,
): TrainingArguments {
  const limits = model ?? unread;
  const defaults = defaultArguments(limits);
  const loss = changed.loss ?? fittingLosses(shape)[0] ?? defaults.loss;
  const byLoss = {
    loss,
    loss_parameters: recommendedParameters(loss),
    ...followingLoss(loss, limits.dimensions),
  };
  return { ...defaults, ...following({ ...byLoss, ...changed }) };
}

/**
 * The changes with another one: weights and the checkpoint's dimension follow changed dimensions, another schedule is not told what
 * only the one before it takes, and another loss than the current one has the batches and dimensions that suit it.
 * Throws HoneError 'training/wrong-argument' or 'training/unknown-argument' with `name`.
 */
export function withChange(
  model: ModelLimits | null,
  changed: Changed,
  change: Changed,
  current: LossName = changed.loss ?? 'MultipleNegativesRankingLoss',
): Changed {
  const another = change.loss !== undefined && change.loss !== current;
  const next = following({ ...(another ? withoutLoss(changed, change.loss) : changed), ...change });
  parseArguments({ loss: current, ...next }, model ?? unread);
  return next;
}

/** Without the loss and what was chosen for it; `next`: the loss that follows. */
function withoutLoss(changed: Changed, next?: LossName): Changed {
  const {
    loss: _loss,
    loss_parameters: _parameters,
    batch_sampler: _sampler,
    guide: _guide,
    ...rest
  } = changed;
  if (next === undefined || definitionOf(next).matryoshka) return rest;
  const { matryoshka_dims: _dims, matryoshka_weights: _weights, metric_dim: _metric, ...others } = rest;
  return others;
}

/** Without a chosen loss that does not fit the data. */
export const withoutMisfit = (changed: Changed, shape: DataShape): Changed =>
  changed.loss !== undefined && misfit(changed.loss, shape) ? withoutLoss(changed) : changed;

function following(all: Changed): Changed {
  const { lr_scheduler_type: type, lr_scheduler_kwargs: kwargs } = all;
  const known = schedulerKwargs[type ?? 'cosine'] ?? {};
  const told = Object.keys(kwargs ?? {}).every((name) => Object.hasOwn(known, name));
  const changed = told ? all : { ...all, lr_scheduler_kwargs: null };
  const { matryoshka_dims: dims, matryoshka_weights: weights, metric_dim: metric } = changed;
  if (!dims || dims.length === 0) return changed;
  return {
    ...changed,
    ...(weights?.length === dims.length ? {} : { matryoshka_weights: dims.map(() => 1) }),
    ...(metric !== undefined && dims.includes(metric) ? {} : { metric_dim: Math.max(...dims) }),
  };
}

/** Without what another model could not take. */
export function withoutModelsOwn(changed: Changed): Changed {
  const {
    matryoshka_dims: _dims,
    matryoshka_weights: _weights,
    metric_dim: _metric,
    max_seq_length: _length,
    freeze_layers: _layers,
    prompts: _prompts,
    lora,
    ...rest
  } = changed;
  return lora ? { ...rest, lora: { ...lora, target_modules: null } } : rest;
}
