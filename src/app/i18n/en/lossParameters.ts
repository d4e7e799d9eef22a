import type { ChoiceWord, ParameterName } from '../../train/loss-parameters';

const names: Record<ParameterName, string> = {
  triplet_margin: 'Margin',
  margin: 'Margin',
  positive_margin: 'Least likeness of a match',
  negative_margin: 'Most likeness of others',
  hardness_strength: 'Weight of hard negatives',
  temperature: 'Temperature',
  student_temperature: 'Temperature of the model',
  teacher_temperature: 'Temperature of the teacher',
  size_average: 'Average over the batch',
  contrast_anchors: 'Tell questions apart as well',
  contrast_positives: 'Tell passages apart as well',
  concatenation_sent_rep: 'The classifier sees both vectors',
  concatenation_sent_difference: 'The classifier sees their difference',
  concatenation_sent_multiplication: 'The classifier sees their product',
  distance_metric: 'Distance',
  directions: 'What is compared',
  partition_mode: 'Directions together',
  hardness_mode: 'Hard negatives count more',
  margin_strategy: 'Margin counts as',
};

const choices: Record<`choice-${ChoiceWord}`, string> = {
  'choice-cosine': 'by angle (cosine)',
  'choice-euclidean': 'straight line (Euclidean)',
  'choice-manhattan': 'along the axes (Manhattan)',
  'choice-query_to_doc': 'question with passages',
  'choice-query_to_query': 'question with other questions',
  'choice-doc_to_query': 'passage with questions',
  'choice-doc_to_doc': 'passage with other passages',
  'choice-joint': 'all in one comparison',
  'choice-per_direction': 'each by itself, then the mean',
  'choice-in_batch_negatives': 'those of other rows',
  'choice-hard_negatives': 'the given wrong passages',
  'choice-all_negatives': 'all',
  'choice-absolute': 'a difference',
  'choice-relative': 'a share',
};

export const lossParameters = {
  ...names,
  ...choices,
  none: 'no',
};
