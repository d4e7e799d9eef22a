import type { Value } from '../engine/ort';
import type { Encoder, Trace } from '../models/encoder';
import type { MaskSource } from '../models/encoder-feeds';
import { ALIKE } from '../models/embedder';
import type { EncoderModel } from '../models/encoder-types';
import { pack, type MicroBatch } from '../models/packing';
import type { StepMemory } from './step-memory';
import type { LayerRows } from './text-rows';

/** Of one micro-batch. */
interface Passed {
  readonly index: number;
  readonly batch: MicroBatch;
  readonly trace: Trace;
}

/**
 * The passes over a batch of texts, micro-batch by micro-batch: forward to the texts' vectors, and backward from the gradients
 * of these. Between the two a budget's worth of activations is kept; what goes beyond is dropped and computed again, so that
 * memory does not grow with the batch (GradCache: Gao et al. 2021, arXiv:2101.06983).
 */
export class BatchPasses {
  tokens = 0;
  microBatches = 0;
  /** Most bytes ever held for the backward pass. */
  peakBytes = 0;
  private readonly budget: number;
  private held = 0;
  private readonly kept: Passed[] = [];

  constructor(
    private readonly encoder: Encoder,
    private readonly model: EncoderModel,
    /** `left`: how many tokens at the start of each the pooling leaves out. */
    private readonly texts: { sequences: readonly (readonly number[])[]; left: readonly number[] },
    /** A micro-batch's dropout masks, the same whenever asked again. */
    private readonly masksOf: (microBatch: number) => MaskSource,
    private readonly memory: StepMemory,
  ) {
    this.budget = memory.keptBytes;
  }

  /** Puts the texts' vectors, not normalised, into `rows`, those of layers before the last too. */
  async forward(rows: LayerRows): Promise<void> {
    for (const [index, batch] of this.batches()) {
      const { keeping, inputs } = this.encoder.traceBytes(batch);
      const keep = this.held + keeping <= this.budget;
      const { pooled, trace } = await this.encoder.forward(batch, this.masksOf(index), keep);
      this.hold(trace.bytes);
      await rows.last.put(batch.texts, pooled);
      for (const [layer, inner] of rows.layers)
        await inner.put(batch.texts, await this.encoder.pooledAt(batch, trace, layer));
      this.tokens += batch.tokens;
      this.microBatches++;
      // One that fits at another time is computed again then; of one that never fits the layers' inputs save some of that.
      if (keep || (keeping > this.budget && this.held <= this.budget))
        this.kept.push({ index, batch, trace });
      else {
        this.encoder.release(trace);
        this.held -= inputs;
      }
    }
  }

  /** Adds the weights' gradients to `sums`, given those of the texts' vectors. */
  async backward(rows: LayerRows, sums: Map<string, Value>): Promise<void> {
    const done = new Set(this.kept.map(({ index }) => index));
    for (let last = this.kept.pop(); last; last = this.kept.pop()) await this.through(last, rows, sums);
    for (const [index, batch] of this.batches()) {
      if (done.has(index)) continue;
      const keep = this.encoder.traceBytes(batch).keeping <= this.budget;
      const { pooled, trace } = await this.encoder.forward(batch, this.masksOf(index), keep);
      pooled.dispose();
      this.hold(trace.bytes);
      await this.through({ index, batch, trace }, rows, sums);
    }
  }

  /** Frees what is held for a backward pass that will not come. */
  release(): void {
    for (const { trace } of this.kept.splice(0)) this.encoder.release(trace);
  }

  private async through({ index, batch, trace }: Passed, rows: LayerRows, sums: Map<string, Value>) {
    try {
      const dPooled = await rows.last.take(batch.texts);
      const dLayers = new Map<number, Value>();
      for (const [layer, inner] of rows.layers) dLayers.set(layer, await inner.take(batch.texts));
      await this.encoder.backward(batch, trace, dPooled, this.masksOf(index), sums, dLayers);
      for (const value of [dPooled, ...dLayers.values()]) value.dispose();
    } catch (error) {
      this.encoder.release({ ...trace, top: null });
      throw error;
    }
    this.held -= trace.bytes;
  }

  private hold(bytes: number): void {
    this.held += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.held);
  }

  /** The same ones in the same order each time, made as they are needed. */
  private *batches(): Generator<[index: number, batch: MicroBatch], void> {
    const { config, pooling } = this.model;
    let index = 0;
    const { sequences, left } = this.texts;
    const alike = ALIKE[this.encoder.runtime.backend];
    for (const batch of pack(sequences, config, pooling, this.memory.microBatchTokens, left, alike)) {
      this.memory.uses(batch);
      yield [index++, batch];
    }
  }
}
