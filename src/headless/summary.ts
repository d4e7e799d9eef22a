import type { Evaluation, EvaluationGroup, LabelledEvaluation, SystemName } from '../evaluation/types';

const names: [SystemName, string][] = [
  ['base', 'base'],
  ['bm25', 'BM25'],
  ['fusion_base', 'base + BM25'],
  ['tuned', 'tuned'],
  ['fusion_tuned', 'tuned + BM25'],
];

const verdicts: Record<Evaluation['verdict'], string> = {
  better: 'Tuning made search better on these questions.',
  worse: 'Tuning made search worse on these questions.',
  'no-clear-difference': 'No clear difference between base and tuned.',
  'too-few-questions': 'Fewer than 50 real questions: no verdict.',
  'no-real-questions': 'No real questions: no verdict.',
  'no-tuned-model': 'Only the base model was scored.',
};

/** nDCG@10 of every system by dimension on the real questions, and the difference with its interval, as a table of text. */
export function summary(evaluation: Evaluation): string {
  const group = evaluation.groups.find((one) => one.group === 'real' && one.questions > 0);
  if (!group) return verdicts[evaluation.verdict];
  return [
    `nDCG@10 on ${group.questions} real questions, none of them trained on`,
    ...table(group),
    `${group.passagesTrainedOn} of the questions are answered by passages that other questions were trained on.`,
    verdicts[evaluation.verdict],
  ].join('\n');
}

/** evaluation.json: the search's evaluation with those of rows and triplets beside it; where nothing was searched, the one of rows. */
export function joined(evaluation: Evaluation | null, labelled: readonly LabelledEvaluation[]): object {
  const [first] = labelled;
  if (!evaluation) return first ?? {};
  return { ...evaluation, ...Object.fromEntries(labelled.map((one) => [one.of, one])) };
}

const metricNames: Record<LabelledEvaluation['metric'], string> = {
  spearman_cosine: "Spearman's correlation of cosine and score (EmbeddingSimilarityEvaluator)",
  cosine_ap: 'average precision of the cosine (BinaryClassificationEvaluator)',
  cosine_accuracy: 'triplets told apart by the cosine (TripletEvaluator)',
  knn_accuracy: 'classes told by the 5 nearest neighbours',
  spearman_margin: "Spearman's correlation with the teacher's margins",
};

/** The primary metric on the test rows by dimension, before and after, as lines of text. */
export function labelledSummary({
  metric,
  rows,
  dimensions: ascending,
  metrics,
  difference,
}: LabelledEvaluation): string[] {
  const dimensions = [...ascending].reverse();
  const of = (name: string, values: (dimension: number) => string) => line([name, ...dimensions.map(values)]);
  const by = (model: Record<number, Record<string, number>>) => (dimension: number) =>
    fixed(model[dimension]?.[metric]);
  const { base, tuned } = metrics;
  return [
    `${rows} test rows: ${metricNames[metric]}`,
    of('dimension', String),
    of('base', by(base)),
    ...(tuned ? [of('tuned', by(tuned))] : []),
    ...(difference
      ? [
          of('tuned - base', (dimension) => signed(difference[dimension]?.mean)),
          of('  95% interval, from', (dimension) => signed(difference[dimension]?.low)),
          of('  to', (dimension) => signed(difference[dimension]?.high)),
        ]
      : []),
  ];
}

const line = (cells: string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(22) : cell.padStart(9))).join('');

function table(group: EvaluationGroup): string[] {
  const dimensions = [...group.dimensions].sort((a, b) => b - a);
  const rows = names.flatMap(([system, name]) => {
    const metrics = group.metrics[system];
    if (!metrics) return [];
    return [line([name, ...dimensions.map((dimension) => fixed(metrics[dimension]?.['ndcg@10']))])];
  });
  const head = line(['dimension', ...dimensions.map(String)]);
  const { difference } = group;
  if (!difference) return [head, ...rows];
  const of = (pick: 'mean' | 'low' | 'high', name: string) =>
    line([name, ...dimensions.map((dimension) => signed(difference[dimension]?.[pick]))]);
  return [head, ...rows, of('mean', 'tuned - base'), of('low', '  95% interval, from'), of('high', '  to')];
}

const fixed = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '-' : value.toFixed(4);
const signed = (value: number | undefined): string =>
  value === undefined ? '-' : `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`;
