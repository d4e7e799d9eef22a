import type { Tensor } from '../../engine/graph';
import type { OnnxWriter } from '../../engine/onnx';
import type { Block, Shapes } from './block';

/**
 * A table of the embeddings. The rows that a micro-batch needs are looked up outside of programs: a token's own, its
 * position's, or row 0 for the only token type.
 */
export interface Table {
  role: 'word' | 'position' | 'type';
  weight: string;
  rows: number;
}

/** Layers with the same programs. */
export interface LayerKind {
  /** Named as in the checkpoint after the layer's prefix, in its order, with torch's shapes. */
  readonly weights: Shapes;
  /** x [tokens, hidden] -> y of the same shape. */
  graph(block: Block, x: Tensor): Tensor;
}

/**
 * A bias of attention scores by relative position, one table for all layers, trained: score of head h for key j and query i
 * has table[bucket(i, j), h] added. Layers take it as the input 'relative' [1, heads, longest, longest].
 */
export interface RelativeBias {
  weight: string;
  shape: [rows: number, heads: number];
  /** [longest, longest], query by query */
  buckets(longest: number): Int32Array;
}

/** Where the ONNX export finds sizes: names of int64 scalars. */
export interface ExportSizes {
  sequence: string;
  /** 0, 1, ... sequence - 1 */
  range: string;
}

/** What an encoder computes, for one configuration. */
export interface Architecture {
  /** transformers' class of the bare encoder. */
  readonly modelClass: string;
  /** What stands before the names of a checkpoint saved with a head. */
  readonly prefix: string;
  readonly embeddings: {
    /** In checkpoint order. */
    readonly tables: readonly Table[];
    /** The other weights. */
    readonly weights: Shapes;
    /** The rows' sum [tokens, hidden] -> what the first layer takes. */
    graph(block: Block, sum: Tensor): Tensor;
  };
  readonly layers: readonly { prefix: string; kind: LayerKind }[];
  readonly relative: RelativeBias | null;
  /** After the last layer. */
  readonly final: LayerKind | null;
  /** Row of the table of positions for each token. */
  positions(sequence: readonly number[]): number[];
  /** The same in the export, [batch, sequence] or [sequence]. */
  exportPositions(onnx: OnnxWriter, inputIds: string, sizes: ExportSizes): string;
  /** Inputs of layers that follow from the length alone, by name. */
  constants(longest: number): Record<string, Float32Array>;
  /** The same in the export, and 'relative' where there is one. */
  exportConstants(onnx: OnnxWriter, sizes: ExportSizes): Record<string, string>;
}
