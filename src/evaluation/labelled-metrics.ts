import { binaryClassification } from './binary-classification';
import { embeddingSimilarity } from './embedding-similarity';
import { truncate } from './matryoshka';
import { rightClasses, type LabelledVectors } from './nearest-neighbours';
import { marginsOf, teacherAgreement } from './teacher-margins';
import { tripletAccuracy } from './triplet';

/** Rows of labelled texts as vectors, row-major [rows, width] for each column. */
export interface LabelledRows {
  columns: readonly Float32Array[];
  /** A teacher's scores are several a row. */
  labels: readonly (number | readonly number[])[];
}

/** The primary metrics of EmbeddingSimilarityEvaluator, BinaryClassificationEvaluator and TripletEvaluator, of k-NN, and of a teacher's margins. */
export type LabelledMetricName =
  'spearman_cosine' | 'cosine_ap' | 'cosine_accuracy' | 'knn_accuracy' | 'spearman_margin';

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
      const known = neighbours && rowsAt(neighbours, width, dimension);
      return [dimension, measured(metric, rowsAt(rows, width, dimension), known, dimension)];
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

/** The rows truncated to a dimension, as all metrics take them. */
export const rowsAt = (
  { columns, labels }: LabelledRows,
  width: number,
  dimension: number,
): LabelledRows => ({
  columns: columns.map((vectors) => truncate(vectors, width, dimension)),
  labels,
});

export const numbersOf = (labels: LabelledRows['labels']): number[] => labels.map(Number);

function measured(
  metric: LabelledMetricName,
  { columns, labels }: LabelledRows,
  neighbours: LabelledRows | null,
  width: number,
): LabelledMetrics {
  const [first, second, third] = columns as [Float32Array, Float32Array, Float32Array];
  switch (metric) {
    case 'spearman_cosine':
      return embeddingSimilarity(first, second, width, numbersOf(labels));
    case 'cosine_ap':
      return binaryClassification(first, second, width, numbersOf(labels));
    case 'cosine_accuracy':
      return tripletAccuracy(first, second, third, width);
    case 'spearman_margin':
      return teacherAgreement(marginsOf(columns, width, labels));
    case 'knn_accuracy': {
      const right = rightClasses(classed(neighbours), classed({ columns, labels }), width);
      return { knn_accuracy: right.reduce((sum, one) => sum + one, 0) / right.length };
    }
  }
}

/** Rows of one text as the nearest neighbours take them. */
export const classed = (rows: LabelledRows | null): LabelledVectors => ({
  vectors: rows?.columns[0] ?? new Float32Array(),
  labels: numbersOf(rows?.labels ?? []),
});
