import { requestDevice } from '../engine/ort';

const size = 256;
/** Enough to outweigh what one submission costs on a real GPU. */
const repeats = 64;
/** One product that takes longer is software's; it needs no repeating. */
const slowSeconds = 0.02;

/** c = a · a, [size, size], four columns a thread. No shared memory: software adapters are worst at barriers. */
const shader = /* wgsl */ `
const n = ${size / 4}u;
@group(0) @binding(0) var<storage, read> a: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> c: array<vec4f>;
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) g: vec3u) {
  var sum = vec4f();
  for (var k = 0u; k < n; k++) {
    let row = a[g.y * n + k];
    sum += row.x * a[(4u * k) * n + g.x] + row.y * a[(4u * k + 1u) * n + g.x]
         + row.z * a[(4u * k + 2u) * n + g.x] + row.w * a[(4u * k + 3u) * n + g.x];
  }
  c[g.y * n + g.x] = sum;
}`;

/**
 * Floating-point operations a second of a plain matrix product on the GPU, soon known even where the 'GPU' is software. Throws 'engine/backend-unavailable' where there is no adapter.
 */
export async function probeGpu(): Promise<number> {
  const device = await requestDevice();
  try {
    const module = device.createShaderModule({ code: shader });
    const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module } });
    const buffer = () => device.createBuffer({ size: size * size * 4, usage: GPUBufferUsage.STORAGE });
    const bindings = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [buffer(), buffer()].map((resource, binding) => ({ binding, resource: { buffer: resource } })),
    });
    const seconds = async (products: number): Promise<number> => {
      const began = performance.now();
      const encoder = device.createCommandEncoder();
      for (let i = 0; i < products; i++) {
        const pass = encoder.beginComputePass();
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindings);
        pass.dispatchWorkgroups(size / 4 / 8, size / 8);
        pass.end();
      }
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      return (performance.now() - began) / 1000;
    };
    // The first one compiles.
    await seconds(1);
    const one = await seconds(1);
    const each = one > slowSeconds ? one : (await seconds(repeats)) / repeats;
    return (2 * size ** 3) / each;
  } finally {
    device.destroy();
  }
}
