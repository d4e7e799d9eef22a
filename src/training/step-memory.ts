import { HoneError } from '../errors/hone-error';
import { MICRO_BATCH_TOKENS } from '../models/embedder';
import type { Shapes } from '../models/architectures/block';
import type { MicroBatch } from '../models/packing';

/** Activations and layers' inputs kept between the forward and the backward pass; what goes beyond is computed twice. */
const KEPT_BYTES = 1.2e9;

/** What a layer's passes take besides, for a moment. */
const WORKING_BYTES = 4e8;
/** All that the memory of our own kernels on WASM can be. */
const HEAP_BYTES = 2 ** 32;

const floatBytes = (shapes: Shapes): number =>
  Object.values(shapes).reduce((sum, shape) => sum + 4 * shape.reduce((count, size) => count * size, 1), 0);

/** Whether weights, gradients, moments and one layer's work fit into one WebAssembly memory. */
export function fitsOneMemory(all: Shapes, trained: Shapes): boolean {
  return floatBytes(all) + 3 * floatBytes(trained) + WORKING_BYTES <= HEAP_BYTES;
}

/** What may be kept between the passes, given the bytes that are left before there are gradients. */
export function keptBudget(room: number, trained: Shapes): number {
  return Math.max(0, Math.min(KEPT_BYTES, room - floatBytes(trained) - WORKING_BYTES));
}

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
