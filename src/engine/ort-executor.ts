import type * as Ort from 'onnxruntime-web';
import { HoneError } from '../errors/hone-error';
import { fillMask } from './dropout-mask';
import type { Executor, Feeds } from './executor';
import { cpuKernels } from './kernels-cpu';
import { GpuTimes, labelKernels } from './gpu-times';
import { gpuKernels } from './kernels-gpu';
import type { Kernels } from './kernels';
import { halfPrecision, inTurn, loadOrt, requestDevice, type OrtModule } from './ort';
import type { Program } from './program';
import type { Backend } from './types';
import { countOf, Fed, Mask, type Value } from './value';

/** Runs programs with onnxruntime: on WebGPU, and on WASM what our own kernels do not do. */
export class OrtExecutor implements Executor {
  readonly kernels: Kernels;
  private readonly sessions = new Map<Program, Promise<Ort.InferenceSession>>();
  /** The device went away (a driver reset, a dispatch too long): a new executor gets a new one. */
  private lost = false;
  /** An allocation on the device failed: what was computed with it is worth nothing. Cleared once it was said. */
  private exhausted: GPUOutOfMemoryError | null = null;
  private readBack = 0;
  readonly peakBytes = null;

  private constructor(
    private readonly ort: OrtModule,
    private readonly device: GPUDevice | null,
    private readonly gpuTimes: GpuTimes | null,
  ) {
    this.kernels = device
      ? gpuKernels(this)
      : cpuKernels((value) => this.tensorOf(value).data as Float32Array);
    void device?.lost.then(() => (this.lost = true));
    device?.addEventListener('uncapturederror', ({ error }) => {
      if (error instanceof GPUOutOfMemoryError) this.exhausted = error;
    });
  }

  /** Throws 'engine/backend-unavailable'. */
  static async create(backend: Backend, threads: number, timed = false): Promise<OrtExecutor> {
    const ort = await loadOrt(backend, threads);
    const device = backend === 'webgpu' ? await sharedDevice() : null;
    return new OrtExecutor(ort, device, timed && device ? GpuTimes.of(device) : null);
  }

  get threads(): number {
    return this.ort.env.wasm.numThreads ?? 1;
  }

  get halfPrecision(): boolean {
    return this.device?.features.has(halfPrecision) ?? false;
  }

  get bytesRead(): number {
    return this.readBack;
  }

  room(): number {
    return Infinity;
  }

  times(): Promise<Record<string, number>> {
    return this.gpuTimes?.collect() ?? Promise.resolve({});
  }

  /** On WASM the array itself, not a copy; on WebGPU a buffer of its own. */
  floats(data: Float32Array, shape: readonly number[]): Value {
    if (!this.device) return new this.ort.Tensor('float32', data, shape);
    const { buffer, value } = this.allocate(this.device, shape);
    this.device.queue.writeBuffer(buffer, 0, data as Float32Array<ArrayBuffer>);
    return value;
  }

  /** WebGPU's buffers are zero when new. */
  zeros(shape: readonly number[]): Value {
    if (this.device) return this.allocate(this.device, shape).value;
    return this.floats(new Float32Array(countOf(shape)), shape);
  }

  /**
   * On WASM the tensor's own array. On WebGPU it stays on the device (getData would move it).
   * Throws 'engine/backend-unavailable' when the device was lost, 'engine/out-of-memory'.
   */
  async read(value: Value): Promise<Float32Array> {
    const tensor = this.tensorOf(value);
    if (!this.device || tensor.location !== 'gpu-buffer') return tensor.data as Float32Array;
    const size = countOf(tensor.dims) * 4;
    this.readBack += size;
    const staging = this.device.createBuffer({
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const commands = this.device.createCommandEncoder();
    commands.copyBufferToBuffer(tensor.gpuBuffer as unknown as GPUBuffer, 0, staging, 0, size);
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

  /** Throws 'engine/out-of-memory', 'engine/backend-unavailable' when the device was lost, or 'unexpected'. */
  run(program: Program, feeds: Feeds): Promise<Record<string, Value>> {
    return inTurn(async () => {
      const session = await this.compile(program);
      const tensors: Record<string, Ort.Tensor> = {};
      for (const { name } of program.inputs) tensors[name] = this.tensorOf(feeds[name]!);
      try {
        const out = await session.run(tensors);
        this.throwIfExhausted();
        return out;
      } catch (error) {
        throw await this.asEngineError(error, program.name);
      }
    });
  }

  async settle(): Promise<void> {
    await this.device?.queue.onSubmittedWorkDone();
    this.throwIfExhausted();
  }

  async dispose(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    this.gpuTimes?.detach();
    for (const session of sessions) await inTurn(async () => (await session).release());
  }

  private tensorOf(value: Value): Ort.Tensor {
    const { Tensor } = this.ort;
    if (value instanceof Tensor) return value;
    if (value instanceof Mask)
      return new Tensor('float32', fillMask(value.key, countOf(value.dims)), value.dims);
    if (!(value instanceof Fed)) throw new TypeError('a tensor of another runtime');
    const { data, dims } = value;
    return data instanceof Int32Array ? new Tensor('int32', data, dims) : new Tensor('float32', data, dims);
  }

  private allocate(device: GPUDevice, shape: readonly number[]): { buffer: GPUBuffer; value: Value } {
    // onnxruntime's shaders read four floats at a time.
    const size = Math.max(16, Math.ceil((countOf(shape) * 4) / 16) * 16);
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
      return new HoneError('engine/backend-unavailable', { backend: 'webgpu' }, { cause: error });
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
}

/** As onnxruntime says it; U+FFFD where memory was short even for its message, and what lay there is no text. */
const memoryFailure = /alloc|out of memory|memory access|\ufffd/i;

let device: Promise<GPUDevice> | undefined;

/** One device for all runtimes: onnxruntime keeps one per WebAssembly instance. A lost one is asked for again. */
function sharedDevice(): Promise<GPUDevice> {
  device ??= requestDevice().then((fresh) => {
    labelKernels(fresh);
    void fresh.lost.then(() => (device = undefined));
    return fresh;
  });
  device.catch(() => (device = undefined));
  return device;
}
