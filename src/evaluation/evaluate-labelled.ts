import type { OnProgress } from '../errors/progress';
import { pairedBootstrap, resampledBootstrap, type Resampled } from './bootstrap';
import {
  classed,
  labelledMetrics,
  numbersOf,
  rowsAt,
  type LabelledMetricName,
  type LabelledRows,
} from './labelled-metrics';
import { rightClasses } from './nearest-neighbours';
import { pairSimilarities } from './pair-similarity';
import { breathe } from './rank-systems';
import { resampledAveragePrecision, resampledSpearman } from './resampled';
import { marginsOf } from './teacher-margins';
import { rightTriplets } from './triplet';
import type { Difference, LabelledEvaluation, LabelledVerdict } from './types';
import { questionsForVerdict } from './verdict';

/** A model's vectors of the rows to test with and, for classes, of those whose class is known. */
export interface LabelledModel {
  rows: LabelledRows;
  neighbours: LabelledRows | null;
}

export interface EvaluateLabelledInput {
  of: LabelledEvaluation['of'];
  metric: LabelledMetricName;
  base: LabelledModel;
  /** null: only the base model is scored. */
  tuned: LabelledModel | null;
  width: number;
  dimensions: readonly number[];
  seed?: number;
}

/** Every metric of the evaluator that fits, before and after, by dimension, with the interval of the primary one's difference. */
export async function evaluateLabelled(
  signal: AbortSignal,
  { of, metric, base, tuned, width, dimensions, seed = 1 }: EvaluateLabelledInput,
  onProgress: OnProgress = () => undefined,
): Promise<LabelledEvaluation> {
  const createdAt = Date.now();
  const started = performance.now();
  const ascending = [...new Set(dimensions)].sort((a, b) => a - b);
  const metricsOf = ({ rows, neighbours }: LabelledModel) =>
    labelledMetrics(metric, rows, neighbours, width, ascending);
  const difference: Record<number, Difference> = {};
  if (tuned)
    for (const [done, dimension] of ascending.entries()) {
      await breathe(signal);
      difference[dimension] = differenceAt(metric, base, tuned, width, dimension, seed);
      onProgress({ done: done + 1, total: ascending.length });
    }
  const rows = base.rows.labels.length;
  return {
    kind: 'labelled',
    of,
    metric,
    rows,
    dimensions: ascending,
    metrics: { base: metricsOf(base), ...(tuned ? { tuned: metricsOf(tuned) } : {}) },
    difference: tuned ? difference : null,
    verdict: tuned ? verdictOf(rows, difference[ascending.at(-1)!]!) : 'no-tuned-model',
    seconds: (performance.now() - started) / 1000,
    createdAt,
  };
}

function verdictOf(rows: number, { low, high }: Difference): LabelledVerdict {
  if (rows < questionsForVerdict) return 'too-few-rows';
  return low > 0 ? 'better' : high < 0 ? 'worse' : 'no-clear-difference';
}

function differenceAt(
  metric: LabelledMetricName,
  base: LabelledModel,
  tuned: LabelledModel,
  width: number,
  dimension: number,
  seed: number,
): Difference {
  const at = ({ rows, neighbours }: LabelledModel): LabelledModel => ({
    rows: rowsAt(rows, width, dimension),
    neighbours: neighbours && rowsAt(neighbours, width, dimension),
  });
  const [before, after] = [at(base), at(tuned)];
  if (metric === 'cosine_accuracy' || metric === 'knn_accuracy') {
    const [a, b] = [rightRows(metric, before, dimension), rightRows(metric, after, dimension)];
    return pairedBootstrap(
      Array.from(a, (right, row) => b[row]! - right),
      seed,
    );
  }
  const rows = base.rows.labels.length;
  return resampledBootstrap(
    resampled(metric, before, dimension),
    resampled(metric, after, dimension),
    rows,
    seed,
  );
}

function rightRows(
  metric: 'cosine_accuracy' | 'knn_accuracy',
  { rows, neighbours }: LabelledModel,
  width: number,
): Uint8Array {
  if (metric === 'knn_accuracy') return rightClasses(classed(neighbours), classed(rows), width);
  const [anchors, positives, negatives] = rows.columns as [Float32Array, Float32Array, Float32Array];
  return rightTriplets(anchors, positives, negatives, width, 'cosine');
}

function resampled(
  metric: 'spearman_cosine' | 'cosine_ap' | 'spearman_margin',
  { rows: { columns, labels } }: LabelledModel,
  width: number,
): Resampled {
  if (metric === 'spearman_margin') {
    const { teacher, model, rowOf } = marginsOf(columns, width, labels);
    return resampledSpearman(teacher, model, rowOf);
  }
  const cosines = pairSimilarities(columns[0]!, columns[1]!, width, 'cosine');
  return metric === 'spearman_cosine'
    ? resampledSpearman(numbersOf(labels), cosines)
    : resampledAveragePrecision(cosines, (row) => labels[row] === 1);
}
