import type { SystemName } from '../../evaluation/types';

/** In the order they are shown; each has a colour and a dash of its own. */
export const systems: readonly SystemName[] = ['base', 'tuned', 'bm25', 'fusion_base', 'fusion_tuned'];

export const styleOf: Record<SystemName, { colour: string; dash?: string }> = {
  base: { colour: 'var(--base)', dash: '7 4' },
  tuned: { colour: 'var(--tuned)' },
  bm25: { colour: 'var(--bm25)', dash: '2 4' },
  fusion_base: { colour: 'var(--fusion-base)', dash: '9 3 2 3' },
  fusion_tuned: { colour: 'var(--fusion-tuned)', dash: '12 4' },
};

export const metricNames = [
  'ndcg@10',
  'mrr@10',
  'map@100',
  'accuracy@1',
  'accuracy@3',
  'accuracy@5',
  'accuracy@10',
  'recall@1',
  'recall@3',
  'recall@5',
  'recall@10',
  'precision@1',
  'precision@3',
  'precision@5',
  'precision@10',
] as const;

/** As the field writes it: nDCG@10, MRR@10, Recall@5. */
export function metricTitle(name: string): string {
  const [kind = '', at = ''] = name.split('@');
  const titles: Record<string, string> = { ndcg: 'nDCG', mrr: 'MRR', map: 'MAP' };
  return `${titles[kind] ?? kind.charAt(0).toUpperCase() + kind.slice(1)}@${at}`;
}
