import type { Value } from '../../engine/ort';
import type { Feeds, Runtime } from '../../engine/runtime';
import { HoneError } from '../../errors/hone-error';
import type { Loss, LossBatch, LossFeed, LossFeeds } from './loss';
import { lossPrograms, type LossPrograms, type MatryoshkaPart } from './matryoshka';

export interface LossResult {
  loss: number;
  /** Of each column, [n, d]; the caller's to free. */
  gradients: Value[];
  /** Of the loss's own weights, by name; the caller's to free. */
  parameters: Record<string, Value>;
}

/**
 * Runs a loss over whole batches. Only the loss itself is read back from the device, and the distances of a loss that mines;
 * programs are made once for a number of columns and a choice of dimensions.
 */
export class LossRunner {
  private readonly programs = new Map<string, LossPrograms>();

  constructor(
    private readonly runtime: Runtime,
    private readonly loss: Loss,
    private readonly dimension: number,
    /** Whether the model's vectors are brought to length 1 before the loss sees them. */
    private readonly normalize: boolean,
  ) {}

  /**
   * columns [n, d] each, as the model pooled them; they stay the caller's. `parts`: MatryoshkaLoss' dimensions of this step, none: not inside it.
   * Value and gradients are those of `weight` times the loss.
   * Throws HoneError 'engine/shape' where columns or labels do not fit the loss.
   */
  async run(
    columns: readonly Value[],
    batch: LossBatch,
    parts: readonly MatryoshkaPart[] = [],
    parameters: Feeds = {},
    weight = 1,
  ): Promise<LossResult> {
    const { runtime, dimension, loss } = this;
    const { rows } = batch;
    if (rows === 0 || columns.some(({ dims }) => dims[0] !== rows || dims[1] !== dimension)) {
      const shapes = columns.map(({ dims }) => `[${dims.join(', ')}]`).join(' ');
      throw new HoneError('engine/shape', { message: `columns of vectors ${shapes}` });
    }
    const programs = this.programsFor(columns.length, parts);
    const feeds: Record<string, Value> = { ...parameters };
    columns.forEach((column, i) => {
      feeds[`c.${i}`] = column;
      feeds[`fixed.${i}`] = column;
    });
    const give = (more: LossFeeds): void => {
      for (const [name, { data, shape }] of Object.entries(more)) feeds[name] = runtime.feed(data, shape);
    };
    give({
      own: identity(rows),
      share: shares(rows),
      outer: { data: Float32Array.of(weight), shape: [1, 1] },
    });
    give(loss.feeds?.(batch, columns.length) ?? {});
    if (programs.distances) give(await this.mine(programs.distances, feeds, batch));
    const out = await runtime.run(programs.loss, feeds);
    const value = (await runtime.read(out.loss!))[0] ?? NaN;
    out.loss!.dispose();
    const names = Object.keys(loss.parameters?.(dimension) ?? {});
    return {
      loss: value,
      gradients: columns.map((_, i) => out[`d.c.${i}`]!),
      parameters: Object.fromEntries(names.map((name) => [name, out[`d.${name}`]!])),
    };
  }

  private async mine(program: NonNullable<LossPrograms['distances']>, feeds: Feeds, batch: LossBatch) {
    const out = await this.runtime.run(program, feeds);
    const mined: LossFeeds = {};
    for (const [name, value] of Object.entries(out)) {
      const at = name.slice('distances.'.length);
      const distances = await this.runtime.read(value);
      const { weight, constant } = this.loss.mining!.select(distances, batch);
      mined[`mined.weight.${at}`] = { data: weight, shape: [batch.rows, batch.rows] };
      mined[`mined.constant.${at}`] = { data: Float32Array.of(constant), shape: [1, 1] };
    }
    this.runtime.free(Object.values(out));
    return mined;
  }

  private programsFor(count: number, parts: readonly MatryoshkaPart[]): LossPrograms {
    const key = JSON.stringify([count, parts]);
    const made =
      this.programs.get(key) ?? lossPrograms(this.loss, count, this.dimension, parts, this.normalize);
    this.programs.set(key, made);
    return made;
  }
}

/** What the mean over rows is a sum with. */
export const shares = (rows: number): LossFeed => ({
  data: new Float32Array(rows).fill(1 / rows),
  shape: [rows, 1],
});

function identity(rows: number) {
  const data = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) data[i * rows + i] = 1;
  return { data, shape: [rows, rows] };
}
