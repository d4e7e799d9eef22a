import type { MaskKey } from './dropout-mask';
import type { Executor, Feeds } from './executor';
import type { Kernels } from './kernels';
import { availableThreads } from './ort';
import { OrtExecutor } from './ort-executor';
import type { Program } from './program';
import type { Backend, RuntimeOptions } from './types';
import { Fed, Mask, type Value } from './value';
import { HeapExecutor } from './wasm/executor';

export type { Feeds } from './executor';
export type { Value } from './value';

/** Executes programs. The only place, with its executors and kernels, that knows which backend there is. */
export class Runtime {
  private readonly ones = new Map<number, Value>();

  private constructor(
    readonly backend: Backend,
    private readonly executor: Executor,
  ) {}

  /** 'auto' means wasm here; who wants better measures first. Throws 'engine/backend-unavailable'. */
  static async create(options: RuntimeOptions): Promise<Runtime> {
    const backend = options.backend === 'webgpu' ? 'webgpu' : 'wasm';
    const threads = availableThreads(options.threads);
    const onnxruntime = (): Promise<Executor> => OrtExecutor.create(backend, threads, options.timed);
    const own =
      backend === 'wasm' && options.kernels !== 'onnxruntime'
        ? await HeapExecutor.create(threads, onnxruntime, options.timed)
        : null;
    return new Runtime(backend, own ?? (await onnxruntime()));
  }

  get threads(): number {
    return this.executor.threads;
  }

  /** What is done outside of programs, because the backends do it best in different ways. */
  get kernels(): Kernels {
    return this.executor.kernels;
  }

  /** Bytes copied from the device into memory so far, for which everything before has to be waited for; 0 on WASM. */
  get bytesRead(): number {
    return this.executor.bytesRead;
  }

  /** Whether products in float16 are worth their name here: a GPU that has the type. */
  get halfPrecision(): boolean {
    return this.executor.halfPrecision;
  }

  /** Bytes that are left for tensors, where there is a bound that is known; else Infinity. */
  get room(): number {
    return this.executor.room();
  }

  /** Bytes that tensors took at most; null where onnxruntime keeps them. */
  get peakBytes(): number | null {
    return this.executor.peakBytes;
  }

  /**
   * Milliseconds spent in each kind of kernel since the last call, where `timed` was asked for: our own on WASM, on WebGPU
   * every dispatch where the adapter has timestamps; else empty.
   */
  times(): Promise<Record<string, number>> {
    return this.executor.times();
  }

  /** A tensor that stays; the array may become its memory, and must not be used any more. */
  floats(data: Float32Array, shape: readonly number[]): Value {
    return this.executor.floats(data, shape);
  }

  /** Zeros that stay. */
  zeros(shape: readonly number[]): Value {
    return this.executor.zeros(shape);
  }

  /** A tensor that is fed and forgotten; the backend takes it where it needs it. */
  feed(data: Float32Array | Int32Array, shape: readonly number[]): Value {
    return new Fed(data, shape);
  }

  /** A dropout mask, fed and forgotten; the backend makes it where it needs it. */
  mask(key: MaskKey, shape: readonly number[]): Value {
    return new Mask(key, shape);
  }

  /** The numbers of a tensor, to be read and not written to. Throws
   * 'engine/backend-unavailable' when the device was lost, 'engine/out-of-memory'. */
  read(value: Value): Promise<Float32Array> {
    return this.executor.read(value);
  }

  free(values: Iterable<Value>): void {
    for (const value of values) value.dispose();
  }

  /**
   * Runs a program. Outputs are the caller's to free; inputs stay the caller's.
   * Throws 'engine/out-of-memory', 'engine/backend-unavailable' when the device was lost, or 'unexpected'.
   */
  run(program: Program, feeds: Feeds): Promise<Record<string, Value>> {
    const missing = program.inputs.filter(({ name }) => !feeds[name]);
    const ones = missing.map(({ name }) => [name, this.onesFor(program, name, feeds)] as const);
    return this.executor.run(program, ones.length > 0 ? { ...feeds, ...Object.fromEntries(ones) } : feeds);
  }

  /** Waits until the device has done everything. Throws 'engine/out-of-memory' when an allocation failed on the way. */
  settle(): Promise<void> {
    return this.executor.settle();
  }

  /** Releases the compiled programs; tensors are their owners'. */
  dispose(): Promise<void> {
    return this.executor.dispose();
  }

  /** Graph.ones: an input 'ones.tokens' is as long as any fed input says 'tokens' is. */
  private onesFor(program: Program, name: string, feeds: Feeds): Value {
    const dim = name.startsWith('ones.') ? name.slice('ones.'.length) : undefined;
    for (const { name: fed, shape } of dim ? program.inputs : []) {
      const length = feeds[fed]?.dims[shape.indexOf(dim ?? '')];
      if (length === undefined) continue;
      const known = this.ones.get(length);
      if (known) return known;
      const made = this.feed(new Float32Array(length).fill(1), [1, length]);
      if (this.ones.size < 64) this.ones.set(length, made);
      return made;
    }
    throw new TypeError(`${program.name} needs ${name}`);
  }
}
