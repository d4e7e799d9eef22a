import type { MaskKey } from './dropout-mask';

/** A tensor of a runtime, wherever its numbers lie: a runtime's `read` gives them. */
export interface Value {
  readonly dims: readonly number[];
  dispose(): void;
}

/** Numbers that are fed and forgotten. */
export class Fed implements Value {
  constructor(
    readonly data: Float32Array | Int32Array,
    readonly dims: readonly number[],
  ) {}

  dispose(): void {
    // The array is its maker's.
  }
}

/** A dropout mask that is made where it is used. */
export class Mask implements Value {
  constructor(
    readonly key: MaskKey,
    readonly dims: readonly number[],
  ) {}

  dispose(): void {
    // There is nothing but the key.
  }
}

/** How many numbers a shape holds. */
export const countOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);
