import { readBeir } from '../evaluation/beir';
import type { EvaluationSet } from '../evaluation/types';
import type { Host } from './host';
import { sentence } from './failure';

/** The set of --eval; null where none was named. */
export async function evaluationSet(host: Host): Promise<EvaluationSet | null> {
  const inputs = host.inputs('eval');
  if (inputs.length === 0) return null;
  const qrels = inputs.find(({ path }) => path.endsWith('.tsv'))?.path;
  const { set, skipped } = readBeir({
    corpus: await host.readText('eval', 'corpus.jsonl'),
    queries: await host.readText('eval', 'queries.jsonl'),
    qrels: await host.readText('eval', qrels),
  });
  for (const error of skipped.slice(0, 10)) host.say(sentence(error));
  // BEIR's queries.jsonl holds those of all splits; the judgements say which are meant.
  return { ...set, queries: set.queries.filter(({ id }) => (set.relevant[id] ?? []).length > 0) };
}
