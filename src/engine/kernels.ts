import type { Value } from './value';

/** A trained tensor with its gradient's running moments; all of one shape. */
export interface Trained {
  weight: Value;
  m: Value;
  v: Value;
}

/** One AdamW update's numbers, as torch.optim.AdamW names them. */
export interface AdamWNumbers {
  /** Factor on the gradient: clip_grad_norm_'s coefficient. */
  clip: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** 1 - lr · weight_decay */
  decay: number;
  /** lr / (1 - β1ᵗ) */
  stepSize: number;
  /** √(1 - β2ᵗ) */
  correction: number;
}

/**
 * What is done outside of programs: with kernels of our own in place in their heap; with onnxruntime on WASM in place in
 * JavaScript, since passing a vocabulary through a program copies it in and out; on WebGPU as programs, since the numbers never
 * leave the device. All are tested against each other.
 */
export interface Kernels {
  /** table [n, width], ids -> [ids, width] */
  rows(table: Value, ids: Int32Array): Promise<Value>;
  /** sums[ids[i]] += rows[i]. Takes `sums`, gives what stands for it from now on. */
  addRows(sums: Value, ids: Int32Array, rows: Value): Promise<Value>;
  /** a += b. Takes both, gives what stands for a from now on. */
  accumulate(a: Value, b: Value): Promise<Value>;
  /** √ΣΣx² over all numbers of all tensors. */
  norm(values: readonly Value[]): Promise<number>;
  /**
   * g = clip·gradient, m = β1·m + (1-β1)·g, v = β2·v + (1-β2)·g², weight = decay·weight - stepSize·m / (√v/correction + ε).
   * Takes `trained`, gives what stands for it from now on.
   */
  adamw(trained: Trained, gradient: Value, numbers: AdamWNumbers): Promise<Trained>;
}
