import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import { pairedBootstrap } from './bootstrap';
import { meanMetrics, questionMetrics } from './metrics';
import { prepare, realQuestions, relevantIndices } from './prepare';
import { fuseWithWords, rankByModel, rankByWords, type Embeddings } from './rank-systems';
import type { Ranking } from './ranking';
import type { EvaluationSet, TuneAdvice } from './types';
import { drawAdvice } from './verdict';

/**
 * 'Should I tune?': base, BM25 and their fusion on the set's real questions, before any training, at full dimension.
 * Generated questions in the set are left out. Throws evaluation/no-queries when no real question is left.
 */
export async function advise(
  signal: AbortSignal,
  { set, base, seed = 1 }: { set: EvaluationSet; base: Embeddings; seed?: number },
  onProgress: OnProgress = () => undefined,
): Promise<TuneAdvice> {
  const createdAt = Date.now();
  const all = prepare(set);
  const prepared = { ...all, questions: realQuestions(all.questions) };
  const { questions, indexById } = prepared;
  if (questions.length === 0) throw new HoneError('evaluation/no-queries');

  let done = 0;
  const onRanked = (ranked: number): void =>
    onProgress({ done: (done += ranked), total: 2 * questions.length });
  const byWords = await rankByWords(signal, prepared, onRanked);
  const byModel = await rankByModel(signal, prepared, base, [base.width], onRanked);
  const byBoth = fuseWithWords(byModel, byWords, prepared).get(base.width)!;

  const score = (rankings: readonly Ranking[]) =>
    rankings.map(({ documents }, at) =>
      questionMetrics(documents, relevantIndices(questions[at]!, indexById)),
    );
  const [model, bm25] = [score(byModel.get(base.width)!), score(byWords)];
  const difference = pairedBootstrap(
    model.map((metrics, at) => metrics['ndcg@10']! - bm25[at]!['ndcg@10']!),
    seed,
  );
  return {
    questions: questions.length,
    advice: drawAdvice(questions.length, difference),
    base: meanMetrics(model),
    bm25: meanMetrics(bm25),
    fusion: meanMetrics(score(byBoth)),
    difference,
    createdAt,
  };
}
