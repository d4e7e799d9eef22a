import type * as Ort from 'onnxruntime-web';
import { HoneError } from '../errors/hone-error';
import { cpuKernels } from './kernels-cpu';
import { gpuKernels } from './kernels-gpu';
import type { Kernels } from './kernels';
import { availableThreads, inTurn, loadOrt, requestDevice, type OrtModule, type Value } from './ort';
import type { Program } from './program';
import type { Backend, RuntimeOptions } from './types';

export type Feeds = Readonly<Record<string, Value>>;

/** Executes programs. The only place, with its kernels, that knows which backend there is. */
export class Runtime {
  /** What is done outside of programs, because the backends do it best in different ways. */
  readonly kernels: Kernels;
  private readonly sessions = new Map<Program, Promise<Ort.InferenceSession>>();
  /** The device went away (a driver reset, a dispatch too long): a new Runtime gets a new one. */
  private lost = false;
  /** An allocation on the device failed: what was computed with it is worth nothing. Cleared once it was said. */
  private exhausted: GPUOutOfMemoryError | null = null;
  private readonly ones = new Map<number, Value>();
  private readBack = 0;

  private constructor(
    readonly backend: Backend,
    readonly threads: number,
    private readonly ort: OrtModule,
    private readonly device: GPUDevice | null,
  ) {
    this.kernels = device ? gpuKernels(this) : cpuKernels(this);
    void device?.lost.then(() => (this.lost = true));
    device?.addEventListener('uncapturederror', ({ error }) => {
      if (error instanceof GPUOutOfMemoryError) this.exhausted = error;
    });
  }

  /** 'auto' means wasm here; who wants better measures first. Throws 'engine/backend-unavailable'. */
  static async create(options: RuntimeOptions): Promise<Runtime> {
    const backend = options.backend === 'webgpu' ? 'webgpu' : 'wasm';
    const ort = await loadOrt(backend, availableThreads(options.threads));
    const device = backend === 'webgpu' ? await sharedDevice() : null;
    return new Runtime(backend, ort.env.wasm.numThreads ?? 1, ort, device);
  }

  /** Bytes copied from the device into memory so far, for which everything before has to be waited for; 0 on WASM. */
  get bytesRead(): number {
    return this.readBack;
  }

  /** A tensor that stays: on WASM the array itself, not a copy; on WebGPU a buffer of its own. */
  floats(data: Float32Array, shape: readonly number[]): Value {
    if (!this.device) return new this.ort.Tensor('float32', data, shape);
    const { buffer, value } = this.allocate(this.device, shape);
    this.device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
    return value;
  }

  /** Zeros that stay. WebGPU's buffers are zero when new. */
  zeros(shape: readonly number[]): Value {
    if (this.device) return this.allocate(this.device, shape).value;
    return this.feed(new Float32Array(count(shape)), shape);
  }

  /** A tensor that is fed and forgotten; the backend takes it where it needs it. */
  feed(data: Float32Array | Int32Array, shape: readonly number[]): Value {
    return data instanceof Int32Array
      ? new this.ort.Tensor('int32', data, shape)
      : new this.ort.Tensor('float32', data, shape);
  }

  /**
   * The numbers of a tensor; on WASM the tensor's own array. On WebGPU it stays on the device (getData would move it).
   * Throws 'engine/backend-unavailable' when the device was lost, 'engine/out-of-memory'.
   */
  async read(value: Value): Promise<Float32Array> {
    if (!this.device || value.location !== 'gpu-buffer') return value.data as Float32Array;
    const size = count(value.dims) * 4;
    this.readBack += size;
    const staging = this.device.createBuffer({
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const commands = this.device.createCommandEncoder();
    commands.copyBufferToBuffer(value.gpuBuffer as unknown as GPUBuffer, 0, staging, 0, size);
    this.device.queue.submit([commands.finish()]);
    try {
      await staging.mapAsync(GPUMapMode.READ);
    } catch (error) {
      throw await this.asEngineError(error, 'read');
    }
    this.throwIfExhausted();
    const numbers = new Float32Array(staging.getMappedRange().slice(0));
    staging.destroy();
    return numbers;
  }

  free(values: Iterable<Value>): void {
    for (const value of values) value.dispose();
  }

  /**
   * Runs a program. Outputs are the caller's to free; inputs stay the caller's.
   * Throws 'engine/out-of-memory', 'engine/backend-unavailable' when the device was lost, or 'unexpected'.
   */
  run(program: Program, feeds: Feeds): Promise<Record<string, Value>> {
    return inTurn(async () => {
      const session = await this.compile(program);
      const complete: Record<string, Value> = {};
      for (const { name } of program.inputs)
        complete[name] = feeds[name] ?? this.onesFor(program, name, feeds);
      try {
        const out = await session.run(complete);
        this.throwIfExhausted();
        return out;
      } catch (error) {
        throw await this.asEngineError(error, program.name);
      }
    });
  }

  /** Waits until the device has done everything. Throws 'engine/out-of-memory' when an allocation failed on the way. */
  async settle(): Promise<void> {
    await this.device?.queue.onSubmittedWorkDone();
    this.throwIfExhausted();
  }

  /** Releases the compiled programs; tensors are their owners'. */
  async dispose(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of sessions) await inTurn(async () => (await session).release());
  }

  private allocate(device: GPUDevice, shape: readonly number[]): { buffer: GPUBuffer; value: Value } {
    // onnxruntime's shaders read four floats at a time.
    const size = Math.max(16, Math.ceil((count(shape) * 4) / 16) * 16);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size, usage });
    const dispose = (): void => buffer.destroy();
    const value = this.ort.Tensor.fromGpuBuffer(buffer as never, {
      dataType: 'float32',
      dims: shape,
      dispose,
    });
    return { buffer, value };
  }

  private compile(program: Program): Promise<Ort.InferenceSession> {
    const known = this.sessions.get(program);
    if (known) return known;
    const session = this.ort.InferenceSession.create(program.bytes, this.sessionOptions()).catch(
      async (error: unknown) => {
        this.sessions.delete(program);
        throw await this.asEngineError(error, program.name);
      },
    );
    this.sessions.set(program, session);
    return session;
  }

  private sessionOptions(): Ort.InferenceSession.SessionOptions {
    if (!this.device) {
      return { executionProviders: ['wasm'], graphOptimizationLevel: 'all', enableMemPattern: false };
    }
    return {
      executionProviders: [
        {
          name: 'webgpu',
          device: this.device as never,
          storageBufferCacheMode: 'simple',
          validationMode: 'basic',
        },
      ],
      graphOptimizationLevel: 'all',
      preferredOutputLocation: 'gpu-buffer',
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    };
  }

  private throwIfExhausted(): void {
    const { exhausted } = this;
    this.exhausted = null;
    if (exhausted) throw new HoneError('engine/out-of-memory', {}, { cause: exhausted });
  }

  private async asEngineError(error: unknown, doing: string): Promise<HoneError> {
    if (error instanceof HoneError) return error;
    if (await this.isLost())
      return new HoneError('engine/backend-unavailable', { backend: this.backend }, { cause: error });
    const message = error instanceof Error ? error.message : String(error);
    const code = memoryFailure.test(message) ? 'engine/out-of-memory' : 'unexpected';
    return new HoneError(code, { message: `${doing}: ${message}` }, { cause: error });
  }

  /** Whether the device is gone. What fails with it may be heard of just before the loss itself. */
  private isLost(): Promise<boolean> {
    const { device } = this;
    if (!device || this.lost) return Promise.resolve(this.lost);
    return new Promise((known) => {
      void device.lost.then(() => known(true));
      setTimeout(() => known(false), 100);
    });
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

/** As onnxruntime says it; U+FFFD where memory was short even for its message, and what lay there is no text. */
const memoryFailure = /alloc|out of memory|memory access|\ufffd/i;

const count = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

let device: Promise<GPUDevice> | undefined;

/** One device for all runtimes: onnxruntime keeps one per WebAssembly instance. A lost one is asked for again. */
function sharedDevice(): Promise<GPUDevice> {
  device ??= requestDevice().then((fresh) => {
    void fresh.lost.then(() => (device = undefined));
    return fresh;
  });
  device.catch(() => (device = undefined));
  return device;
}
