import type { Kernels } from './kernels';
import type { Program } from './program';
import type { Value } from './value';

export type Feeds = Readonly<Record<string, Value>>;

/** What a backend does for the runtime. */
export interface Executor {
  readonly threads: number;
  readonly kernels: Kernels;
  /** Whether the device computes in float16. */
  readonly halfPrecision: boolean;
  /** Bytes copied from a device so far. */
  readonly bytesRead: number;
  /** A tensor that stays. */
  floats(data: Float32Array, shape: readonly number[]): Value;
  zeros(shape: readonly number[]): Value;
  read(value: Value): Promise<Float32Array>;
  /** All of a program's inputs are fed. */
  run(program: Program, feeds: Feeds): Promise<Record<string, Value>>;
  /** Waits until everything is done. Throws 'engine/out-of-memory' when an allocation failed on the way. */
  settle(): Promise<void>;
  /** Bytes that are left for tensors, where that is known. */
  room(): number;
  /** Milliseconds by kind of kernel since the last call, where they are noted. */
  times(): Promise<Record<string, number>>;
  /** Bytes that tensors took at most, where that is known. */
  readonly peakBytes: number | null;
  dispose(): Promise<void>;
}
