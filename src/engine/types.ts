export type Backend = 'wasm' | 'webgpu';

export interface RuntimeOptions {
  /** 'auto' is settled by a short benchmark once per device (workers/embed chooseBackend). */
  backend: Backend | 'auto';
  /** WASM threads; 0: as many as the machine has cores (needs cross-origin isolation). */
  threads: number;
}
