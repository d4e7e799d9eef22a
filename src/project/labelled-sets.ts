import { labelledMetrics, type LabelledMetrics } from '../evaluation/labelled-metrics';
import type { BaseModelReference, ModelReference } from '../models/types';
import type { LabelledRow } from '../pairs/exchange/labelled-rows';
import type { Example } from '../pairs/types';
import type { Workers } from '../project/workers';
import type { RuntimeOptions } from '../engine/types';
import { devMetricOf } from '../training/loss-arguments';
import { textsOf } from '../training/losses/fit';
import { isSymmetric } from '../training/trainer-plan';
import type { DevSet, LabelledDevSet, TrainingArguments, TrainingExample } from '../training/types';
import type { Host } from './host';
import { splitOf } from './training-data';

export const labelledExample = ({ texts, label }: LabelledRow): TrainingExample => {
  const [anchor = '', positive, ...negatives] = texts;
  return {
    anchor,
    ...(positive === undefined ? {} : { positive }),
    ...(negatives.length > 0 ? { negatives } : {}),
    label,
  };
};

export const labelledSplit = (rows: readonly LabelledRow[], split: 'train' | 'dev' | 'test') =>
  rows.filter((row) => splitOf(row.split) === split).map(labelledExample);

/** The dev rows with the metric that fits the loss; null where there are none, or no evaluator fits. */
export function labelledDev(
  rows: readonly LabelledRow[],
  settings: TrainingArguments,
): DevSet | LabelledDevSet | null {
  const examples = labelledSplit(rows, 'dev');
  const metric = devMetricOf(settings.loss);
  if (examples.length === 0) return null;
  if (metric) return { examples, metric };
  return null;
}

/** Dev pairs with negatives, told apart by TripletEvaluator; null where there are none. */
export function tripletDev(examples: readonly Example[]): LabelledDevSet | null {
  const rows = examples.flatMap(({ anchor, positive, negatives, split, status }): TrainingExample[] => {
    const [negative] = negatives ?? [];
    const counts = split === 'dev' && status === 'accepted' && negative !== undefined;
    return counts ? [{ anchor, positive, negatives: [negative] }] : [];
  });
  return rows.length > 0 ? { examples: rows, metric: 'cosine_accuracy' } : null;
}

export interface LabelledEvaluation {
  kind: 'labelled';
  rows: number;
  /** By model, then by dimension. */
  metrics: Record<'base' | 'tuned', Record<number, LabelledMetrics>>;
}

/** Every metric that fits the loss, of the test rows, before and after. null where there are no test rows or no evaluator. */
export async function evaluateLabelled(
  host: Host,
  workers: Workers,
  rows: readonly LabelledRow[],
  settings: TrainingArguments,
  models: { base: BaseModelReference; tuned: ModelReference },
  runtime: RuntimeOptions,
): Promise<LabelledEvaluation | null> {
  const test = labelledSplit(rows, 'test');
  const metric = devMetricOf(settings.loss);
  if (test.length === 0 || !metric) return null;
  const known = metric === 'knn_accuracy' ? labelledSplit(rows, 'train') : null;
  const dims = host.options.dims ?? settings.matryoshka_dims;
  const of = async (model: ModelReference): Promise<Record<number, LabelledMetrics>> => {
    const vectors = async (examples: readonly TrainingExample[]) => {
      const texts = examples.map(textsOf);
      const columns: Float32Array[] = [];
      for (const column of (texts[0] ?? []).keys()) {
        const kind = column === 0 && !isSymmetric(examples[0]!) ? 'query' : 'document';
        const wanted = texts.map((row) => row[column]!);
        columns.push(
          await workers.embed.call((worker, listen) =>
            worker.embed(model, wanted, kind, runtime, listen(host.progress('Evaluating'))),
          ),
        );
      }
      return { columns, labels: examples.map(({ label }) => Number(label)) };
    };
    const found = await vectors(test);
    const width = (found.columns[0]?.length ?? 0) / test.length;
    return labelledMetrics(metric, found, known && (await vectors(known)), width, dims);
  };
  return {
    kind: 'labelled',
    rows: test.length,
    metrics: { base: await of(models.base), tuned: await of(models.tuned) },
  };
}
