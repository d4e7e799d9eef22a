import { Runtime } from '../engine/runtime';
import type { Backend } from '../engine/types';
import { dimensionOf } from './dense';
import { Encoder } from './encoder';
import type { CreateEmbedder, EncoderModel } from './encoder-types';
import { pack } from './packing';

/** Padded tokens in one run: enough to keep matrix products busy, little enough for WASM's memory. */
export const MICRO_BATCH_TOKENS = 2048;

/**
 * The shortest text of a micro-batch as a part of its longest. On WASM what attention computes of padding costs more than
 * further micro-batches do (docs/decisions/wasm-kernels.md); a GPU rather has fewer dispatches.
 */
export const ALIKE: Readonly<Record<Backend, number>> = { wasm: 0.6, webgpu: 0 };

/** Unit vectors [texts, dimension] by an encoder, without dropout; the pooling leaves out the first `left` tokens. */
export async function embedWith(
  encoder: Encoder,
  model: EncoderModel,
  sequences: number[][],
  left = 0,
): Promise<Float32Array> {
  const { config, pooling } = model;
  const width = dimensionOf(model);
  const vectors = new Float32Array(sequences.length * width);
  const leftOut = sequences.map(() => left);
  const alike = ALIKE[encoder.runtime.backend];
  for (const batch of pack(sequences, config, pooling, MICRO_BATCH_TOKENS, leftOut, alike)) {
    const pooled = await encoder.infer(batch);
    batch.texts.forEach((text, row) => {
      vectors.set(unit(pooled.subarray(row * width, (row + 1) * width)), text * width);
    });
  }
  return vectors;
}

/** x / |x|, |x| at least 1e-12 (torch's F.normalize). */
function unit(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / Math.max(norm, 1e-12));
}

export const createEmbedder: CreateEmbedder = async (model, options) => {
  const runtime = await Runtime.create(options);
  const encoder = new Encoder(runtime, model);
  return {
    dimension: dimensionOf(model),
    backend: runtime.backend,
    threads: runtime.threads,
    embed: (sequences, left) => embedWith(encoder, model, sequences, left),
    dispose: () => encoder.dispose(),
  };
};
