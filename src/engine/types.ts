export type Backend = 'wasm' | 'webgpu';

export interface RuntimeOptions {
  /** 'auto' is settled by a short benchmark once per device (workers/embed chooseBackend). */
  backend: Backend | 'auto';
  /** WASM threads; 0: as many as the machine has cores (needs cross-origin isolation). */
  threads: number;
  /** On WASM: kernels of our own where the browser allows (the default), or onnxruntime's for everything. */
  kernels?: 'own' | 'onnxruntime';
  /** Whether to note how long each kind of kernel takes, for `Runtime.times`; on WebGPU one such runtime at a time. */
  timed?: boolean;
}
