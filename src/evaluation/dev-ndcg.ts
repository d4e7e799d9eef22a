import { CosineRanker } from './cosine';
import { meanMetrics, ndcgAt, questionMetrics } from './metrics';
import { prepare, relevantIndices, rowsOf } from './prepare';

export interface DevQuestions {
  queries: { id: string; text: string }[];
  corpus: { id: string; text: string }[];
  relevant: Record<string, string[]>;
}

/**
 * nDCG@10 by dimension on the dev split: what picks the best checkpoint. Given to the trainer by the worker that starts it.
 *
 * queries [set.queries.length, width] and corpus [set.corpus.length, width], row-major, at full dimension.
 * Throws evaluation/no-queries when no question has a relevant passage.
 */
export function ndcgByDimension(
  set: DevQuestions,
  queries: Float32Array,
  corpus: Float32Array,
  width: number,
  dimensions: readonly number[],
): Record<number, number> {
  const { questions, order, indexById } = prepare({
    ...set,
    queries: set.queries.map((query) => ({ ...query, source: 'import' as const })),
  });
  const depth = Math.max(...ndcgAt);
  const ranked = new CosineRanker(corpus, width, dimensions, order).rank(
    rowsOf(queries, width, questions),
    depth,
  );
  const mean = (rankings: readonly { documents: Int32Array }[]): number =>
    meanMetrics(
      rankings.map(({ documents }, at) =>
        questionMetrics(documents, relevantIndices(questions[at]!, indexById)),
      ),
    )['ndcg@10']!;
  return Object.fromEntries([...ranked].map(([dimension, rankings]) => [dimension, mean(rankings)]));
}
