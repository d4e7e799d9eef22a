import type { Chunk } from '../documents/types';
import type { Evaluation } from '../evaluation/types';
import type { LoadedModel } from '../models/types';
import type { Example } from '../pairs/types';
import type { TrainResult } from '../training/types';

/** What a bundle is made of: a BundleRequest with its model loaded and its chunks embedded. */
export interface BundleContents {
  projectName: string;
  /** Its `weights` are exported, so for a tuned model they are the mixed ones. */
  loaded: LoadedModel;
  chunks: readonly Chunk[];
  /** The chunks' unit vectors by that model at full dimension, row-major [chunks, dimensionOf(loaded)]. */
  vectors: Float32Array;
  examples: readonly Example[];
  evaluation: Evaluation | null;
  training: TrainResult | null;
  /** Dimension of the vectors in chunks.jsonl. */
  dimension: number;
}
