import { expose, transfer } from 'comlink';
import { writeBundle } from '../src/bundle/write-bundle';
import type { Chunk } from '../src/documents/types';
import type { RuntimeOptions } from '../src/engine/types';
import { HoneError } from '../src/errors/hone-error';
import type { OnProgress } from '../src/errors/progress';
import { advise } from '../src/evaluation/advise';
import { comparePassages } from '../src/evaluation/compare-passages';
import type { DevQuestions } from '../src/evaluation/dev-ndcg';
import { evaluate } from '../src/evaluation/evaluate';
import { evaluateLabelled, type LabelledModel } from '../src/evaluation/evaluate-labelled';
import type { LabelledRows } from '../src/evaluation/labelled-metrics';
import type { Embeddings } from '../src/evaluation/rank-systems';
import { SearchIndex } from '../src/evaluation/search-index';
import { dimensionOf } from '../src/models/dense';
import { createEmbedder } from '../src/models/embedder';
import { Shelf } from '../src/models/shelf';
import { tunedModel } from '../src/models/source';
import type { BaseModelReference, ModelReference } from '../src/models/types';
import { matryoshkaDimensions } from '../src/training/arguments';
import { textsOf } from '../src/training/losses/fit';
import { measureBackends } from '../src/training/measure-backends';
import { isSymmetric } from '../src/training/trainer-plan';
import type { TrainingExample } from '../src/training/types';
import { describeFrom, loadFrom } from './model-source';
import { serveRuntime } from './serve-runtime';
import { stages } from './stages';
import { carryErrors } from './transfer';
import type { EmbedWorker, LabelledTestSet } from './types';

carryErrors();
serveRuntime();

const shelf = new Shelf({ load: loadFrom, tune: tunedModel, createEmbedder });
const running = new Set<AbortController>();

/** Runs a long call that `cancel()` ends. */
async function cancellable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  running.add(controller);
  try {
    return await work(controller.signal);
  } finally {
    running.delete(controller);
  }
}

/** The set's texts by one model; the corpus is the larger part of the work. */
async function embedSet(
  signal: AbortSignal,
  model: ModelReference,
  { queries, corpus }: Pick<DevQuestions, 'queries' | 'corpus'>,
  runtime: RuntimeOptions,
  onProgress: OnProgress,
): Promise<Embeddings> {
  const [onCorpus, onQueries] = stages(onProgress, [corpus.length * 4, queries.length]);
  const texts = (items: readonly { text: string }[]) => items.map(({ text }) => text);
  const passages = await shelf.embed(signal, model, texts(corpus), 'document', runtime, onCorpus);
  const questions = await shelf.embed(signal, model, texts(queries), 'query', runtime, onQueries);
  return { queries: questions.vectors, corpus: passages.vectors, width: passages.width };
}

/** The vectors of rows by one model, a column after the other. */
async function embedRows(
  signal: AbortSignal,
  model: ModelReference,
  examples: readonly TrainingExample[],
  runtime: RuntimeOptions,
  onProgress: OnProgress,
): Promise<{ rows: LabelledRows; width: number }> {
  const texts = examples.map(textsOf);
  const count = texts[0]?.length ?? 0;
  const steps = stages(onProgress, Array<number>(count).fill(1));
  const columns: Float32Array[] = [];
  let width = 0;
  for (let column = 0; column < count; column += 1) {
    const kind = column === 0 && !isSymmetric(examples[0]!) ? 'query' : 'document';
    const wanted = texts.map((row) => row[column]!);
    const found = await shelf.embed(signal, model, wanted, kind, runtime, steps[column]);
    width = found.width;
    columns.push(found.vectors);
  }
  return { rows: { columns, labels: examples.map(({ label = 0 }) => label) }, width };
}

async function embedLabelled(
  signal: AbortSignal,
  model: ModelReference,
  { examples, known, metric }: LabelledTestSet,
  runtime: RuntimeOptions,
  onProgress: OnProgress,
): Promise<LabelledModel & { width: number }> {
  const wantsNeighbours = metric === 'knn_accuracy';
  const [onRows, onKnown] = stages(onProgress, [examples.length, wantsNeighbours ? known.length : 0]);
  const { rows, width } = await embedRows(signal, model, examples, runtime, onRows!);
  if (!wantsNeighbours) return { rows, neighbours: null, width };
  return { rows, neighbours: (await embedRows(signal, model, known, runtime, onKnown!)).rows, width };
}

let indexed: {
  index: SearchIndex;
  base: BaseModelReference;
  tuned: ModelReference | null;
  runtime: RuntimeOptions;
} | null = null;

expose({
  chooseBackend: measureBackends,

  describe: (reference, onProgress) =>
    cancellable(async (signal) => {
      const { dense, ...described } = await describeFrom(reference, { onProgress, signal });
      const dimension = dimensionOf({ config: described.config, dense });
      return { ...described, dimension, dimensions: matryoshkaDimensions(dimension) };
    }),

  embed: (model, texts, kind, runtime, onProgress) =>
    cancellable(async (signal) => {
      const { vectors } = await shelf.embed(signal, model, texts, kind, runtime, onProgress);
      return transfer(vectors, [vectors.buffer]);
    }),

  advise: (base, set, runtime, onProgress) =>
    cancellable(async (signal) => {
      const [onEmbed, onRank] = stages(onProgress, [9, 1]);
      return advise(signal, { set, base: await embedSet(signal, base, set, runtime, onEmbed!) }, onRank);
    }),

  evaluate: (base, tuned, set, dimensions, runtime, onProgress) =>
    cancellable(async (signal) => {
      const [onBase, onTuned, onRank] = stages(onProgress, [9, tuned ? 9 : 0, 1]);
      const byBase = await embedSet(signal, base, set, runtime, onBase!);
      const byTuned = tuned && (await embedSet(signal, tuned, set, runtime, onTuned!));
      return evaluate(signal, { set, base: byBase, tuned: byTuned, dimensions }, onRank);
    }),

  comparePassages: (base, tuned, sets, runtime, onProgress) =>
    cancellable(async (signal) => {
      const [onBase, onOther, onTuned, onOtherTuned, onRank] = stages(onProgress, [
        9,
        9,
        ...(tuned ? [9, 9] : [0, 0]),
        1,
      ]);
      const [before, after] = [
        { set: sets.before, base: await embedSet(signal, base, sets.before, runtime, onBase!) },
        { set: sets.after, base: await embedSet(signal, base, sets.after, runtime, onOther!) },
      ];
      const by = async (set: DevQuestions, onSet: OnProgress) =>
        tuned && (await embedSet(signal, tuned, set, runtime, onSet));
      const tunedBefore = await by(sets.before, onTuned!);
      const tunedAfter = await by(sets.after, onOtherTuned!);
      return comparePassages(
        signal,
        { before: { ...before, tuned: tunedBefore }, after: { ...after, tuned: tunedAfter } },
        onRank,
      );
    }),

  evaluateLabelled: (base, tuned, set, dimensions, runtime, onProgress) =>
    cancellable(async (signal) => {
      if (set.examples.length === 0) throw new HoneError('evaluation/no-queries');
      const [onBase, onTuned, onMeasure] = stages(onProgress, [9, tuned ? 9 : 0, 1]);
      const { width, ...byBase } = await embedLabelled(signal, base, set, runtime, onBase!);
      const byTuned = tuned && (await embedLabelled(signal, tuned, set, runtime, onTuned!));
      const { of, metric } = set;
      return evaluateLabelled(
        signal,
        { of, metric, base: byBase, tuned: byTuned, width, dimensions },
        onMeasure,
      );
    }),

  index: (base, tuned, chunks: Chunk[], runtime, onProgress) =>
    cancellable(async (signal) => {
      const [onBase, onTuned] = stages(onProgress, [1, tuned ? 1 : 0]);
      const texts = chunks.map(({ text }) => text);
      const byBase = await shelf.embed(signal, base, texts, 'document', runtime, onBase);
      const byTuned = tuned && (await shelf.embed(signal, tuned, texts, 'document', runtime, onTuned));
      const index = new SearchIndex({
        ids: chunks.map(({ id }) => id),
        texts,
        width: byBase.width,
        base: byBase.vectors,
        tuned: byTuned?.vectors ?? null,
      });
      indexed = { index, base, tuned, runtime };
    }),

  async search(query, systems, dimension, top) {
    if (!indexed) throw new HoneError('unexpected', { message: 'search was asked for before index' });
    const { index, base, tuned, runtime } = indexed;
    const vector = async (model: ModelReference) =>
      (await shelf.embed(new AbortController().signal, model, [query], 'query', runtime)).vectors;
    const needs = (...names: string[]) => systems.some((system) => names.includes(system));
    const vectors = {
      ...(needs('base', 'fusion_base') && { base: await vector(base) }),
      ...(tuned && needs('tuned', 'fusion_tuned') && { tuned: await vector(tuned) }),
    };
    return index.search(query, vectors, systems, dimension, top);
  },

  bundle: ({ model, ...request }, runtime, onProgress) =>
    cancellable(async (signal) => {
      const [onEmbed, onWrite] = stages(onProgress, [2, 1]);
      const texts = request.chunks.map(({ text }) => text);
      const { vectors } = await shelf.embed(signal, model, texts, 'document', runtime, onEmbed);
      return writeBundle(signal, { ...request, loaded: await shelf.loaded(model), vectors }, onWrite);
    }),

  cancel() {
    for (const controller of running) controller.abort();
  },
} satisfies EmbedWorker);
