import type { RuntimeOptions } from '../engine/types';
import type { LabelledEvaluation } from '../evaluation/types';
import type { BaseModelReference, ModelReference } from '../models/types';
import type { Workers } from '../project/workers';
import type { LabelledTestSet } from '../../workers/types';
import type { Host } from './host';
import { labelledSummary } from './summary';

interface Models {
  base: BaseModelReference;
  tuned: ModelReference | null;
  dims: number[];
  runtime: RuntimeOptions;
}

/** The evaluation of rows with labels, or of triplets, whose table is said; null where there are none. */
export async function evaluateRows(
  host: Host,
  workers: Workers,
  set: LabelledTestSet | null,
  { base, tuned, dims, runtime }: Models,
): Promise<LabelledEvaluation | null> {
  if (!set) return null;
  const evaluation = await workers.embed.call((worker, listen) =>
    worker.evaluateLabelled(base, tuned, set, dims, runtime, listen(host.progress('Evaluating'))),
  );
  for (const line of labelledSummary(evaluation)) host.say(line);
  return evaluation;
}
