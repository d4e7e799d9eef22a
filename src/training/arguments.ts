import { HoneError } from '../errors/hone-error';
import type { EncoderConfig, Prompts } from '../models/types';
import { aboveZero, boolean, number, oneOf, wholeNumber } from './argument-rules';
import { checkLoss, followingLoss, parseAdaptiveLayer } from './loss-arguments';
import { lossNames } from './losses/table';
import { schedulerKwargs } from './schedule';
import { checkTrained, parseLora } from './trained-arguments';
import type { TrainingArguments } from './types';

/** What the defaults depend on (workers' ModelInfo fits). */
export interface ModelLimits {
  /** Matryoshka dimensions, largest (the model's own) first. */
  dimensions: number[];
  /** What the model's folder says: the default. */
  maxSeqLength: number;
  /** Its position embeddings: the limit. */
  config: EncoderConfig | { max_position_embeddings: number };
}

/** A model's own dimension and the usual halvings below it: 384 gives 384, 256, 128, 64. */
export const matryoshkaDimensions = (dimension: number): number[] => [
  dimension,
  ...[768, 512, 256, 128, 64].filter((smaller) => smaller < dimension),
];

/**
 * Hone's defaults. They are SentenceTransformerTrainingArguments' but for: 32 pairs a batch, learning rate 2e-5, warm-up over
 * the first tenth of the steps, cosine decay and batches without duplicates, which suit MultipleNegativesRankingLoss.
 */
export const defaultArguments = ({ dimensions, maxSeqLength }: ModelLimits): TrainingArguments => ({
  num_train_epochs: 3,
  per_device_train_batch_size: 32,
  gradient_accumulation_steps: 1,
  learning_rate: 2e-5,
  lr_scheduler_type: 'cosine',
  lr_scheduler_kwargs: null,
  warmup_ratio: 0.1,
  warmup_steps: 0,
  weight_decay: 0,
  adam_beta1: 0.9,
  adam_beta2: 0.999,
  adam_epsilon: 1e-8,
  max_grad_norm: 1,
  seed: 42,
  batch_sampler: 'no_duplicates',
  early_stopping_patience: null,
  early_stopping_threshold: 0,
  loss: 'MultipleNegativesRankingLoss',
  loss_parameters: {},
  scale: 20,
  matryoshka_dims: dimensions,
  matryoshka_weights: dimensions.map(() => 1),
  n_dims_per_step: -1,
  adaptive_layer: null,
  guide: null,
  max_seq_length: maxSeqLength,
  prompts: null,
  freeze_embeddings: false,
  freeze_layers: 0,
  lora: null,
  fp16: false,
  dropout: null,
  metric_dim: dimensions[0]!,
  save_steps: 50,
});

type Name = keyof TrainingArguments;

interface Rule {
  /** Completes 'It must be ...'. */
  expected: string;
  holds: (value: unknown, limits: ModelLimits) => boolean;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isReference = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const { kind, ...where } = value as Record<string, unknown>;
  const named = kind === 'hub' ? ['repository', 'revision'] : ['id'];
  return (
    ['served', 'folder', 'hub'].includes(String(kind)) &&
    named.every((name) => typeof where[name] === 'string')
  );
};
const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');

const rules: Record<Name, Rule> = {
  num_train_epochs: number('a number above 0, at most 1000', (value) => value > 0 && value <= 1000),
  per_device_train_batch_size: wholeNumber(1, 4096),
  gradient_accumulation_steps: wholeNumber(1, 4096),
  learning_rate: number('a number above 0, at most 1', (value) => value > 0 && value <= 1),
  lr_scheduler_type: oneOf(Object.keys(schedulerKwargs)),
  lr_scheduler_kwargs: {
    expected:
      'null, or an object with what the schedule takes: num_cycles for cosine and cosine_with_restarts, power and lr_end for polynomial, all above 0',
    holds: (value) =>
      value === null ||
      (isObject(value) &&
        Object.values(value).every((item) => typeof item === 'number' && Number.isFinite(item) && item > 0)),
  },
  warmup_ratio: number('a number from 0 to 1', (value) => value >= 0 && value <= 1),
  warmup_steps: number(
    'a whole number of steps, or a share of them from 0 to below 1',
    (value) => value >= 0 && (value < 1 || Number.isSafeInteger(value)),
  ),
  weight_decay: number('a number, at least 0', (value) => value >= 0),
  adam_beta1: number('a number from 0 to below 1', (value) => value >= 0 && value < 1),
  adam_beta2: number('a number from 0 to below 1', (value) => value >= 0 && value < 1),
  adam_epsilon: number('a number above 0', (value) => value > 0),
  max_grad_norm: number('a number, at least 0 (0: no clipping)', (value) => value >= 0),
  seed: wholeNumber(0, 2 ** 32 - 1),
  batch_sampler: oneOf(['no_duplicates', 'batch_sampler', 'group_by_label']),
  early_stopping_patience: {
    expected: 'a whole number, at least 1, or null for no early stopping',
    holds: (value) => value === null || (Number.isSafeInteger(value) && (value as number) >= 1),
  },
  early_stopping_threshold: number('a number, at least 0', (value) => value >= 0),
  loss: oneOf(lossNames),
  loss_parameters: {
    expected: "an object with the loss's other parameters by sentence-transformers' names",
    holds: isObject,
  },
  scale: aboveZero,
  matryoshka_dims: {
    expected: "a list of different whole numbers, none above the model's dimension",
    holds: (value, { dimensions }) =>
      isNumbers(value) &&
      new Set(value).size === value.length &&
      value.every((item) => Number.isSafeInteger(item) && item >= 1 && item <= dimensions[0]!),
  },
  matryoshka_weights: {
    expected: 'a list of numbers from 0, one for each of matryoshka_dims and not all 0',
    holds: (value) =>
      isNumbers(value) &&
      value.every((item) => Number.isFinite(item) && item >= 0) &&
      value.some((item) => item > 0),
  },
  n_dims_per_step: number(
    'a whole number above 0, or -1 for all of matryoshka_dims',
    (value) => value === -1 || (Number.isSafeInteger(value) && value > 0),
  ),
  adaptive_layer: {
    expected: "null, or an object with AdaptiveLayerLoss' parameters by sentence-transformers' names",
    holds: (value) => value === null || isObject(value),
  },
  guide: {
    expected:
      'null for the base model, or where another is: an object with kind, and id or repository and revision',
    holds: (value) => value === null || isReference(value),
  },
  max_seq_length: {
    expected: "a whole number from 3 to the model's number of positions",
    holds: (value, { config }) =>
      Number.isSafeInteger(value) &&
      (value as number) >= 3 &&
      (value as number) <= config.max_position_embeddings,
  },
  prompts: {
    expected: "null for the model's own, or an object of texts with query and document",
    holds: (value) =>
      value === null || (isObject(value) && Object.values(value).every((item) => typeof item === 'string')),
  },
  freeze_embeddings: boolean,
  freeze_layers: wholeNumber(0),
  lora: {
    expected: 'null, or an object with r, lora_alpha, lora_dropout and target_modules',
    holds: (value) => value === null || isObject(value),
  },
  fp16: boolean,
  dropout: {
    expected: 'a number from 0 to below 1, or null for what config.json says',
    holds: (value) => value === null || (typeof value === 'number' && value >= 0 && value < 1),
  },
  metric_dim: {
    expected: 'one of matryoshka_dims',
    holds: (value) => Number.isSafeInteger(value),
  },
  save_steps: wholeNumber(1),
};

/**
 * The arguments of a run.json (already parsed), Hone's defaults where it is silent: matryoshka_weights of 1 and metric_dim at
 * the largest dimension follow matryoshka_dims.
 * Throws HoneError 'training/unknown-argument' with `name`, 'training/wrong-argument' with `name` and `expected`.
 */
export function parseArguments(given: unknown, limits: ModelLimits): TrainingArguments {
  if (!isObject(given)) throw wrong('run.json', 'an object of named arguments');
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) throw new HoneError('training/unknown-argument', { name });
    const rule = rules[name as Name];
    if (!rule.holds(value, limits)) throw wrong(name, rule.expected);
  }
  const named = given as Partial<TrainingArguments>;
  const following = followingLoss(named.loss ?? 'MultipleNegativesRankingLoss', limits.dimensions);
  const dims = named.matryoshka_dims ?? following.matryoshka_dims ?? limits.dimensions;
  const all: TrainingArguments = {
    ...defaultArguments(limits),
    ...following,
    // Matryoshka2dLoss' own default.
    ...(named.adaptive_layer && dims.length > 1 ? { n_dims_per_step: 1 } : {}),
    matryoshka_weights: dims.map(() => 1),
    metric_dim: Math.max(...dims),
    ...named,
  };
  if (all.matryoshka_weights.length !== dims.length) {
    throw wrong('matryoshka_weights', rules.matryoshka_weights.expected);
  }
  if (!dims.includes(all.metric_dim)) throw wrong('metric_dim', rules.metric_dim.expected);
  if (all.adaptive_layer) all.adaptive_layer = parseAdaptiveLayer(all.adaptive_layer);
  checkLoss(all, limits.dimensions);
  checkSchedule(all);
  if (all.prompts) all.prompts = parsePrompts(all.prompts);
  if (all.lora) all.lora = parseLora(all.lora);
  if (all.freeze_layers > 0) all.freeze_embeddings = true;
  if ('model_type' in limits.config) checkTrained(all, limits.config);
  return all;
}

/** 'passage' is another name of 'document'. */
function parsePrompts(given: object): Prompts {
  const named = Object.entries(given as Record<string, string>).map(
    ([name, text]) => [name === 'passage' ? 'document' : name, text] as const,
  );
  const unknown = named.find(([name]) => name !== 'query' && name !== 'document');
  if (unknown) throw new HoneError('training/unknown-argument', { name: `prompts.${unknown[0]}` });
  return { query: '', document: '', ...Object.fromEntries(named) };
}

/** What the schedule is told must be what it takes, and it must fall. */
function checkSchedule({
  lr_scheduler_type: type,
  lr_scheduler_kwargs: kwargs,
  learning_rate: rate,
}: TrainingArguments) {
  const known = schedulerKwargs[type];
  const unknown = Object.keys(kwargs ?? {}).find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined)
    throw new HoneError('training/unknown-argument', { name: `lr_scheduler_kwargs.${unknown} (${type})` });
  const end = { ...known, ...kwargs }.lr_end ?? 0;
  if (end >= rate)
    throw wrong('lr_scheduler_kwargs', `an object whose lr_end is below learning_rate (${rate})`);
}

const wrong = (name: string, expected: string) =>
  new HoneError('training/wrong-argument', { name, expected });
