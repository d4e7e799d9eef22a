import type { LabelledMetric } from '../../training/types';

/** What the metric is computed by elsewhere, equal to ours. */
export const evaluators: Record<LabelledMetric, string> = {
  spearman_cosine: 'EmbeddingSimilarityEvaluator',
  cosine_ap: 'BinaryClassificationEvaluator',
  cosine_accuracy: 'TripletEvaluator',
  knn_accuracy: 'KNeighborsClassifier',
  spearman_margin: 'spearmanr',
};
