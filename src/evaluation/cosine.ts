import { checkDimension, inverseNorms, rowCount } from './matryoshka';
import { TopK, rankingDepth, type Ranking } from './ranking';

/** Questions scored together: one read of a passage's numbers serves all four. */
const lanes = 4;
/** Passages per block, so that a block stays in the processor's cache while questions pass over it. */
const blockBytes = 128 * 1024;

/**
 * Exact cosine ranking at several Matryoshka dimensions in one pass.
 *
 * A score at dimension d is the dot product over the first d numbers divided by both prefixes' norms, so the larger
 * dimensions continue the smaller ones' sums: all of them cost what the largest costs alone.
 */
export class CosineRanker {
  readonly dimensions: readonly number[];
  private readonly inverse: Float64Array[];
  private readonly passages: number;

  /**
   * corpus: row-major [passages, width]; `order`: idOrder of the passages' ids.
   * Throws engine/shape when a dimension is not in 1..width.
   */
  constructor(
    private readonly corpus: Float32Array,
    private readonly width: number,
    dimensions: readonly number[],
    private readonly order: Int32Array,
  ) {
    this.dimensions = [...new Set(dimensions)].sort((a, b) => a - b);
    for (const dimension of this.dimensions) checkDimension(dimension, width);
    this.passages = rowCount(corpus, width);
    this.inverse = inverseNorms(corpus, width, this.dimensions);
  }

  /**
   * queries: row-major [n, width]. Result: by dimension, one ranking a question, each of at most `k` passages.
   * Takes about half a second for 300 questions over 6,755 passages of 384 numbers; give it slices of that size.
   */
  rank(queries: Float32Array, k = rankingDepth): Map<number, Ranking[]> {
    const { width, dimensions, passages, order } = this;
    const count = rowCount(queries, width);
    const queryInverse = inverseNorms(queries, width, dimensions);
    const kept = Math.min(k, passages);
    const best = dimensions.map(() => Array.from({ length: count }, () => new TopK(kept, order)));
    const groups: Float64Array[] = [];
    for (let first = 0; first < count; first += lanes) groups.push(interleave(queries, width, first, count));

    const blockSize = Math.max(1, Math.floor(blockBytes / (4 * width)));
    const scores = new Float64Array(dimensions.length * lanes);
    for (let from = 0; from < passages; from += blockSize) {
      const to = Math.min(passages, from + blockSize);
      groups.forEach((group, groupAt) => {
        const active = Math.min(lanes, count - groupAt * lanes);
        for (let passage = from; passage < to; passage += 1) {
          prefixProducts(this.corpus, passage * width, group, dimensions, scores);
          for (let nth = 0; nth < dimensions.length; nth += 1) {
            const scale = this.inverse[nth]![passage]!;
            for (let lane = 0; lane < active; lane += 1) {
              const query = groupAt * lanes + lane;
              best[nth]![query]!.offer(
                passage,
                scores[nth * lanes + lane]! * scale * queryInverse[nth]![query]!,
              );
            }
          }
        }
      });
    }
    return new Map(dimensions.map((dimension, nth) => [dimension, best[nth]!.map((topK) => topK.ranking())]));
  }
}

/** Four questions' numbers side by side: [width, 4]; missing ones are zero. */
function interleave(queries: Float32Array, width: number, first: number, count: number): Float64Array {
  const group = new Float64Array(width * lanes);
  for (let lane = 0; lane < lanes && first + lane < count; lane += 1) {
    const row = (first + lane) * width;
    for (let at = 0; at < width; at += 1) group[at * lanes + lane] = queries[row + at]!;
  }
  return group;
}

function prefixProducts(
  corpus: Float32Array,
  row: number,
  group: Float64Array,
  dimensions: readonly number[],
  scores: Float64Array,
): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = 0;
  for (let nth = 0; nth < dimensions.length; nth += 1) {
    for (const end = dimensions[nth]!; at < end; at += 1) {
      const value = corpus[row + at]!;
      const lane = at * 4;
      a += value * group[lane]!;
      b += value * group[lane + 1]!;
      c += value * group[lane + 2]!;
      d += value * group[lane + 3]!;
    }
    const out = nth * 4;
    scores[out] = a;
    scores[out + 1] = b;
    scores[out + 2] = c;
    scores[out + 3] = d;
  }
}
