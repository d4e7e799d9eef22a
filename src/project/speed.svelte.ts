import { proxy } from 'comlink';
import { asHoneError } from '../errors/hone-error';
import type { Progress } from '../errors/progress';
import type { DeviceInfo, SizeName, SpeedReport, SpeedRow } from '../training/speed/types';
import type { Backend } from '../engine/types';
import type { DeviceSpeed } from './contract';
import type { Workers } from './workers';

/** Seconds that the browser may take to say how much memory the tab has: it waits for its next clean-up. */
const MEMORY_SECONDS = 30;

/** Measures in a worker of its own, which ends with the measurement. */
export class ThisSpeed implements DeviceSpeed {
  state = $state<DeviceSpeed['state']>('idle');
  device = $state.raw<DeviceInfo | null>(null);
  rows = $state.raw<readonly SpeedRow[]>([]);
  fraction = $state(0);
  now = $state.raw<DeviceSpeed['now']>(null);
  error = $state.raw<DeviceSpeed['error']>(null);
  report = $state.raw<SpeedReport | null>(null);

  constructor(
    private readonly workers: Workers,
    private readonly threads: () => number,
  ) {}

  async start(size: SizeName | 'auto'): Promise<void> {
    if (this.state === 'running') return;
    this.state = 'running';
    [this.device, this.rows, this.fraction, this.now, this.error, this.report] = [
      null,
      [],
      0,
      null,
      null,
      null,
    ];
    const backends: Backend[] = ['wasm', 'webgpu'];
    try {
      this.report = await this.workers.speed.call((worker, listen) =>
        worker.measure(
          { size, threads: this.threads(), backends },
          listen((device) => (this.device = device)),
          listen((row) => (this.rows = [...this.rows, row])),
          listen((progress) => this.#show(progress)),
          proxy(tabBytes),
        ),
      );
      this.state = 'done';
    } catch (thrown) {
      const { code, parameters } = asHoneError(thrown);
      this.state = code === 'cancelled' ? 'cancelled' : 'failed';
      if (this.state === 'failed') this.error = { code, parameters };
    } finally {
      this.now = null;
      // Models and threads go with it.
      this.workers.speed.end();
    }
  }

  cancel(): void {
    this.workers.speed.end();
  }

  #show({ done, total, note = '' }: Progress): void {
    this.fraction = done / total;
    const [backend, key] = note.split('/') as [Backend, SpeedRow['key']];
    this.now = { backend, key };
  }
}

/** Bytes of this page with its workers; null where the browser does not say, or not soon. */
async function tabBytes(): Promise<number | null> {
  const { performance: clock } = globalThis as {
    performance: Performance & { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> };
  };
  if (!globalThis.crossOriginIsolated || !clock.measureUserAgentSpecificMemory) return null;
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), MEMORY_SECONDS * 1000));
  const found = await Promise.race([clock.measureUserAgentSpecificMemory(), late]);
  return found?.bytes ?? null;
}
