import type { Tensor } from '../../engine/graph';
import { logSumExpOf, meanOverRows, NEVER, type Loss, type LossBatch, type LossFeed } from './loss';
import { cosineMatrix } from './similarity';

export interface GISTParameters {
  temperature: number;
  margin_strategy: 'absolute' | 'relative';
  margin: number;
  contrast_anchors: boolean;
  contrast_positives: boolean;
}

/**
 * GISTEmbedLoss: columns anchor, positive and perhaps one negative, [n, d] each, and a guide's vectors of the same texts.
 * As MultipleNegativesRankingLoss among anchors, positives and negatives, but texts that the guide finds nearer to each other
 * than the pair (by a margin) are taken for answers too and left out.
 * Source: Solatorio 2024 (arXiv:2402.16829).
 */
export function gistEmbed(parameters: GISTParameters): Loss {
  /** Which columns are compared, by name. */
  const compared = (columns: number): Record<string, [number, number]> => ({
    ap: [0, 1],
    ...(parameters.contrast_anchors ? { aa: [0, 0] as [number, number] } : {}),
    ...(parameters.contrast_positives ? { pp: [1, 1] as [number, number] } : {}),
    ...(columns > 2 ? { an: [0, 2] as [number, number] } : {}),
  });
  return {
    graph(vectors) {
      const { g, columns } = vectors;
      const blocks = Object.entries(compared(columns.length)).map(([name, [a, b]]) => {
        const scores = g.scale(cosineMatrix(vectors, columns[a]!, columns[b]!), 1 / parameters.temperature);
        return { scores, kept: g.input(`kept.${name}`, ['n', 'n']) };
      });
      const own = g.sumLast(g.mul(blocks[0]!.scores, g.input('own', ['n', 'n'])));
      const shifted = blocks.map(({ scores, kept }): Tensor => g.add(g.sub(scores, own), kept));
      return meanOverRows(g, logSumExpOf(g, shifted));
    },
    feeds(batch, columns) {
      const { rows } = batch;
      const pairs = cosinesOf(batch, 0, 1);
      const limits = Array.from({ length: rows }, (_, i) => {
        const own = pairs[i * rows + i]!;
        return own - parameters.margin * (parameters.margin_strategy === 'relative' ? Math.abs(own) : 1);
      });
      const kept = ([a, b]: [number, number], name: string): LossFeed => {
        const data = Float32Array.from(cosinesOf(batch, a, b), (cosine, at) => {
          const row = Math.floor(at / rows);
          const isOwn = name === 'ap' && at % rows === row;
          return cosine > limits[row]! && !isOwn ? NEVER : 0;
        });
        return { data, shape: [rows, rows] };
      };
      return Object.fromEntries(
        Object.entries(compared(columns)).map(([name, pair]) => [`kept.${name}`, kept(pair, name)]),
      );
    },
  };
}

/** The guide's cosines of two columns, [n, n]. */
function cosinesOf({ rows, guide }: LossBatch, first: number, second: number): Float64Array {
  const [a, b] = [guide?.[first], guide?.[second]];
  if (!a || !b) throw new TypeError('the guide gave no vectors');
  const width = a.length / rows;
  const lengths = (x: Float32Array): number[] =>
    Array.from({ length: rows }, (_, i) => Math.hypot(...x.subarray(i * width, (i + 1) * width)));
  const [lengthsA, lengthsB] = [lengths(a), lengths(b)];
  const out = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += a[i * width + k]! * b[j * width + k]!;
      out[i * rows + j] = sum / Math.max(lengthsA[i]! * lengthsB[j]!, 1e-8);
    }
  }
  return out;
}
