import type { BundleContents } from '../../../src/bundle/contents';
import type { Chunk } from '../../../src/documents/types';
import { evaluate } from '../../../src/evaluation/evaluate';
import type { Evaluation } from '../../../src/evaluation/types';
import { dimensionOf } from '../../../src/models/dense';
import { createEmbedder } from '../../../src/models/embedder';
import { promptTokens } from '../../../src/models/prompts';
import type { LoadedModel } from '../../../src/models/types';
import type { Example, ExampleSource } from '../../../src/pairs/types';
import { defaultArguments } from '../../../src/training/arguments';
import type { TrainResult } from '../../../src/training/types';

/** The model's own vectors for texts, as the app makes them. */
export async function embed(
  loaded: LoadedModel,
  texts: string[],
  kind: 'query' | 'document',
): Promise<Float32Array> {
  const embedder = await createEmbedder(loaded, { backend: 'wasm', threads: 1 });
  const tokens = texts.map((text) =>
    loaded.tokenizer.encode(loaded.prompts[kind] + text, loaded.maxSeqLength),
  );
  const left = promptTokens(loaded, loaded.prompts[kind], loaded.maxSeqLength);
  const vectors = await embedder.embed(tokens, left);
  await embedder.dispose();
  return vectors;
}

export function chunkOf(text: string, at: number, documentName = 'handbook.pdf'): Chunk {
  return {
    id: `c${at}`,
    documentId: 'd1',
    documentName,
    text,
    headings: ['Pumps'],
    regions: [{ page: at + 1, bbox: [0, 0, 10, 10] }],
    elementIds: [`e${at}`],
    kind: 'text',
    tokens: 5,
  };
}

export function exampleOf(at: number, source: ExampleSource, more: Partial<Example> = {}): Example {
  return {
    id: `x${at}`,
    anchor: `question ${at}`,
    positive: `passage ${at}`,
    source,
    chunkId: `c${at}`,
    status: 'accepted',
    split: 'train',
    createdAt: 0,
    ...more,
  };
}

export const training = (more: Partial<TrainResult> = {}): TrainResult => ({
  checkpointId: 'k',
  step: 40,
  totalSteps: 50,
  stopped: false,
  stoppedEarly: false,
  steps: [{ step: 1, epoch: 0.02, loss: 1.5, lr: 2e-5, grad_norm: 1, seconds: 0.5, tokens: 800 }],
  dev: [{ step: 40, epoch: 1, ndcg: { 16: 0.5, 8: 0.4 } }],
  mixes: [],
  seconds: 20,
  arguments: defaultArguments({
    dimensions: [16, 8],
    maxSeqLength: 16,
    config: { max_position_embeddings: 24 },
  }),
  ...more,
});

/** Scores on `count` questions by source, from vectors drawn so that tuned is better. */
export function evaluation(sources: ExampleSource[]): Promise<Evaluation> {
  const rows = sources.map((_, at) => [Math.cos(at), Math.sin(at)]);
  const away = sources.map((_, at) => [Math.cos(at + 0.5), Math.sin(at + 0.5)]);
  const corpus = Float32Array.from(rows.flat());
  return evaluate(new AbortController().signal, {
    set: {
      queries: sources.map((source, at) => ({ id: `q${at}`, text: `word${at}`, source })),
      corpus: sources.map((_, at) => ({ id: `p${at}`, text: `word${at}` })),
      relevant: Object.fromEntries(sources.map((_, at) => [`q${at}`, [`p${at}`]])),
    },
    base: { queries: Float32Array.from(away.flat()), corpus, width: 2 },
    tuned: { queries: corpus, corpus, width: 2 },
    dimensions: [2],
  });
}

export async function contentsOf(loaded: LoadedModel, texts: string[], more: Partial<BundleContents> = {}) {
  return {
    projectName: 'Pump handbook',
    loaded,
    chunks: texts.map((text, at) => chunkOf(text, at)),
    vectors: await embed(loaded, texts, 'document'),
    examples: texts.map((_, at) => exampleOf(at, 'person')),
    rows: null,
    evaluation: null,
    labelled: [],
    training: null,
    dimension: dimensionOf(loaded),
    ...more,
  } satisfies BundleContents;
}
