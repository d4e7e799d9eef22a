/** What tells the kinds of onnxruntime's shaders apart, the first that fits; written against onnxruntime-web 1.30. */
const kinds: readonly (readonly [kind: string, code: RegExp])[] = [
  ['matmul', /\bmm_read[AB]\b|subgroup_matrix|uniforms\.(K|dim_inner)\b/],
  ['layerNorm', /\binv_std_dev_output\b/],
  ['softmax', /\bfn getValue\b/],
  ['erf', /\bfn erf_v\b/],
  ['gatherOrScatter', /\b(input_)?indices: array/],
  ['transpose', /\bfn perm\b/],
  ['reduce', /\bfn DIV_CEIL\b/],
];

/** Labels a device's pipelines by what their code does: onnxruntime's own names are left out of its release. */
export function labelKernels(device: GPUDevice): void {
  const codes = new WeakMap<GPUShaderModule, string>();
  const moduleOf = device.createShaderModule.bind(device);
  const pipelineOf = device.createComputePipeline.bind(device);
  const pipelineSoon = device.createComputePipelineAsync.bind(device);
  const labelled = (descriptor: GPUComputePipelineDescriptor): GPUComputePipelineDescriptor => {
    const code = codes.get(descriptor.compute.module) ?? '';
    const label = kinds.find(([, pattern]) => pattern.test(code))?.[0] ?? 'numberByNumber';
    return { ...descriptor, label };
  };
  device.createShaderModule = (descriptor) => {
    const made = moduleOf(descriptor);
    codes.set(made, descriptor.code);
    return made;
  };
  device.createComputePipeline = (descriptor) => pipelineOf(labelled(descriptor));
  device.createComputePipelineAsync = (descriptor) => pipelineSoon(labelled(descriptor));
}

/** Timestamps that one set holds, the most WebGPU allows. */
const CAPACITY = 4096;

/** Of one command encoder: what its dispatches' timestamps are copied to. */
interface Reading {
  readonly staging: GPUBuffer;
  readonly names: readonly string[];
}

/**
 * Times each dispatch on a device by timestamps, whoever makes it: onnxruntime is given a device whose compute passes hold one
 * dispatch each. That costs some speed, so a step's time is measured without it. Browsers round timestamps to 0.1 ms.
 */
export class GpuTimes {
  private readonly queries: GPUQuerySet;
  private readonly readings: Reading[] = [];
  private next = 0;

  private constructor(private readonly device: GPUDevice) {
    this.queries = device.createQuerySet({ type: 'timestamp', count: CAPACITY });
    const encoderOf = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => this.timed(encoderOf(descriptor));
  }

  /** null where the device was made without timestamps. */
  static of(device: GPUDevice): GpuTimes | null {
    return device.features.has('timestamp-query') ? new GpuTimes(device) : null;
  }

  /** Milliseconds by the label of a pipeline, of all dispatches since the last call. */
  async collect(): Promise<Record<string, number>> {
    await this.device.queue.onSubmittedWorkDone();
    const times: Record<string, number> = {};
    for (const { staging, names } of this.readings.splice(0)) {
      await staging.mapAsync(GPUMapMode.READ);
      const stamps = new BigUint64Array(staging.getMappedRange());
      names.forEach((name, i) => {
        const nanoseconds = Number(stamps[2 * i + 1]! - stamps[2 * i]!);
        times[name] = (times[name] ?? 0) + nanoseconds / 1e6;
      });
      staging.destroy();
    }
    return times;
  }

  /** The device makes plain passes again. */
  detach(): void {
    Reflect.deleteProperty(this.device, 'createCommandEncoder');
    for (const { staging } of this.readings.splice(0)) staging.destroy();
    this.queries.destroy();
  }

  private timed(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const passOf = encoder.beginComputePass.bind(encoder);
    const finish = encoder.finish.bind(encoder);
    let first = this.next;
    let names: string[] = [];
    const resolve = (): void => {
      if (names.length === 0) return;
      const size = names.length * 16;
      const resolved = this.device.createBuffer({
        size,
        usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
      });
      const staging = this.device.createBuffer({
        size,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
      encoder.resolveQuerySet(this.queries, first, names.length * 2, resolved, 0);
      encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
      this.readings.push({ staging, names });
      names = [];
    };
    const stampsFor = (name: string): GPUComputePassTimestampWrites => {
      if (this.next + 2 > CAPACITY) {
        resolve();
        this.next = 0;
      }
      if (names.length === 0) first = this.next;
      names.push(name);
      const beginning = this.next;
      this.next += 2;
      return {
        querySet: this.queries,
        beginningOfPassWriteIndex: beginning,
        endOfPassWriteIndex: beginning + 1,
      };
    };
    encoder.beginComputePass = () => onePassEach(passOf, stampsFor);
    encoder.finish = (descriptor) => {
      resolve();
      return finish(descriptor);
    };
    return encoder;
  }
}

/** A compute pass that makes a pass of its own for each dispatch. */
function onePassEach(
  passOf: (descriptor: GPUComputePassDescriptor) => GPUComputePassEncoder,
  stampsFor: (name: string) => GPUComputePassTimestampWrites,
): GPUComputePassEncoder {
  let pipeline: GPUComputePipeline | undefined;
  const groups = new Map<number, [group: GPUBindGroup | null, offsets: Iterable<number> | undefined]>();
  const dispatch = (write: (pass: GPUComputePassEncoder) => void): undefined => {
    if (!pipeline) throw new TypeError('a dispatch without a pipeline');
    const pass = passOf({ timestampWrites: stampsFor(pipeline.label) });
    pass.setPipeline(pipeline);
    for (const [index, [group, offsets]] of groups) pass.setBindGroup(index, group, offsets);
    write(pass);
    pass.end();
  };
  const nothing = (): undefined => undefined;
  const pass: Omit<GPUComputePassEncoder, '__brand' | 'label' | 'setImmediates'> = {
    setPipeline: (given: GPUComputePipeline): undefined => void (pipeline = given),
    setBindGroup: (index: number, group: GPUBindGroup | null, offsets?: Iterable<number>): undefined =>
      void groups.set(index, [group, offsets]),
    dispatchWorkgroups: (x: number, y?: number, z?: number) =>
      dispatch((one) => one.dispatchWorkgroups(x, y, z)),
    dispatchWorkgroupsIndirect: (buffer: GPUBuffer, offset: number) =>
      dispatch((one) => one.dispatchWorkgroupsIndirect(buffer, offset)),
    pushDebugGroup: nothing,
    popDebugGroup: nothing,
    insertDebugMarker: nothing,
    end: nothing,
  };
  return pass as GPUComputePassEncoder;
}
