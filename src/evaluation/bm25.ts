import { TopK, rankingDepth, type Ranking } from './ranking';
import { words } from './words';

interface Postings {
  documents: number[];
  counts: number[];
}

/**
 * Okapi BM25 with Lucene's never-negative idf, k1 = 1.2, b = 0.75.
 *
 * score(q, D) = Σ_{t in q} idf(t) · f(t, D) · (k1 + 1) / (f(t, D) + k1 · (1 - b + b · |D| / mean |D|)),
 * idf(t) = ln(1 + (N - n(t) + 0.5) / (n(t) + 0.5)); a word repeated in the question counts as often as it stands there.
 * Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework"; Lucene's BM25Similarity.
 */
export class Bm25 {
  private readonly postings = new Map<string, Postings>();
  /** k1 · (1 - b + b · |D| / mean |D|) for every document. */
  private readonly lengthNorm: Float64Array;
  private readonly scores: Float64Array;

  /** `order`: idOrder of the passages' ids, for equal scores. */
  constructor(
    texts: readonly string[],
    private readonly order: Int32Array,
    private readonly k1 = 1.2,
    b = 0.75,
  ) {
    const lengths = texts.map((text, document) => this.add(document, words(text)));
    const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
    this.lengthNorm = Float64Array.from(
      lengths,
      (length) => k1 * (1 - b + (mean > 0 ? (b * length) / mean : 0)),
    );
    this.scores = new Float64Array(texts.length);
  }

  /** The best `k` passages that share a word with the question. */
  rank(question: string, k = rankingDepth): Ranking {
    const { scores, lengthNorm, k1 } = this;
    const touched: number[] = [];
    for (const word of words(question)) {
      const found = this.postings.get(word);
      if (!found) continue;
      const { documents, counts } = found;
      const idf = Math.log(1 + (scores.length - documents.length + 0.5) / (documents.length + 0.5));
      for (let at = 0; at < documents.length; at += 1) {
        const [document, count] = [documents[at]!, counts[at]!];
        if (scores[document] === 0) touched.push(document);
        scores[document]! += (idf * count * (k1 + 1)) / (count + lengthNorm[document]!);
      }
    }
    const best = new TopK(Math.min(k, touched.length), this.order);
    for (const document of touched) {
      best.offer(document, scores[document]!);
      scores[document] = 0;
    }
    return best.ranking();
  }

  private add(document: number, found: readonly string[]): number {
    for (const word of found) {
      let entry = this.postings.get(word);
      if (!entry) this.postings.set(word, (entry = { documents: [], counts: [] }));
      const last = entry.documents.length - 1;
      if (entry.documents[last] === document) entry.counts[last]! += 1;
      else {
        entry.documents.push(document);
        entry.counts.push(1);
      }
    }
    return found.length;
  }
}
