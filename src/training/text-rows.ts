import type { Value } from '../engine/ort';
import type { Runtime } from '../engine/runtime';

/** `count` whole numbers from `first` on. */
export const consecutive = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

/**
 * A row of `width` numbers for each text of a batch, where the backend has them: micro-batches and columns put rows in and
 * take them out in orders of their own, and nothing is read back from the device.
 */
export class TextRows {
  private rows: Value;

  constructor(
    private readonly runtime: Runtime,
    texts: number,
    width: number,
  ) {
    this.rows = runtime.zeros([texts, width]);
  }

  /** Adds rows [texts, width] to those of `texts`, zero until then, and frees the rows given. */
  async put(texts: readonly number[], rows: Value): Promise<void> {
    this.rows = await this.runtime.kernels.addRows(this.rows, Int32Array.from(texts), rows);
    rows.dispose();
  }

  /** The rows of `texts` [texts, width], the caller's to free. */
  take(texts: readonly number[]): Promise<Value> {
    return this.runtime.kernels.rows(this.rows, Int32Array.from(texts));
  }

  free(): void {
    this.rows.dispose();
  }
}

/** Rows for a batch's texts after the last layer, and of what layers before it are given, by layer. */
export class LayerRows {
  readonly last: TextRows;
  readonly layers: ReadonlyMap<number, TextRows>;

  constructor(runtime: Runtime, texts: number, width: number, layers: readonly number[]) {
    const rows = (): TextRows => new TextRows(runtime, texts, width);
    this.last = rows();
    this.layers = new Map(layers.map((layer) => [layer, rows()]));
  }

  free(): void {
    this.last.free();
    for (const rows of this.layers.values()) rows.free();
  }
}
