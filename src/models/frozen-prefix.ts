import { pack, type MicroBatch } from './packing';
import type { EncoderModel } from './encoder-types';

/** Hidden states of texts kept over a whole run: about 2,000 passages of 150 tokens at 384 numbers. */
const BUDGET_BYTES = 5e8;

/**
 * What the frozen layers give for a text, computed once, without dropout, and kept until the budget is spent; texts beyond
 * it are computed each time. Each is computed alone, so that its numbers do not depend on what came with it: a resumed run
 * meets the texts in other company and must end with the same bits.
 */
export class FrozenPrefix {
  private readonly kept = new Map<string, Float32Array>();
  private bytes = 0;
  /** Texts computed so far, again or for the first time. */
  computed = 0;

  constructor(
    private readonly model: Pick<EncoderModel, 'config' | 'pooling'>,
    /** Hidden states [tokens, hidden] of a micro-batch. */
    private readonly compute: (batch: MicroBatch) => Promise<Float32Array>,
    private readonly budget = BUDGET_BYTES,
  ) {}

  /** Hidden states of a micro-batch's packed tokens, [tokens, hidden]. */
  async states({ ids, lengths }: MicroBatch): Promise<Float32Array> {
    const width = this.model.config.hidden_size;
    const states = new Float32Array(ids.length * width);
    let token = 0;
    for (const length of lengths) {
      states.set(await this.statesOf(ids.subarray(token, token + length)), token * width);
      token += length;
    }
    return states;
  }

  private async statesOf(ids: Int32Array): Promise<Float32Array> {
    const key = ids.join();
    const known = this.kept.get(key);
    if (known) return known;
    const { config, pooling } = this.model;
    const [alone] = pack([[...ids]], config, pooling, ids.length);
    // A copy: the runtime may give its own memory.
    const found = (await this.compute(alone!)).slice();
    this.computed++;
    if (this.bytes + found.byteLength <= this.budget) {
      this.bytes += found.byteLength;
      this.kept.set(key, found);
    }
    return found;
  }
}
