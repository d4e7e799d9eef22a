import { HoneError } from '../errors/hone-error';
import {
  adaptiveLayerDefaults,
  adaptiveLayerRules,
  type AdaptiveLayerParameters,
} from './losses/adaptive-layer';
import { lossWarnings, type DataShape, type LossWarning } from './losses/fit';
import type { LossSettings } from './losses/settings';
import { createLoss, definitionOf, type LabelKind, type LossChoice, type LossName } from './losses/table';
import type { LabelledMetric, TrainingArguments } from './types';

type Chosen = Pick<TrainingArguments, 'loss' | 'loss_parameters' | 'scale'>;

/** The loss as run.json names it: `scale` stands beside `loss`, its other parameters in `loss_parameters`. */
export function lossChoice(settings: Chosen, shape?: DataShape): LossChoice {
  const { loss, loss_parameters: given, scale } = settings;
  const { defaults } = definitionOf(loss);
  const classes = loss === 'SoftmaxLoss' && shape ? { num_labels: Math.max(2, shape.greatest + 1) } : {};
  return { name: loss, parameters: { ...('scale' in defaults ? { scale } : {}), ...classes, ...given } };
}

/** What follows from a loss where run.json is silent. */
export function followingLoss(loss: LossName, dimensions: readonly number[]): Partial<TrainingArguments> {
  const { texts, label, matryoshka } = definitionOf(loss);
  return {
    batch_sampler: texts.most === 1 ? 'group_by_label' : label === 'none' ? 'no_duplicates' : 'batch_sampler',
    ...(matryoshka ? {} : { matryoshka_dims: dimensions.slice(0, 1) }),
  };
}

const wrong = (name: string, expected: string): HoneError =>
  new HoneError('training/wrong-argument', { name, expected });

/** Throws HoneError 'training/wrong-argument' or 'training/unknown-argument' where the loss cannot be trained as told. */
export function checkLoss(settings: TrainingArguments, dimensions: readonly number[]): void {
  createLoss(lossChoice(settings));
  if (settings.guide && settings.loss !== 'GISTEmbedLoss')
    throw wrong('guide', 'null, for only GISTEmbedLoss has a guide');
  const { matryoshka } = definitionOf(settings.loss);
  const { matryoshka_dims: dims, batch_sampler: sampler, per_device_train_batch_size: size } = settings;
  if (!matryoshka && (dims.length > 1 || dims[0] !== dimensions[0]))
    throw wrong('matryoshka_dims', `[${dimensions[0]}], for ${settings.loss} has a classifier of one width`);
  if (sampler === 'group_by_label' && (size < 4 || size % 2 !== 0))
    throw wrong('per_device_train_batch_size', "even and at least 4 where batch_sampler is 'group_by_label'");
}

/** Throws HoneError 'training/unknown-argument' with `name`, 'training/wrong-argument' with `name` and `expected`. */
export function parseAdaptiveLayer(given: object): AdaptiveLayerParameters {
  for (const [name, value] of Object.entries(given)) {
    const known = Object.hasOwn(adaptiveLayerRules, name);
    if (!known) throw new HoneError('training/unknown-argument', { name: `adaptive_layer.${name}` });
    const rule = adaptiveLayerRules[name as keyof AdaptiveLayerParameters];
    if (!rule.holds(value)) throw wrong(`adaptive_layer.${name}`, rule.expected);
  }
  return { ...adaptiveLayerDefaults, ...given };
}

/** What the engine is told of the loss. */
export function lossSettings(settings: TrainingArguments, shape: DataShape): LossSettings {
  const { matryoshka } = definitionOf(settings.loss);
  return {
    loss: lossChoice(settings, shape),
    matryoshkaDims: matryoshka ? settings.matryoshka_dims : [],
    matryoshkaWeights: settings.matryoshka_weights,
    nDimsPerStep: settings.n_dims_per_step,
    adaptiveLayer: settings.adaptive_layer,
  };
}

/** Parameters to begin with where sentence-transformers' own suit no unit vectors: its margin of 5 is beyond their reach. */
export function recommendedParameters(loss: LossName): Record<string, unknown> {
  const { defaults } = definitionOf(loss);
  const margin = ['triplet_margin', 'margin'].find((name) => defaults[name] === 5);
  return margin ? { [margin]: 0.5 } : {};
}

/** The traps that these settings walk into. */
export const warningsOf = (settings: TrainingArguments): LossWarning[] =>
  lossWarnings({
    loss: settings.loss,
    parameters: lossChoice(settings).parameters,
    batchSize: settings.per_device_train_batch_size,
    accumulation: settings.gradient_accumulation_steps,
    grouped: settings.batch_sampler === 'group_by_label',
  });

/**
 * The metric that says how well a loss does on held-out rows of its kind. null: search (nDCG@10) for pairs, and none for classes of
 * pairs, which only SoftmaxLoss' own classifier could tell.
 */
export function devMetricOf(loss: LossName, found?: LabelKind): LabelledMetric | null {
  const { texts, label } = definitionOf(loss);
  if (loss === 'TripletLoss') return 'cosine_accuracy';
  if (label === 'teacher') return 'spearman_margin';
  if (label === 'score') return 'spearman_cosine';
  if (label === 'binary' || (texts.least === 2 && found === 'binary')) return 'cosine_ap';
  return label === 'class' && texts.most === 1 ? 'knn_accuracy' : null;
}
