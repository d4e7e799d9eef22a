import type { Chunk } from '../documents/types';
import type { Evaluation, LabelledEvaluation } from '../evaluation/types';
import type { LoadedModel } from '../models/types';
import type { RowSetting } from '../pairs/rows/row';
import type { RowData } from '../pairs/rows/row-sets';
import type { Example } from '../pairs/types';
import type { TrainResult } from '../training/types';

export interface LabelledRowSet extends RowData {
  setting: RowSetting;
}

/** What a bundle is made of: a BundleRequest with its model loaded and its chunks embedded. */
export interface BundleContents {
  projectName: string;
  /** Its `weights` are exported, so for a tuned model they are the mixed ones. */
  loaded: LoadedModel;
  chunks: readonly Chunk[];
  /** The chunks' unit vectors by that model at full dimension, row-major [chunks, dimensionOf(loaded)]. */
  vectors: Float32Array;
  examples: readonly Example[];
  /** What was trained on, where that was rows with labels. */
  rows: LabelledRowSet | null;
  evaluation: Evaluation | null;
  /** Of rows with labels, and of triplets. */
  labelled: readonly LabelledEvaluation[];
  training: TrainResult | null;
  /** Dimension of the vectors in chunks.jsonl. */
  dimension: number;
}
