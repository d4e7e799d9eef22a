import type { Graph, Tensor } from '../../engine/graph';
import type { Shape } from '../../engine/shape';

/** What a batch holds besides its texts' vectors. */
export interface LossBatch {
  /** Rows of the batch: texts in each column. */
  rows: number;
  /** One number a row (a score, a class), or several (a teacher's scores of every candidate). */
  labels?: readonly (number | readonly number[])[];
  /** GISTEmbedLoss: the guide's unit vectors, one array [rows, width] a column. */
  guide?: readonly Float32Array[];
}

/** Numbers for an input of a loss's graph. */
export interface LossFeed {
  data: Float32Array;
  shape: number[];
}

export type LossFeeds = Record<string, LossFeed>;

/** The vectors that a loss is written in terms of, at one dimension. */
export interface Vectors {
  readonly g: Graph;
  /** ['n', d] for each column. */
  readonly columns: readonly Tensor[];
  /** The same numbers, through which no gradient goes: torch's detach(). */
  readonly fixed: readonly Tensor[];
  /** Whether the vectors have length 1 already. */
  readonly unit: boolean;
  /** Ends the names of inputs that are others at every dimension. */
  readonly at: string;
}

/**
 * A loss over a whole batch as a graph. Inputs that `graph` declares by name, besides the columns, are given by `feeds`;
 * 'share' [n, 1] is 1/n and 'own' [n, n] is 1 where row is column, both given by the runner.
 */
export interface Loss {
  /** [1, 1] */
  graph(vectors: Vectors): Tensor;
  /** `columns`: how many there are. Throws HoneError 'engine/shape' where the labels do not fit. */
  feeds?(batch: LossBatch, columns: number): LossFeeds;
  /** Where what enters the loss depends on the vectors: found in plain TypeScript between two programs. */
  mining?: Mining;
  /** Weights of its own, trained with the model's (SoftmaxLoss' classifier), by name. */
  parameters?(dimension: number): Record<string, Shape>;
}

/** A loss that is a weighted sum of distances, Σ weight ⊙ D + constant, where the weights follow from the distances. */
export interface Mining {
  /** [n, n] */
  distances(vectors: Vectors): Tensor;
  /** `distances` row-major. */
  select(distances: Float32Array, batch: LossBatch): { weight: Float32Array; constant: number };
}

/** Far below any score, so that its exponential is 0, and far from overflow when added to one. */
export const NEVER = -1e9;

/** Σ over rows of x [n, 1], divided by their number: [1, 1]. */
export function meanOverRows(g: Graph, x: Tensor): Tensor {
  return g.sum(g.mul(x, g.input('share', ['n', 1])), [0, 1]);
}

/** Columns [n, 1] side by side, [n, count]. */
export function sideBySide(g: Graph, columns: readonly Tensor[]): Tensor {
  const last = columns.length - 1;
  return columns
    .map((column, i) => (last === 0 ? column : g.pad(column, i, last - i)))
    .reduce((sum, column) => g.add(sum, column));
}

/** ln Σ exp over the last axis of all blocks together, each [n, any]: [n, 1]. */
export function logSumExpOf(g: Graph, blocks: readonly Tensor[]): Tensor {
  const parts = blocks.map((block) => g.logSumExp(block));
  return parts.length === 1 ? parts[0]! : g.logSumExp(sideBySide(g, parts));
}

/** ln(1 + eˣ) of x [.., 1]: ln(eˣ + e⁰). */
export const softplus = (g: Graph, x: Tensor): Tensor => g.logSumExp(g.pad(x, 0, 1));
