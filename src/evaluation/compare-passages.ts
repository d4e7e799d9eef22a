import type { OnProgress } from '../errors/progress';
import { pairedBootstrap } from './bootstrap';
import type { DevQuestions } from './dev-ndcg';
import { questionMetrics } from './metrics';
import { prepare, relevantIndices, type PreparedSet } from './prepare';
import { fuseWithWords, rankByModel, rankByWords, type Embeddings } from './rank-systems';
import type { Ranking } from './ranking';
import type { PassageComparison, SystemName } from './types';

/** The same questions over passages made one way or another; `base` and `tuned` at full dimension. */
export interface PassageSet {
  set: DevQuestions;
  base: Embeddings;
  tuned: Embeddings | null;
}

/** nDCG@10 by question id. */
type Scores = Map<string, number>;

/**
 * What another way of making passages does to each system's nDCG@10 at full dimension: mean of both, and `after` - `before`
 * over the questions that both sets can judge. Throws evaluation/no-queries where a set has none.
 */
export async function comparePassages(
  signal: AbortSignal,
  { before, after, seed = 1 }: { before: PassageSet; after: PassageSet; seed?: number },
  onProgress: OnProgress = () => undefined,
): Promise<PassageComparison> {
  const createdAt = Date.now();
  let done = 0;
  const total = [before, after].reduce((n, { set, tuned }) => n + set.queries.length * (tuned ? 3 : 2), 0);
  const onRanked = (ranked: number): void => onProgress({ done: (done += ranked), total });
  const [first, second] = [await scored(signal, before, onRanked), await scored(signal, after, onRanked)];
  const asked = before.set.queries
    .map(({ id }) => id)
    .filter((id) => first.bm25!.has(id) && second.bm25!.has(id));
  const names = Object.keys(first) as SystemName[];
  const systems = names.map((system) => {
    const [a, b] = [first, second].map((scores) => asked.map((id) => scores[system]!.get(id)!));
    return {
      system,
      before: mean(a!),
      after: mean(b!),
      difference: pairedBootstrap(
        b!.map((score, at) => score - a![at]!),
        seed,
      ),
    };
  });
  return { questions: asked.length, systems, createdAt };
}

async function scored(
  signal: AbortSignal,
  { set, base, tuned }: PassageSet,
  onRanked: (questions: number) => void,
): Promise<Partial<Record<SystemName, Scores>>> {
  const queries = set.queries.map((query) => ({ ...query, source: 'import' as const }));
  const prepared = prepare({ ...set, queries });
  const words = await rankByWords(signal, prepared, onRanked);
  const byModel = async (embeddings: Embeddings) => {
    const rankings = await rankByModel(signal, prepared, embeddings, [embeddings.width], onRanked);
    const alone = rankings.get(embeddings.width)!;
    const fused = fuseWithWords(rankings, words, prepared).get(embeddings.width)!;
    return [ndcg(alone, prepared), ndcg(fused, prepared)] as const;
  };
  const [baseAlone, baseFused] = await byModel(base);
  const scores = { base: baseAlone, bm25: ndcg(words, prepared), fusion_base: baseFused };
  if (!tuned) return scores;
  const [tunedAlone, tunedFused] = await byModel(tuned);
  return { ...scores, tuned: tunedAlone, fusion_tuned: tunedFused };
}

const ndcg = (rankings: readonly Ranking[], { questions, indexById }: PreparedSet): Scores =>
  new Map(
    questions.map((question, at) => [
      question.id,
      questionMetrics(rankings[at]!.documents, relevantIndices(question, indexById))['ndcg@10']!,
    ]),
  );

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
