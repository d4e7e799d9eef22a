import { availableThreads } from '../engine/ort';
import type { Backend } from '../engine/types';
import { probeGpu } from './probe-gpu';
import { timeLayer } from './speed/measurements';
import { operationsOf } from './speed/sizes';

/** What one layer as wide as MiniLM's is given. */
const small = { texts: 16, length: 32 };

/**
 * Seconds for one training step of one small layer, after a first step that compiles; null: not available here.
 * Where the GPU's plain matrix product is slower than WASM's whole step (software rendering), the time on WebGPU is estimated
 * from that product: a real step would keep a person waiting for minutes.
 */
export async function measureBackends(asked: number): Promise<{
  chosen: Backend;
  seconds: Record<Backend, number | null>;
  threads: number;
}> {
  const step = async (backend: Backend): Promise<number> =>
    (await timeLayer({ backend, threads: asked }, small, 1))[0]!;
  const wasm = await unlessUnavailable('wasm', () => step('wasm'));
  const webgpu = !globalThis.navigator?.gpu
    ? null
    : await unlessUnavailable('webgpu', async () => {
        const estimate = operationsOf(1, small.texts * small.length) / (await probeGpu());
        return wasm !== null && estimate > wasm ? estimate : step('webgpu');
      });
  const chosen = webgpu !== null && (wasm === null || webgpu < wasm) ? 'webgpu' : 'wasm';
  return { chosen, seconds: { wasm, webgpu }, threads: availableThreads(asked) };
}

async function unlessUnavailable(backend: Backend, measure: () => Promise<number>): Promise<number | null> {
  try {
    return await measure();
  } catch (error) {
    // A backend that cannot train this small a layer is none to choose, whatever the reason.
    console.warn(`${backend} is not available`, error);
    return null;
  }
}
