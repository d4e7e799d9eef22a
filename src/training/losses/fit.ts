import { HoneError, type ErrorCode } from '../../errors/hone-error';
import type { TrainingExample } from '../types';
import { definitionOf, lossNames, type LabelKind, type LossName } from './table';

/** What a data set's rows are like, as far as it matters to a loss. */
export interface DataShape {
  /** Texts in a row. */
  texts: number;
  label: LabelKind;
  /** Labels of one number: the least and the greatest, and how many different ones. */
  least: number;
  greatest: number;
  different: number;
  /** Numbers in a label that is a list. */
  scores: number;
  /** Classes are names whose numbers say nothing of how alike texts are. */
  named?: boolean;
}

/**
 * The shape of examples, all of which have as many texts as the first. Whole numbers from 0 are classes, 0 and 1 binary; numbers
 * that stand for names are classes and nothing else.
 */
export function shapeOf(examples: readonly TrainingExample[], named = false): DataShape {
  const [first] = examples;
  const texts = first ? textsOf(first).length : 0;
  const none = { texts, label: 'none', least: 0, greatest: 0, different: 0, scores: 0 } as const;
  if (!first || examples.some(({ label }) => label === undefined)) return none;
  if (typeof first.label === 'object') return { ...none, label: 'teacher', scores: first.label.length };
  const values = examples.map(({ label }) => Number(label));
  const different = new Set(values);
  const whole = values.every((value) => Number.isInteger(value) && value >= 0);
  const binary = values.every((value) => value === 0 || value === 1);
  const range = values.reduce(
    ({ least, greatest }, value) => ({
      least: Math.min(least, value),
      greatest: Math.max(greatest, value),
    }),
    { least: Infinity, greatest: -Infinity },
  );
  const label = named ? 'class' : binary ? 'binary' : whole ? 'class' : 'score';
  return { texts, label, ...range, different: different.size, scores: 1, ...(named ? { named } : {}) };
}

/** A row's texts in the order of its columns. */
export const textsOf = ({ anchor, positive, negatives = [] }: TrainingExample): string[] => [
  anchor,
  ...(positive === undefined ? [] : [positive]),
  ...negatives,
];

/** Kinds of labels that serve where one is asked for. */
const serves: Record<Exclude<LabelKind, 'none'>, readonly LabelKind[]> = {
  class: ['class', 'binary'],
  binary: ['binary'],
  score: ['score', 'class', 'binary'],
  teacher: ['teacher'],
};

const needs: Record<Exclude<LabelKind, 'none'>, ErrorCode> = {
  class: 'loss/needs-classes',
  binary: 'loss/needs-binary',
  score: 'loss/needs-scores',
  teacher: 'loss/needs-teacher',
};

/** Why a loss does not fit the data, to be thrown or shown; null where it fits. */
export function misfit(loss: LossName, shape: DataShape): HoneError | null {
  const { texts, label } = definitionOf(loss);
  if (shape.texts < texts.least || shape.texts > texts.most) {
    const needed = texts.least === texts.most ? `${texts.least}` : `${texts.least}+`;
    return new HoneError('loss/texts', { loss, needed, found: shape.texts });
  }
  if (label === 'none') return shape.label === 'none' ? null : new HoneError('loss/ignores-labels', { loss });
  // A teacher's margin of one positive over one negative is a number.
  const margin = loss === 'MarginMSELoss' && shape.texts === 3 && serves.score.includes(shape.label);
  const served = serves[label].includes(shape.label) && (!shape.named || label === 'class');
  if (!served && !margin) return new HoneError(needs[label], { loss });
  if (label === 'teacher' && !margin && !teacherFits(loss, shape))
    return new HoneError('loss/teacher-scores', { loss, found: shape.scores, texts: shape.texts });
  if (label === 'class' && shape.different < 2) return new HoneError('loss/one-class', { loss });
  if (loss === 'CosineSimilarityLoss' && (shape.least < -1 || shape.greatest > 1))
    return new HoneError('loss/score-range', { loss, least: shape.least, greatest: shape.greatest });
  return null;
}

function teacherFits(loss: LossName, { scores, texts }: DataShape): boolean {
  return scores === texts - 1 || (loss === 'MarginMSELoss' && scores === texts - 2);
}

/** Best first for what data usually is; names that fit no rows of a shape are left out. */
const preferred: readonly LossName[] = [
  'MultipleNegativesRankingLoss',
  'CoSENTLoss',
  'OnlineContrastiveLoss',
  'BatchHardSoftMarginTripletLoss',
  'MarginMSELoss',
  'SoftmaxLoss',
];

/** The losses that fit, the one to begin with first. Pairs labelled 0 and 1 begin with OnlineContrastiveLoss. */
export function fittingLosses(shape: DataShape): LossName[] {
  const fitting = lossNames.filter((loss) => misfit(loss, shape) === null);
  const first: readonly LossName[] =
    shape.label === 'binary' ? ['OnlineContrastiveLoss', ...preferred] : preferred;
  const place = (loss: LossName): number => (first.includes(loss) ? first.indexOf(loss) : first.length);
  return fitting.sort((a, b) => place(a) - place(b));
}

/** A trap that is not an error: said where a loss is chosen and in the summary of a run. */
export type LossWarning =
  | 'margin-beyond-reach'
  | 'accumulation-adds-no-negatives'
  | 'few-negatives'
  | 'one-class-batches'
  | 'softmax-for-classes-only';

export interface WarnedSettings {
  loss: LossName;
  parameters: Readonly<Record<string, unknown>>;
  batchSize: number;
  accumulation: number;
  /** Every batch has several classes, two texts each (group_by_label). */
  grouped: boolean;
}

/** Losses whose other rows of the batch are the negatives: a larger batch is a harder task. */
const inBatch: readonly LossName[] = [
  'MultipleNegativesRankingLoss',
  'GISTEmbedLoss',
  'MegaBatchMarginLoss',
  'BatchAllTripletLoss',
  'BatchHardTripletLoss',
  'BatchSemiHardTripletLoss',
  'BatchHardSoftMarginTripletLoss',
  'CoSENTLoss',
  'AnglELoss',
  'OnlineContrastiveLoss',
];

/** Vectors here have length 1: two are at most 2 apart, also by 1 - cos; the Manhattan distance can be √dimension times that. */
const farthest = 2;

export function lossWarnings({
  loss,
  parameters,
  batchSize,
  accumulation,
  grouped,
}: WarnedSettings): LossWarning[] {
  const all: Record<string, unknown> = { ...definitionOf(loss).defaults, ...parameters };
  const triplets = loss === 'TripletLoss' || loss.startsWith('Batch');
  const margin = Number(all.triplet_margin ?? all.margin ?? 0);
  const manhattan = all.distance_metric === 'TripletDistanceMetric.MANHATTAN';
  return [
    ...(triplets && !manhattan && margin >= farthest ? (['margin-beyond-reach'] as const) : []),
    ...(accumulation > 1 && inBatch.includes(loss) ? (['accumulation-adds-no-negatives'] as const) : []),
    ...(batchSize < 8 && inBatch.includes(loss) ? (['few-negatives'] as const) : []),
    ...(definitionOf(loss).texts.most === 1 && !grouped ? (['one-class-batches'] as const) : []),
    ...(loss === 'SoftmaxLoss' ? (['softmax-for-classes-only'] as const) : []),
  ];
}
