/** One question's passages, best first: indices into the corpus and their scores. */
export interface Ranking {
  documents: Int32Array;
  scores: Float64Array;
}

/** How many passages a ranking keeps: MAP@100 needs this many. */
export const rankingDepth = 100;

/** Python's order of strings, by code point; JavaScript's own is by UTF-16 unit and differs beyond U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === length) return a.length - b.length;
  const [unitA, unitB] = [a.charCodeAt(at), b.charCodeAt(at)];
  // A surrogate unit stands for a code point above every other unit.
  const [highA, highB] = [isSurrogate(unitA), isSurrogate(unitB)];
  return highA === highB ? unitA - unitB : highA ? 1 : -1;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Each id's position in ascending order: equal scores are ranked by it, as InformationRetrievalEvaluator does. */
export function idOrder(ids: readonly string[]): Int32Array {
  const ascending = ids.map((_, index) => index).sort((a, b) => compareCodePoints(ids[a]!, ids[b]!));
  const order = new Int32Array(ids.length);
  ascending.forEach((index, position) => (order[index] = position));
  return order;
}

/**
 * Keeps the best `k` of the documents offered to it under the total order (score descending, id ascending).
 * A binary heap whose root is the worst one kept.
 */
export class TopK {
  private readonly documents: Int32Array;
  private readonly scores: Float64Array;
  private size = 0;

  constructor(
    private readonly k: number,
    private readonly order: Int32Array,
  ) {
    this.documents = new Int32Array(k);
    this.scores = new Float64Array(k);
  }

  offer(document: number, score: number): void {
    if (this.size === this.k) {
      if (this.k === 0 || !(score >= this.scores[0]!)) return;
      if (score === this.scores[0] && this.order[document]! > this.order[this.documents[0]!]!) return;
      this.sink(document, score);
    } else if (!Number.isNaN(score)) {
      this.rise(document, score);
    }
  }

  /** What was kept, best first. The heap is spent afterwards. */
  ranking(): Ranking {
    const { documents, scores, order } = this;
    const kept = Array.from({ length: this.size }, (_, index) => index);
    kept.sort((a, b) => scores[b]! - scores[a]! || order[documents[a]!]! - order[documents[b]!]!);
    return {
      documents: Int32Array.from(kept, (index) => documents[index]!),
      scores: Float64Array.from(kept, (index) => scores[index]!),
    };
  }

  private worse(at: number, document: number, score: number): boolean {
    const other = this.scores[at]!;
    return other < score || (other === score && this.order[this.documents[at]!]! > this.order[document]!);
  }

  private place(at: number, document: number, score: number): void {
    this.documents[at] = document;
    this.scores[at] = score;
  }

  private rise(document: number, score: number): void {
    let at = this.size;
    this.size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.worse(parent, document, score)) break;
      this.place(at, this.documents[parent]!, this.scores[parent]!);
      at = parent;
    }
    this.place(at, document, score);
  }

  private sink(document: number, score: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      const right = child + 1;
      if (right < this.size && this.worse(right, this.documents[child]!, this.scores[child]!)) child = right;
      if (!this.worse(child, document, score)) break;
      this.place(at, this.documents[child]!, this.scores[child]!);
      at = child;
    }
    this.place(at, document, score);
  }
}
