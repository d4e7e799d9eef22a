import type { ExampleSource } from '../pairs/types';
import type { LabelledMetricName, LabelledMetrics } from './labelled-metrics';

/** InformationRetrievalEvaluator's metrics for one ranking, by its own names: 'accuracy@1', 'precision@3', 'recall@10', 'mrr@10', 'ndcg@10', 'map@100', ... */
export type RetrievalMetrics = Record<string, number>;

export type SystemName = 'base' | 'tuned' | 'bm25' | 'fusion_base' | 'fusion_tuned';

/** 95% interval of a paired bootstrap over questions (10,000 draws, seeded). */
export interface Difference {
  mean: number;
  low: number;
  high: number;
}

export interface EvaluationSet {
  queries: { id: string; text: string; source: ExampleSource; passageTrainedOn?: boolean }[];
  corpus: { id: string; text: string }[];
  relevant: Record<string, string[]>;
}

export interface QuestionChange {
  queryId: string;
  query: string;
  source: ExampleSource;
  /** Rank of the first relevant passage, from 1; null: not in the first 100. */
  baseRank: number | null;
  tunedRank: number | null;
  relevantId: string;
}

/** Results for one group of questions. */
export interface EvaluationGroup {
  /** 'real' (person and import), or 'generated' (model and rules); verdicts are drawn from 'real' only. */
  group: 'real' | 'generated';
  questions: number;
  /** How many of them are answered by a passage that other questions were trained on; the questions themselves never were. */
  passagesTrainedOn: number;
  dimensions: number[];
  /** metrics[system][dimension]; bm25 has the same values at every dimension. */
  metrics: Partial<Record<SystemName, Record<number, RetrievalMetrics>>>;
  /** nDCG@10: tuned - base by dimension. */
  difference: Record<number, Difference> | null;
  /** nDCG@10 by source within the group, at full dimension. */
  bySource: Partial<Record<ExampleSource, Partial<Record<SystemName, RetrievalMetrics>>>>;
  won: QuestionChange[];
  lost: QuestionChange[];
}

export type Verdict =
  | 'better' // interval above 0
  | 'worse' // interval below 0
  | 'no-clear-difference'
  | 'too-few-questions' // fewer than 50 real questions: numbers are shown, no verdict is drawn
  | 'no-real-questions'
  | 'no-tuned-model'; // only the base model was scored: there is nothing to judge

export interface Evaluation {
  groups: EvaluationGroup[];
  verdict: Verdict;
  seconds: number;
  createdAt: number;
}

export type LabelledVerdict = 'better' | 'worse' | 'no-clear-difference' | 'too-few-rows' | 'no-tuned-model';

/** Results on rows with labels, or on triplets of pairs with negatives, by the evaluator that fits. */
export interface LabelledEvaluation {
  kind: 'labelled';
  of: 'rows' | 'triplets';
  /** The primary one: a difference and a verdict are of it. */
  metric: LabelledMetricName;
  rows: number;
  dimensions: number[];
  /** By model, then by dimension: every metric of the evaluator. */
  metrics: { base: Record<number, LabelledMetrics>; tuned?: Record<number, LabelledMetrics> };
  /** tuned - base by dimension. */
  difference: Record<number, Difference> | null;
  /** At the largest dimension. */
  verdict: LabelledVerdict;
  seconds: number;
  createdAt: number;
}

export type Advice =
  | 'need-real-questions' // fewer than about 50
  | 'tuning-likely-pays' // BM25 at or above base
  | 'do-not-tune-on-rules' // base clearly above BM25
  | 'unclear'; // interval of base - BM25 spans 0

/** 'Should I tune?': before any training, on real questions only. */
export interface TuneAdvice {
  questions: number;
  advice: Advice;
  base: RetrievalMetrics;
  bm25: RetrievalMetrics;
  fusion: RetrievalMetrics;
  /** nDCG@10: base - BM25. */
  difference: Difference;
  createdAt: number;
}

/** What another way of making passages does, on the dev questions; nDCG@10 at full dimension. */
export interface PassageComparison {
  questions: number;
  systems: { system: SystemName; before: number; after: number; difference: Difference }[];
  createdAt: number;
}

export interface SearchHit {
  chunkId: string;
  score: number;
}

export type SearchHits = Partial<Record<SystemName, SearchHit[]>>;
