import { HoneError } from '../errors/hone-error';
import type { RowData } from '../pairs/rows/row-sets';
import { labelledTest, shapeOfRows, tripletTest } from '../project/labelled-sets';
import type { Workers } from '../project/workers';
import { fittingLosses } from '../training/losses/fit';
import type { LabelledTestSet } from '../../workers/types';
import { evaluateRows } from './evaluate-rows';
import { evaluationSet } from './evaluation-set';
import type { Host } from './host';
import { chosenModel, chosenRuntime } from './model';
import { joined } from './summary';
import { trainingData } from './training-data';

/** evaluation.json: the model beside BM25 and their fusion, and by the evaluator that fits rows with labels. */
export async function evaluate(host: Host, workers: Workers): Promise<string[]> {
  const set = await evaluationSet(host);
  const rows = host.inputs('data').length > 0 ? await testRows(host) : null;
  const asks = set !== null && set.queries.length > 0;
  if (!asks && !rows) throw new HoneError('evaluation/no-queries');
  const model = await chosenModel(host);
  const runtime = await chosenRuntime(host, workers);
  const { dimensions } = await workers.embed.call((worker, listen) =>
    worker.describe(
      model,
      listen(() => undefined),
    ),
  );
  const dims = host.options.dims ?? dimensions;
  const labelled = await evaluateRows(host, workers, rows, { base: model, tuned: null, dims, runtime });
  const evaluation = asks
    ? await workers.embed.call((worker, listen) =>
        worker.evaluate(model, null, set, dims, runtime, listen(host.progress('Evaluating'))),
      )
    : null;
  await host.writeJson('', joined(evaluation, labelled ? [labelled] : []));
  return [];
}

/** The rows of --data to score: those whose split is test; where none is and no training rows are needed, all. */
async function testRows(host: Host): Promise<LabelledTestSet | null> {
  const data = await trainingData(host);
  if (data.kind === 'pairs') {
    const all = data.examples.map((example) => ({ ...example, split: 'test' as const }));
    return tripletTest(data.examples) ?? tripletTest(all);
  }
  const [first] = fittingLosses(shapeOfRows(data.rows.some(isTrained) ? data : everyRow(data, 'train')));
  if (!first) return null;
  return (
    labelledTest(data, first) ??
    (data.rows[0]?.texts.length === 1 ? null : labelledTest(everyRow(data, 'test'), first))
  );
}

const isTrained = ({ split }: RowData['rows'][number]): boolean => split === 'train';

const everyRow = (data: RowData, split: 'train' | 'test'): RowData => ({
  ...data,
  rows: data.rows.map((row) => ({ ...row, split })),
});
