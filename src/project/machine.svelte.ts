import type { RuntimeOptions } from '../engine/types';
import { readSetting, writeSetting } from '../storage/settings';
import type { BackendTimes } from '../../workers/types';
import type { Machine } from './contract';
import type { Workers } from './workers';

const key = 'backend-times';

/** What this machine can do. */
export class ThisMachine implements Machine {
  readonly cores = globalThis.navigator?.hardwareConcurrency ?? 1;
  readonly crossOriginIsolated = globalThis.crossOriginIsolated ?? false;
  backend = $state.raw<BackendTimes | null>(null);
  webgpuAdapter = $state<string | null>(null);
  halfPrecision = $state(false);
  storage = $state.raw<Machine['storage']>({ usedBytes: 0, quotaBytes: 0, persistent: false });
  offlineReady = $state(false);
  #measuring: Promise<BackendTimes> | null = null;

  constructor(private readonly workers: Workers) {}

  /** Nothing waits for what the browser says of its graphics and storage: after a crash it may not answer at all. */
  async load(): Promise<void> {
    this.backend = ((await readSetting(key)) as BackendTimes | undefined) ?? null;
    for (const asked of [this.#findAdapter(), this.readStorage()])
      asked.catch((error: unknown) => console.warn('machine', error));
  }

  async readStorage(): Promise<void> {
    // Absent outside secure contexts.
    if (!globalThis.navigator?.storage) return;
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    const persistent = await navigator.storage.persisted();
    this.storage = { usedBytes: usage, quotaBytes: quota, persistent };
  }

  async requestPersistence(): Promise<void> {
    await globalThis.navigator?.storage?.persist();
    await this.readStorage();
  }

  /** The short benchmark; its result is kept between visits. */
  measure(threads: number): Promise<BackendTimes> {
    this.#measuring ??= this.#measure(threads).finally(() => {
      this.#measuring = null;
    });
    return this.#measuring;
  }

  async #measure(threads: number): Promise<BackendTimes> {
    const times = await this.workers.embed.call((worker) => worker.chooseBackend(threads));
    await writeSetting(key, times);
    this.backend = times;
    return times;
  }

  /** The person's choice; 'auto' becomes the faster backend here. */
  async settled({ backend, threads }: RuntimeOptions): Promise<RuntimeOptions> {
    if (backend !== 'auto') return { backend, threads };
    const times = this.backend ?? (await this.measure(threads));
    return { backend: times.chosen, threads };
  }

  async #findAdapter(): Promise<void> {
    const adapter = await globalThis.navigator?.gpu?.requestAdapter();
    if (!adapter) return;
    this.halfPrecision = adapter.features.has('shader-f16');
    const { vendor, architecture, description } = adapter.info;
    this.webgpuAdapter = description || [vendor, architecture].filter(Boolean).join(' ') || 'WebGPU';
  }
}
