import { HoneError } from '../errors/hone-error';
import type { Workers } from '../project/workers';
import { evaluationSet } from './evaluation-set';
import type { Host } from './host';
import { chosenModel, chosenRuntime } from './model';

/** evaluation.json: the model beside BM25 and their fusion. */
export async function evaluate(host: Host, workers: Workers): Promise<string[]> {
  const set = await evaluationSet(host);
  if (!set || set.queries.length === 0) throw new HoneError('evaluation/no-queries');
  const model = await chosenModel(host);
  const runtime = await chosenRuntime(host, workers);
  const { dimensions } = await workers.embed.call((worker, listen) =>
    worker.describe(
      model,
      listen(() => undefined),
    ),
  );
  const evaluation = await workers.embed.call((worker, listen) =>
    worker.evaluate(
      model,
      null,
      set,
      host.options.dims ?? dimensions,
      runtime,
      listen(host.progress('Evaluating')),
    ),
  );
  await host.writeJson('', evaluation);
  return [];
}
