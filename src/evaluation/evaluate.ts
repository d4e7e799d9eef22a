import type { OnProgress } from '../errors/progress';
import type { ExampleSource } from '../pairs/types';
import { pairedBootstrap } from './bootstrap';
import { questionChanges } from './changes';
import { meanMetrics, questionMetrics } from './metrics';
import {
  generatedQuestions,
  prepare,
  realQuestions,
  relevantIndices,
  type PreparedSet,
  type Question,
} from './prepare';
import {
  fuseWithWords,
  rankByModel,
  rankByWords,
  type Embeddings,
  type RankingsByDimension,
} from './rank-systems';
import type { Ranking } from './ranking';
import type { Evaluation, EvaluationGroup, EvaluationSet, RetrievalMetrics, SystemName } from './types';
import { drawVerdict } from './verdict';

export interface EvaluateInput {
  set: EvaluationSet;
  base: Embeddings;
  /** null: only the base model is scored, and no verdict is drawn. */
  tuned: Embeddings | null;
  dimensions: readonly number[];
  /** Of the bootstrap's draws. */
  seed?: number;
}

interface System {
  rankings: RankingsByDimension;
  /** metrics.get(dimension)[question] */
  metrics: Map<number, RetrievalMetrics[]>;
}

type Systems = Partial<Record<SystemName, System>>;

/**
 * Scores base, tuned, BM25 and both fusions on every question at every dimension, real and generated questions apart.
 * `won`, `lost` and `bySource` are taken at the largest dimension, and so is the verdict.
 *
 * Throws evaluation/no-queries when no question has a relevant passage, engine/shape when a dimension does not fit the
 * vectors, and an AbortError when `signal` is aborted.
 */
export async function evaluate(
  signal: AbortSignal,
  { set, base, tuned, dimensions, seed = 1 }: EvaluateInput,
  onProgress: OnProgress = () => undefined,
): Promise<Evaluation> {
  const createdAt = Date.now();
  const started = performance.now();
  const prepared = prepare(set);
  const ascending = [...new Set(dimensions)].sort((a, b) => a - b);

  const total = prepared.questions.length * (tuned ? 3 : 2);
  let done = 0;
  const onRanked = (questions: number): void => onProgress({ done: (done += questions), total });

  const bm25 = await rankByWords(signal, prepared, onRanked);
  const baseRankings = await rankByModel(signal, prepared, base, ascending, onRanked);
  const tunedRankings = tuned ? await rankByModel(signal, prepared, tuned, ascending, onRanked) : null;

  const systems: Systems = {
    base: score(prepared, baseRankings),
    bm25: score(prepared, new Map(ascending.map((dimension) => [dimension, bm25]))),
    fusion_base: score(prepared, fuseWithWords(baseRankings, bm25, prepared)),
  };
  if (tunedRankings) {
    systems.tuned = score(prepared, tunedRankings);
    systems.fusion_tuned = score(prepared, fuseWithWords(tunedRankings, bm25, prepared));
  }

  const groups = [
    groupOf('real', realQuestions(prepared.questions), prepared, systems, ascending, seed),
    groupOf('generated', generatedQuestions(prepared.questions), prepared, systems, ascending, seed),
  ].filter((group) => group.questions > 0);
  return { groups, verdict: drawVerdict(groups), seconds: (performance.now() - started) / 1000, createdAt };
}

function score({ questions, indexById }: PreparedSet, rankings: RankingsByDimension): System {
  const relevant = questions.map((question) => relevantIndices(question, indexById));
  const scored = new Map<readonly Ranking[], RetrievalMetrics[]>(); // BM25's list is the same at every dimension
  const metrics = new Map<number, RetrievalMetrics[]>();
  for (const [dimension, ranked] of rankings) {
    const known =
      scored.get(ranked) ?? ranked.map(({ documents }, at) => questionMetrics(documents, relevant[at]!));
    scored.set(ranked, known);
    metrics.set(dimension, known);
  }
  return { rankings, metrics };
}

function groupOf(
  group: EvaluationGroup['group'],
  members: readonly Question[],
  prepared: PreparedSet,
  systems: Systems,
  dimensions: number[],
  seed: number,
): EvaluationGroup {
  const position = new Map(prepared.questions.map((question, at) => [question, at]));
  const positions = members.map((member) => position.get(member)!);
  const full = dimensions.at(-1)!;
  const names = Object.keys(systems) as SystemName[];
  const meanOf = (name: SystemName, dimension: number, at: readonly number[]): RetrievalMetrics =>
    meanMetrics(at.map((question) => systems[name]!.metrics.get(dimension)![question]!));

  const metrics: EvaluationGroup['metrics'] = {};
  for (const name of names) {
    metrics[name] = Object.fromEntries(
      dimensions.map((dimension) => [dimension, meanOf(name, dimension, positions)]),
    );
  }
  const bySource: EvaluationGroup['bySource'] = {};
  for (const source of new Set<ExampleSource>(members.map((member) => member.source))) {
    const at = positions.filter((question) => prepared.questions[question]!.source === source);
    bySource[source] = Object.fromEntries(names.map((name) => [name, meanOf(name, full, at)]));
  }

  const { base, tuned } = systems;
  return {
    group,
    questions: members.length,
    passagesTrainedOn: members.filter(({ passageTrainedOn }) => passageTrainedOn).length,
    dimensions,
    metrics,
    difference:
      base && tuned
        ? Object.fromEntries(
            dimensions.map((dimension) => [dimension, interval(tuned, base, dimension, positions, seed)]),
          )
        : null,
    bySource,
    ...(base && tuned ? changesOf(positions, prepared, base, tuned, full) : { won: [], lost: [] }),
  };
}

function interval(
  better: System,
  worse: System,
  dimension: number,
  positions: readonly number[],
  seed: number,
) {
  const [a, b] = [better.metrics.get(dimension)!, worse.metrics.get(dimension)!];
  return pairedBootstrap(
    positions.map((at) => a[at]!['ndcg@10']! - b[at]!['ndcg@10']!),
    seed,
  );
}

function changesOf(
  positions: readonly number[],
  prepared: PreparedSet,
  base: System,
  tuned: System,
  full: number,
) {
  const { questions, indexById, ids } = prepared;
  return questionChanges(
    positions.map((at) => ({
      ...questions[at]!,
      relevant: relevantIndices(questions[at]!, indexById),
      base: base.rankings.get(full)![at]!,
      tuned: tuned.rankings.get(full)![at]!,
    })),
    ids,
  );
}
