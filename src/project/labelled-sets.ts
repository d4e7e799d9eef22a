import { acceptedRow } from '../pairs/rows/row';
import { labelledExample, toLabelledExamples, type RowData } from '../pairs/rows/row-sets';
import { toTriplets } from '../pairs/sets';
import type { Example } from '../pairs/types';
import { devMetricOf } from '../training/loss-arguments';
import { shapeOf, type DataShape } from '../training/losses/fit';
import type { LossName } from '../training/losses/table';
import type { LabelledDevSet, LabelledMetric } from '../training/types';
import type { LabelledTestSet } from '../../workers/types';

/** What the rows to train on are like. */
export const shapeOfRows = ({ rows, classes, named }: RowData): DataShape =>
  shapeOf(toLabelledExamples(rows, 'train', classes), named);

/** By the labels of all sides: dev and test may have some that training lacks. */
function metricFor({ rows, classes, named }: RowData, loss: LossName): LabelledMetric | null {
  const all = rows.filter(acceptedRow).map((row) => labelledExample(row, classes));
  return devMetricOf(loss, shapeOf(all, named).label);
}

/** The dev rows with the metric that fits the loss; null where there are none, or no evaluator fits. */
export function labelledDev(data: RowData, loss: LossName): LabelledDevSet | null {
  const examples = toLabelledExamples(data.rows, 'dev', data.classes);
  const metric = metricFor(data, loss);
  return metric && examples.length > 0 ? { examples, metric } : null;
}

/** The test rows with the metric that fits the loss; null where there are none, or no evaluator fits. */
export function labelledTest(data: RowData, loss: LossName): LabelledTestSet | null {
  const { rows, classes } = data;
  const examples = toLabelledExamples(rows, 'test', classes);
  const metric = metricFor(data, loss);
  if (!metric || examples.length === 0) return null;
  return { of: 'rows', metric, examples, known: toLabelledExamples(rows, 'train', classes) };
}

/** Dev pairs with negatives, told apart by TripletEvaluator; null where there are none. */
export function tripletDev(examples: readonly Example[]): LabelledDevSet | null {
  const rows = toTriplets(examples, 'dev');
  return rows.length > 0 ? { examples: rows, metric: 'cosine_accuracy' } : null;
}

/** Test pairs with negatives; null where there are none. */
export function tripletTest(examples: readonly Example[]): LabelledTestSet | null {
  const rows = toTriplets(examples, 'test');
  return rows.length > 0 ? { of: 'triplets', metric: 'cosine_accuracy', examples: rows, known: [] } : null;
}
