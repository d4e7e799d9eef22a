import { HoneError } from '../../errors/hone-error';
import {
  aboveZero,
  boolean,
  namesOf,
  notNegative,
  number,
  oneOf,
  orNull,
  wholeNumber,
  type Rule,
} from '../argument-rules';
import * as batchTriplets from './batch-triplets';
import * as contrastives from './contrastive';
import * as distillation from './distillation';
import { gistEmbed } from './gist-embed';
import type { Loss } from './loss';
import { megaBatchMargin } from './mega-batch-margin';
import { directions, hardnessModes, multipleNegativesRanking } from './multiple-negatives-ranking';
import * as scored from './scored-pairs';
import { distanceMatrices } from './similarity';
import { softmax } from './softmax';
import { triplet, tripletMetrics } from './triplet';

/** What a row's label is: a class (a whole number from 0), 0 or 1, a number, a teacher's scores of the row's texts. */
export type LabelKind = 'none' | 'class' | 'binary' | 'score' | 'teacher';

export interface LossDefinition {
  /** Columns of texts that it takes. */
  texts: { least: number; most: number };
  label: LabelKind;
  /** Its constructor's parameters: what each may be. */
  rules: Readonly<Record<string, Rule>>;
  /** sentence-transformers' own. */
  defaults: Readonly<Record<string, unknown>>;
  /** False where its classifier has one width only. */
  matryoshka: boolean;
  create(parameters: Readonly<Record<string, unknown>>): Loss;
}

/** A loss with the parameters of its constructor, typed where it is defined and checked by its rules before it is made. */
function define<P extends object>(
  takes: Pick<LossDefinition, 'texts' | 'label'> & { matryoshka?: boolean },
  rules: { [K in keyof P]: Rule },
  defaults: P,
  create: (parameters: P) => Loss,
): LossDefinition {
  return {
    matryoshka: true,
    ...takes,
    rules: rules as Record<string, Rule>,
    defaults: defaults as Record<string, unknown>,
    create: (parameters) => create(parameters as P),
  };
}

const texts = (least: number, most = least) => ({ least, most });
const any = Infinity;

const rankingDirections = namesOf(directions, "a list with 'query_to_doc' in it", (given) =>
  given.includes('query_to_doc'),
);
const siamese = oneOf(contrastives.siameseMetrics);
const batchDistance = oneOf(Object.keys(distanceMatrices));
const cosineDistance = 'SiameseDistanceMetric.COSINE_DISTANCE';
const batchRules = { distance_metric: batchDistance, margin: notNegative };
const batchDefaults = { distance_metric: 'euclidean_distance' as const, margin: 5 };
const byClass = { texts: texts(1), label: 'class' } as const;

/** Every loss by sentence-transformers' name (6.2), with its parameters' names and defaults. */
export const losses = {
  MultipleNegativesRankingLoss: define(
    { texts: texts(2, any), label: 'none' },
    {
      scale: aboveZero,
      directions: rankingDirections,
      partition_mode: oneOf(['joint', 'per_direction']),
      hardness_mode: orNull(oneOf(hardnessModes)),
      hardness_strength: notNegative,
    },
    {
      scale: 20,
      directions: ['query_to_doc'],
      partition_mode: 'joint',
      hardness_mode: null,
      hardness_strength: 0,
    },
    multipleNegativesRanking,
  ),
  TripletLoss: define(
    { texts: texts(3), label: 'none' },
    { distance_metric: oneOf(tripletMetrics), triplet_margin: notNegative },
    { distance_metric: 'TripletDistanceMetric.EUCLIDEAN', triplet_margin: 5 },
    triplet,
  ),
  ContrastiveLoss: define(
    { texts: texts(2), label: 'binary' },
    { distance_metric: siamese, margin: notNegative, size_average: boolean },
    { distance_metric: cosineDistance, margin: 0.5, size_average: true },
    contrastives.contrastive,
  ),
  OnlineContrastiveLoss: define(
    { texts: texts(2), label: 'binary' },
    { distance_metric: siamese, margin: notNegative },
    { distance_metric: cosineDistance, margin: 0.5 },
    contrastives.onlineContrastive,
  ),
  CosineSimilarityLoss: define({ texts: texts(2), label: 'score' }, {}, {}, scored.cosineSimilarity),
  CoSENTLoss: define({ texts: texts(2), label: 'score' }, { scale: aboveZero }, { scale: 20 }, scored.cosent),
  AnglELoss: define(
    { texts: texts(2, any), label: 'score' },
    { scale: aboveZero },
    { scale: 20 },
    scored.angle,
  ),
  BatchAllTripletLoss: define(byClass, batchRules, batchDefaults, batchTriplets.batchAll),
  BatchHardTripletLoss: define(byClass, batchRules, batchDefaults, batchTriplets.batchHard),
  BatchSemiHardTripletLoss: define(byClass, batchRules, batchDefaults, batchTriplets.batchSemiHard),
  BatchHardSoftMarginTripletLoss: define(
    byClass,
    { distance_metric: batchDistance },
    { distance_metric: 'euclidean_distance' },
    batchTriplets.batchHardSoftMargin,
  ),
  DistillKLDivLoss: define(
    { texts: texts(3, any), label: 'teacher' },
    {
      temperature: aboveZero,
      student_temperature: orNull(aboveZero),
      teacher_temperature: orNull(aboveZero),
    },
    { temperature: 1, student_temperature: null, teacher_temperature: null },
    distillation.distillKLDiv,
  ),
  MarginMSELoss: define({ texts: texts(3, any), label: 'teacher' }, {}, {}, distillation.marginMSE),
  GISTEmbedLoss: define(
    { texts: texts(2, 3), label: 'none' },
    {
      temperature: aboveZero,
      margin_strategy: oneOf(['absolute', 'relative']),
      margin: number('a number', () => true),
      contrast_anchors: boolean,
      contrast_positives: boolean,
    },
    {
      temperature: 0.01,
      margin_strategy: 'absolute',
      margin: 0,
      contrast_anchors: true,
      contrast_positives: true,
    },
    gistEmbed,
  ),
  MegaBatchMarginLoss: define(
    { texts: texts(2), label: 'none' },
    { positive_margin: number('a number', () => true), negative_margin: number('a number', () => true) },
    { positive_margin: 0.8, negative_margin: 0.3 },
    megaBatchMargin,
  ),
  SoftmaxLoss: define(
    { texts: texts(2), label: 'class', matryoshka: false },
    {
      num_labels: wholeNumber(2),
      concatenation_sent_rep: boolean,
      concatenation_sent_difference: boolean,
      concatenation_sent_multiplication: boolean,
    },
    {
      num_labels: 2,
      concatenation_sent_rep: true,
      concatenation_sent_difference: true,
      concatenation_sent_multiplication: false,
    },
    softmax,
  ),
} satisfies Record<string, LossDefinition>;

export type LossName = keyof typeof losses;
export const lossNames = Object.keys(losses) as LossName[];

/** A loss's name with the parameters that differ from its defaults. */
export interface LossChoice {
  name: LossName;
  parameters: Record<string, unknown>;
}

export const definitionOf = (name: LossName): LossDefinition => losses[name];

/**
 * The loss as chosen. Throws HoneError 'training/unknown-argument' with `name`, 'training/wrong-argument' with `name` and
 * `expected`.
 */
export function createLoss({ name, parameters }: LossChoice): Loss {
  const { rules, defaults, create } = definitionOf(name);
  for (const [parameter, value] of Object.entries(parameters)) {
    const rule = Object.hasOwn(rules, parameter) ? rules[parameter] : undefined;
    if (!rule) throw new HoneError('training/unknown-argument', { name: parameter });
    if (!rule.holds(value)) throw wrong(parameter, rule.expected);
  }
  const all = { ...defaults, ...parameters };
  checkTogether(name, all);
  return create(all);
}

const wrong = (name: string, expected: string): HoneError =>
  new HoneError('training/wrong-argument', { name, expected });

/** What sentence-transformers' constructors refuse of parameters that are right each by itself. */
function checkTogether(name: LossName, all: Readonly<Record<string, unknown>>): void {
  if (name === 'MultipleNegativesRankingLoss' && all.partition_mode === 'per_direction') {
    const asked = all.directions as string[];
    if (asked.some((direction) => ['query_to_query', 'doc_to_doc'].includes(direction)))
      throw wrong('partition_mode', "'joint' where directions has 'query_to_query' or 'doc_to_doc'");
  }
  if (name === 'SoftmaxLoss') {
    const seen = [
      'concatenation_sent_rep',
      'concatenation_sent_difference',
      'concatenation_sent_multiplication',
    ];
    if (!seen.some((one) => all[one] === true))
      throw wrong(seen[0]!, `true, or one of ${seen.slice(1).join(', ')}`);
  }
}
