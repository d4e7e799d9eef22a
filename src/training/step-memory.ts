import { HoneError } from '../errors/hone-error';
import { MICRO_BATCH_TOKENS } from '../models/embedder';
import type { MicroBatch } from '../models/packing';

/** Activations and layers' inputs kept between the forward and the backward pass; what goes beyond is computed twice. */
const KEPT_BYTES = 1.2e9;

/** How much of a step is in memory at once; less after every failed allocation, for as long as the model lives. */
export class StepMemory {
  /** Padded tokens of a micro-batch at most; one text at least. */
  microBatchTokens = MICRO_BATCH_TOKENS;
  private worked = 0;
  private divisible = false;

  /** `keptBytes`: of activations between the passes. */
  constructor(public keptBytes = KEPT_BYTES) {}

  /** Notes the micro-batch that is worked on: one of a single text cannot get smaller. */
  uses({ texts, longest }: MicroBatch): void {
    this.worked = texts.length * longest;
    this.divisible = texts.length > 1;
  }

  /**
   * Does `work`; where memory does not suffice, again in micro-batches of half the size and with no activations kept, until
   * it does. `work` must leave nothing behind when it fails. Throws 'engine/out-of-memory' when one text is too much.
   */
  async fit<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (thrown) {
        const error = asMemoryError(thrown);
        const full = error instanceof HoneError && error.code === 'engine/out-of-memory';
        if (!full || !(this.divisible || this.keptBytes > 0)) throw error;
        this.keptBytes = 0;
        const used = Math.min(this.worked, this.microBatchTokens);
        this.microBatchTokens = Math.max(1, Math.floor(used / 2));
      }
    }
  }
}

/** A failed allocation is a RangeError; onnxruntime's own are told apart by the runtime. */
export function asMemoryError(error: unknown): unknown {
  const full = error instanceof RangeError && /alloc|memory/i.test(error.message);
  return full ? new HoneError('engine/out-of-memory', {}, { cause: error }) : error;
}
