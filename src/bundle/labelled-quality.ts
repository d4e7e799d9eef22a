import type { LabelledEvaluation, LabelledVerdict } from '../evaluation/types';
import type { LabelledMetric } from '../training/types';
import type { BundleContents } from './contents';
import { table } from './markdown';

const measures: Record<LabelledMetric, string> = {
  spearman_cosine:
    "Spearman's correlation of the cosine of two texts and their score (EmbeddingSimilarityEvaluator)",
  cosine_ap: 'Average precision of the cosine, of pairs that mean the same (BinaryClassificationEvaluator)',
  cosine_accuracy: 'Share of triplets whose anchor is nearer to the positive (TripletEvaluator)',
  knn_accuracy:
    'Share of texts whose class is the commonest among their five nearest neighbours of the training rows',
  spearman_margin:
    "Spearman's correlation of the model's and the teacher's preference for the first candidate over the others",
};

const verdicts: Record<LabelledVerdict, string> = {
  better: 'The tuned model is better than the base model: the interval of the difference is above 0.',
  worse: 'The tuned model is **worse** than the base model: the interval of the difference is below 0.',
  'no-clear-difference': 'No clear difference from the base model: the interval of the difference holds 0.',
  'too-few-rows': 'With fewer than 50 rows **nothing can be concluded**; the figures are shown as they are.',
  'no-tuned-model': 'Only the base model was scored.',
};

/** What held-out rows with labels say of the model. */
export function labelledQuality({ labelled }: BundleContents): string[] {
  const found = labelled.find((one) => one.of === 'rows');
  if (!found) return ['It was not evaluated: **nothing is known about its quality.**'];
  return [
    verdicts[found.verdict],
    `${measures[found.metric]} on ${found.rows} rows held out from training; tuned - base with its 95% interval (paired bootstrap over rows, taken as independent):`,
    figures(found),
    'How well it searches was not measured by this. Every other metric of the evaluator is in `metrics.json`.',
  ];
}

/** What pairs with wrong passages say besides. */
export function triplets({ labelled }: BundleContents): string[] {
  const found = labelled.find((one) => one.of === 'triplets');
  return found
    ? [`${measures[found.metric]}, of ${found.rows} held-out pairs with a wrong passage:`, figures(found)]
    : [];
}

const signed = (value: number): string => (value > 0 ? '+' : '') + value.toFixed(3);

function figures({ metric, dimensions, metrics, difference }: LabelledEvaluation): string {
  const { base, tuned } = metrics;
  const rows = [...dimensions].reverse().map((dimension) => {
    const change = difference?.[dimension];
    return [
      String(dimension),
      (base[dimension]?.[metric] ?? NaN).toFixed(3),
      ...(tuned ? [(tuned[dimension]?.[metric] ?? NaN).toFixed(3)] : []),
      ...(change ? [`${signed(change.mean)} [${signed(change.low)}, ${signed(change.high)}]`] : []),
    ];
  });
  return table(
    ['dimension', 'base', ...(tuned ? ['tuned'] : []), ...(difference ? ['tuned - base'] : [])],
    rows,
  );
}
