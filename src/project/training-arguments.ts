import { defaultArguments, parseArguments, type ModelLimits } from '../training/arguments';
import { schedulerKwargs } from '../training/schedule';
import type { TrainingArguments } from '../training/types';

/** Until the model is read: MiniLM's, so that the form has something to show. */
const unread: ModelLimits = {
  dimensions: [384, 256, 128, 64],
  maxSeqLength: 256,
  config: { max_position_embeddings: 512 },
};

type Changed = Partial<TrainingArguments>;

/** The defaults for the model, with what the person changed. */
export function argumentsFor(model: ModelLimits | null, changed: Changed): TrainingArguments {
  return { ...defaultArguments(model ?? unread), ...following(changed) };
}

/**
 * The changes with another one: weights and the checkpoint's dimension follow changed dimensions, and another schedule is not
 * told what only the one before it takes.
 * Throws HoneError 'training/wrong-argument' or 'training/unknown-argument' with `name`.
 */
export function withChange(model: ModelLimits | null, changed: Changed, change: Changed): Changed {
  const next = following({ ...changed, ...change });
  parseArguments(next, model ?? unread);
  return next;
}

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
