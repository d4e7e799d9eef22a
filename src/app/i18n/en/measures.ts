import type { LabelledMetric } from '../../../training/types';
import type { LabelledVerdict } from '../../../evaluation/types';

const metrics: Record<`metric-${LabelledMetric}`, string> = {
  'metric-spearman_cosine': 'Spearman’s correlation of cosine and score',
  'metric-cosine_ap': 'Average precision of the cosine',
  'metric-cosine_accuracy': 'Triplets told apart by the cosine',
  'metric-knn_accuracy': 'Class told by the 5 nearest neighbours',
  'metric-spearman_margin': 'Spearman’s correlation with the teacher’s margins',
};

const meanings: Record<`means-${LabelledMetric}`, string> = {
  'means-spearman_cosine':
    'How well the order of the cosines follows the order of the scores: 1 is the same order, 0 is no relation.',
  'means-cosine_ap':
    'How well the cosine puts pairs that mean the same before the others: 1 is perfect; by chance it is the share of such pairs.',
  'means-cosine_accuracy':
    'The share of triplets whose anchor is nearer to its positive than to its negative; 0.5 by chance.',
  'means-knn_accuracy':
    'The share of texts whose class is the commonest among their five nearest neighbours of the training rows.',
  'means-spearman_margin':
    'How well the model’s preference for the first candidate over the others follows the teacher’s: 1 is the same order, 0 is no relation.',
};

const verdicts: Record<`verdict-${LabelledVerdict}`, string> = {
  'verdict-better': 'Tuning made it better: the whole 95% interval of the difference lies above zero.',
  'verdict-worse':
    'Tuning made it worse: the whole 95% interval of the difference lies below zero. Use the base model, or mix it with the tuned one.',
  'verdict-no-clear-difference':
    'No clear difference: the 95% interval includes zero, so tuning may have helped, harmed or done nothing.',
  'verdict-too-few-rows':
    'Too few rows for a verdict: the numbers are shown, but at least 50 rows are needed.',
  'verdict-no-tuned-model': 'Only the base model was measured: there is nothing to compare it with yet.',
};

export const measures = {
  ...metrics,
  ...meanings,
  ...verdicts,
  'of-rows': '{n} test {n|row|rows} with labels',
  'of-triplets': '{n} test {n|pair|pairs} with a wrong passage, as triplets',
  notYet: '{n} {n|row|rows} with labels {n|is|are} kept aside to test with.',
  fromTo: 'From {base} to {tuned}, at {dimension} dimensions',
  dev: 'Dev score by dimension',
  devChart: '{metric} on the dev rows by step; the values are in the table below',
  devTable: '{metric} on the dev rows, newest first',
  mixDev: '{metric} of mixtures on the dev rows, at {dimension} dimensions; test rows play no part',
  noEvaluator:
    'Classes of pairs cannot be read from the vectors without the classifier of SoftmaxLoss, which is not part of the model. So there is no dev score and nothing to test: the last checkpoint is kept.',
};
