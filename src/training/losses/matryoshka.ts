import { gradient } from '../../engine/gradient';
import { Graph, type Tensor } from '../../engine/graph';
import { cutProgram, type Program } from '../../engine/program';
import type { Loss, Vectors } from './loss';
import { unitRows } from './similarity';

/** A loss at one dimension: of the first `dim` numbers of every vector, brought to length 1, times `weight`. */
export interface MatryoshkaPart {
  dim: number;
  weight: number;
}

export interface LossPrograms {
  /**
   * Columns 'c.<i>' [n, d], 'outer' [1, 1] and the loss's own inputs -> loss [1], times outer, 'd.c.<i>', and 'd.<name>' of
   * the loss's own weights.
   */
  loss: Program;
  /** Columns -> 'distances.<at>' [n, n], where the loss mines. */
  distances: Program | null;
}

/**
 * MatryoshkaLoss around a loss: Σ_k weight_k · loss of the first dim_k numbers of every vector, normalised.
 * No parts: the loss of the vectors themselves, normalised where the model does so.
 * Source: Kusupati et al. 2022 (arXiv:2205.13147); sums, not averages, as sentence-transformers does.
 */
export function lossPrograms(
  loss: Loss,
  count: number,
  dimension: number,
  parts: readonly MatryoshkaPart[],
  normalize: boolean,
): LossPrograms {
  const g = new Graph();
  const inputs = (prefix: string): Tensor[] =>
    Array.from({ length: count }, (_, i) => g.input(`${prefix}.${i}`, ['n', dimension]));
  const columns = inputs('c');
  const detached = inputs('fixed');
  const at = ({ dim }: MatryoshkaPart, unit: boolean): Vectors => {
    const shrink = (x: Tensor): Tensor => {
      const cut = dim === dimension ? x : g.slice(x, 0, dim);
      return unit ? unitRows(g, cut) : cut;
    };
    return { g, columns: columns.map(shrink), fixed: detached.map(shrink), unit, at: String(dim) };
  };
  const blocks =
    parts.length > 0
      ? parts.map((part) => ({ vectors: at(part, true), weight: part.weight }))
      : [{ vectors: at({ dim: dimension, weight: 1 }, normalize), weight: 1 }];
  const sum = blocks
    .map(({ vectors, weight }) => g.scale(loss.graph(vectors), weight))
    .reduce((all, part) => g.add(all, part));
  const total = g.mul(sum, g.input('outer', [1, 1]));
  const own = Object.entries(loss.parameters?.(dimension) ?? {});
  const weights = own.map(([name, shape]) => g.input(name, shape));
  const gradients = gradient(g, total, g.constant(1), [...columns, ...weights]);
  const names = [...columns.map((_, i) => `c.${i}`), ...own.map(([name]) => name)];
  return {
    loss: cutProgram('loss', {
      loss: g.reshape(total, [1]),
      ...Object.fromEntries(names.map((name, i) => [`d.${name}`, gradients[i]!])),
    }),
    distances: loss.mining
      ? cutProgram(
          'distances',
          Object.fromEntries(
            blocks.map(({ vectors }) => [`distances.${vectors.at}`, loss.mining!.distances(vectors)]),
          ),
        )
      : null,
  };
}
