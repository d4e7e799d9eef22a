import { Bm25 } from './bm25';
import { CosineRanker } from './cosine';
import { fuse } from './fusion';
import { idOrder, rankingDepth, type Ranking } from './ranking';
import type { SearchHit, SearchHits, SystemName } from './types';

export interface SearchPassages {
  ids: readonly string[];
  texts: readonly string[];
  width: number;
  /** Unit vectors at full dimension, row-major [passages, width]; null: the model is not offered. */
  base: Float32Array | null;
  tuned: Float32Array | null;
}

/** One question over the chunks by every system; build it once, ask it often. */
export class SearchIndex {
  private readonly order: Int32Array;
  private readonly bm25: Bm25;
  private readonly rankers = new Map<string, CosineRanker>();

  constructor(private readonly passages: SearchPassages) {
    this.order = idOrder(passages.ids);
    this.bm25 = new Bm25(passages.texts, this.order);
  }

  /**
   * The first `top` passages by each of `systems`; one whose model was not given is left out.
   * `vectors`: the question's vector [width] by each model. A score is a cosine, BM25's sum or the fusion's reciprocal ranks.
   */
  search(
    question: string,
    vectors: { base?: Float32Array; tuned?: Float32Array },
    systems: readonly SystemName[],
    dimension: number,
    top: number,
  ): SearchHits {
    const byWords = this.bm25.rank(question);
    const byModel = (model: 'base' | 'tuned'): Ranking | null => {
      const vector = vectors[model];
      const ranker = this.ranker(model, dimension);
      return vector && ranker ? ranker.rank(vector, Math.max(top, rankingDepth)).get(dimension)![0]! : null;
    };
    const fused = (ranking: Ranking | null): Ranking | null =>
      ranking && fuse([ranking, byWords], this.order, Math.max(top, rankingDepth));
    const rank: Record<SystemName, () => Ranking | null> = {
      base: () => byModel('base'),
      tuned: () => byModel('tuned'),
      bm25: () => byWords,
      fusion_base: () => fused(byModel('base')),
      fusion_tuned: () => fused(byModel('tuned')),
    };

    const hits: SearchHits = {};
    for (const system of systems) {
      const ranking = rank[system]();
      if (ranking) hits[system] = this.hits(ranking, top);
    }
    return hits;
  }

  private hits({ documents, scores }: Ranking, top: number): SearchHit[] {
    return Array.from(documents.slice(0, top), (document, at) => ({
      chunkId: this.passages.ids[document]!,
      score: scores[at]!,
    }));
  }

  private ranker(model: 'base' | 'tuned', dimension: number): CosineRanker | null {
    const vectors = this.passages[model];
    if (!vectors) return null;
    const key = `${model} ${dimension}`;
    let ranker = this.rankers.get(key);
    if (!ranker) {
      ranker = new CosineRanker(vectors, this.passages.width, [dimension], this.order);
      this.rankers.set(key, ranker);
    }
    return ranker;
  }
}
