import { promptTokens } from '../models/prompts';
import type { LoadedModel } from '../models/types';
import { textsOf } from './losses/fit';
import type { TrainableModel } from './step-types';
import { isSymmetric } from './trainer-plan';
import type { DevSet, LabelledDevSet, LabelledMetric, TrainingArguments, TrainingExample } from './types';

/** Vectors of rows, one row-major array [rows, width] a column, with their labels. */
export interface LabelledVectors {
  columns: Float32Array[];
  labels: (number | number[])[];
}

/** How a dev set is measured, being beside training (evaluation's ndcgByDimension and labelledByDimension). */
export interface DevMeasures {
  /** nDCG@10 by dimension. */
  ndcg(
    dev: DevSet,
    queries: Float32Array,
    corpus: Float32Array,
    width: number,
    dimensions: readonly number[],
  ): Record<number, number>;
  /** The metric by dimension; `neighbours` are training rows whose classes are known. */
  labelled(
    metric: LabelledMetric,
    rows: LabelledVectors,
    neighbours: LabelledVectors | null,
    width: number,
    dimensions: readonly number[],
  ): Record<number, number>;
}

export const isLabelled = (dev: DevSet | LabelledDevSet): dev is LabelledDevSet => 'metric' in dev;

/** Whether there is anything to measure. */
export const isMeasurable = (dev: DevSet | LabelledDevSet): boolean =>
  isLabelled(dev)
    ? dev.examples.length > 0
    : dev.queries.some(({ id }) => Object.hasOwn(dev.relevant, id) && dev.relevant[id]!.length > 0);

/** So many training texts say what classes are near; all of a larger set would cost more than they tell. */
const mostNeighbours = 1000;

interface Measured {
  model: LoadedModel;
  trainable: TrainableModel;
  settings: TrainingArguments;
  measures: DevMeasures;
  /** The rows trained on. */
  trained: readonly TrainingExample[];
}

/** A dev set's score by dimension, with the weights as they are now. */
export async function measureDev(
  dev: DevSet | LabelledDevSet,
  { model, trainable, settings, measures, trained }: Measured,
): Promise<Record<number, number>> {
  const dims = settings.matryoshka_dims;
  const embed = (texts: readonly string[], prompt: string): Promise<Float32Array> =>
    trainable.embed(
      texts.map((text) => model.tokenizer.encode(prompt + text, settings.max_seq_length)),
      promptTokens(model, prompt, settings.max_seq_length),
    );
  const vectorsOf = async (examples: readonly TrainingExample[]): Promise<LabelledVectors> => {
    const rows = examples.map(textsOf);
    const columns: Float32Array[] = [];
    for (const column of (rows[0] ?? []).keys()) {
      const asked = column === 0 && !isSymmetric(examples[0]!);
      const prompt = asked ? model.prompts.query : model.prompts.document;
      columns.push(
        await embed(
          rows.map((row) => row[column]!),
          prompt,
        ),
      );
    }
    return { columns, labels: examples.map(({ label = 0 }) => label) };
  };
  if (!isLabelled(dev)) {
    const queries = await embed(
      dev.queries.map(({ text }) => text),
      model.prompts.query,
    );
    const corpus = await embed(
      dev.corpus.map(({ text }) => text),
      model.prompts.document,
    );
    return measures.ndcg(dev, queries, corpus, trainable.dimension, dims);
  }
  const neighbours = dev.metric === 'knn_accuracy' ? await vectorsOf(evenly(trained, mostNeighbours)) : null;
  return measures.labelled(dev.metric, await vectorsOf(dev.examples), neighbours, trainable.dimension, dims);
}

/** At most `most` of them, from all over the list. */
function evenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);
}
