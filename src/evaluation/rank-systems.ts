import { Bm25 } from './bm25';
import { CosineRanker } from './cosine';
import { fuse } from './fusion';
import { rowsOf, type PreparedSet } from './prepare';
import type { Ranking } from './ranking';

/** A model's unit vectors at full dimension, row-major: queries [set.queries.length, width], corpus [set.corpus.length, width]. */
export interface Embeddings {
  queries: Float32Array;
  corpus: Float32Array;
  width: number;
}

/** By dimension, one ranking for each prepared question. */
export type RankingsByDimension = Map<number, Ranking[]>;

/** Gives the thread back for a moment, so that a worker hears `cancel()`, and ends the work when it was cancelled. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  signal.throwIfAborted();
}

/** Questions ranked between two breaths. */
const slice = 128;

export async function rankByModel(
  signal: AbortSignal,
  { questions, order }: PreparedSet,
  { queries, corpus, width }: Embeddings,
  dimensions: readonly number[],
  onRanked: (questions: number) => void,
): Promise<RankingsByDimension> {
  const ranker = new CosineRanker(corpus, width, dimensions, order);
  const rankings: RankingsByDimension = new Map(ranker.dimensions.map((dimension) => [dimension, []]));
  for (let from = 0; from < questions.length; from += slice) {
    await breathe(signal);
    const part = questions.slice(from, from + slice);
    for (const [dimension, ranked] of ranker.rank(rowsOf(queries, width, part))) {
      rankings.get(dimension)!.push(...ranked);
    }
    onRanked(part.length);
  }
  return rankings;
}

export async function rankByWords(
  signal: AbortSignal,
  { questions, texts, order }: PreparedSet,
  onRanked: (questions: number) => void,
): Promise<Ranking[]> {
  await breathe(signal);
  const bm25 = new Bm25(texts, order);
  const rankings: Ranking[] = [];
  for (let from = 0; from < questions.length; from += slice) {
    await breathe(signal);
    const part = questions.slice(from, from + slice);
    rankings.push(...part.map(({ text }) => bm25.rank(text)));
    onRanked(part.length);
  }
  return rankings;
}

export function fuseWithWords(
  model: RankingsByDimension,
  bm25: readonly Ranking[],
  { order }: PreparedSet,
): RankingsByDimension {
  return new Map(
    [...model].map(([dimension, rankings]) => [
      dimension,
      rankings.map((ranking, at) => fuse([ranking, bm25[at]!], order)),
    ]),
  );
}
