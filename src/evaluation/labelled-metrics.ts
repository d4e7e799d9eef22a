import { binaryClassification } from './binary-classification';
import { embeddingSimilarity } from './embedding-similarity';
import { truncate } from './matryoshka';
import { neighbourAccuracy } from './nearest-neighbours';
import { tripletAccuracy } from './triplet';

/** Rows of labelled texts as vectors, row-major [rows, width] for each column. */
export interface LabelledRows {
  columns: readonly Float32Array[];
  labels: readonly number[];
}

/** The primary metrics of EmbeddingSimilarityEvaluator, BinaryClassificationEvaluator and TripletEvaluator, and of k-NN. */
export type LabelledMetricName = 'spearman_cosine' | 'cosine_ap' | 'cosine_accuracy' | 'knn_accuracy';

/** All metrics of an evaluator by name, the primary one among them. */
export type LabelledMetrics = Record<string, number>;

/**
 * All metrics of the evaluator whose primary one is `metric`, at every dimension. `neighbours`: the rows whose classes are
 * known, for knn_accuracy.
 */
export function labelledMetrics(
  metric: LabelledMetricName,
  rows: LabelledRows,
  neighbours: LabelledRows | null,
  width: number,
  dimensions: readonly number[],
): Record<number, LabelledMetrics> {
  return Object.fromEntries(
    dimensions.map((dimension) => {
      const at = ({ columns, labels }: LabelledRows): LabelledRows => ({
        columns: columns.map((vectors) => truncate(vectors, width, dimension)),
        labels,
      });
      return [dimension, measured(metric, at(rows), neighbours && at(neighbours), dimension)];
    }),
  );
}

/**
 * The primary metric at every dimension: what picks the best checkpoint where the data has labels. Given to the trainer by the
 * worker that starts it. One that is not a number (all rows have one score) counts as 0.
 */
export function labelledByDimension(
  metric: LabelledMetricName,
  rows: LabelledRows,
  neighbours: LabelledRows | null,
  width: number,
  dimensions: readonly number[],
): Record<number, number> {
  const all = Object.entries(labelledMetrics(metric, rows, neighbours, width, dimensions));
  return Object.fromEntries(
    all.map(([dimension, metrics]) => [dimension, Number.isFinite(metrics[metric]) ? metrics[metric]! : 0]),
  );
}

function measured(
  metric: LabelledMetricName,
  { columns, labels }: LabelledRows,
  neighbours: LabelledRows | null,
  width: number,
): LabelledMetrics {
  const [first, second, third] = columns as [Float32Array, Float32Array, Float32Array];
  switch (metric) {
    case 'spearman_cosine':
      return embeddingSimilarity(first, second, width, labels);
    case 'cosine_ap':
      return binaryClassification(first, second, width, labels);
    case 'cosine_accuracy':
      return tripletAccuracy(first, second, third, width);
    case 'knn_accuracy': {
      const known = neighbours ?? { columns: [new Float32Array()], labels: [] };
      return {
        knn_accuracy: neighbourAccuracy(
          { vectors: known.columns[0]!, labels: known.labels },
          { vectors: first, labels },
          width,
        ),
      };
    }
  }
}
