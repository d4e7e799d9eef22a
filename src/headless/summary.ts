import type { Evaluation, EvaluationGroup, SystemName } from '../evaluation/types';

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

function table(group: EvaluationGroup): string[] {
  const dimensions = [...group.dimensions].sort((a, b) => b - a);
  const row = (cells: string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(22) : cell.padStart(9))).join('');
  const rows = names.flatMap(([system, name]) => {
    const metrics = group.metrics[system];
    if (!metrics) return [];
    return [row([name, ...dimensions.map((dimension) => fixed(metrics[dimension]?.['ndcg@10']))])];
  });
  const head = row(['dimension', ...dimensions.map(String)]);
  const { difference } = group;
  if (!difference) return [head, ...rows];
  const of = (pick: 'mean' | 'low' | 'high', name: string) =>
    row([name, ...dimensions.map((dimension) => signed(difference[dimension]?.[pick]))]);
  return [head, ...rows, of('mean', 'tuned - base'), of('low', '  95% interval, from'), of('high', '  to')];
}

const fixed = (value: number | undefined): string => value?.toFixed(4) ?? '-';
const signed = (value: number | undefined): string =>
  value === undefined ? '-' : `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`;
