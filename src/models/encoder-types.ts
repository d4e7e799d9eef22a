import type { Backend, RuntimeOptions } from '../engine/types';
import type { Dense, EncoderConfig, Pooling, Weights } from './types';

/** What the engine needs of a LoadedModel (a LoadedModel fits). */
export interface EncoderModel {
  config: EncoderConfig;
  pooling: Pooling;
  /** false: the ONNX export asks how many tokens of a text are its prompt's. */
  includePrompt?: boolean;
  /** None: the pooled vector is the text's. */
  dense?: readonly Dense[];
  /** Read at creation, never written to; names the encoder does not use (the pooler's) are carried through unchanged. */
  weights: Weights;
}

/** A model on a runtime that embeds texts; calls queue up, one runs at a time. */
export interface Embedder {
  readonly dimension: number;
  readonly backend: Backend;
  readonly threads: number;
  /**
   * Unit vectors [texts, dimension], row-major. Token id sequences of any lengths from 1 to max_position_embeddings; no dropout.
   * `left`: how many tokens at the start of each the pooling leaves out.
   */
  embed(sequences: number[][], left?: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** src/models/embedder.ts: createEmbedder. 'auto' is settled before this by the caller (here it means wasm). */
export type CreateEmbedder = (model: EncoderModel, runtime: RuntimeOptions) => Promise<Embedder>;
