import type { Backend } from '../../engine/types';
import type { ErrorCode, ErrorParameters } from '../../errors/hone-error';

/** Full: MiniLM and batches of 32 pairs. Small: one layer and little text, for software that plays a GPU, and for tests. */
export type SizeName = 'full' | 'small';

export interface SpeedRequest {
  /** 'auto': full where a training step of it takes some seconds, by a first measurement. */
  size: SizeName | 'auto';
  /** WASM threads; 0: all cores. */
  threads: number;
  backends: Backend[];
}

export interface TimedStep {
  seconds: number;
  /** Real tokens. */
  tokens: number;
}

/** seconds = intercept + perToken · tokens, least squares. */
export interface LinearFit {
  intercept: number;
  perToken: number;
  /** Coefficient of determination. */
  r2: number;
}

/** Part of a step's time that was spent in matrix products. */
export interface ProductShare {
  /** Of the step's time, by the clock. */
  ofStep: number;
  /** Of the time in kernels. */
  ofKernels: number;
  /** Milliseconds a step by kind of kernel. */
  kernels: Record<string, number>;
  /** Seconds of the step itself. */
  seconds: number;
}

interface Findings {
  train: { layers: number; pairs: number; steps: TimedStep[]; pairsPerSecond: number };
  layer: { texts: number; length: number; seconds: number[]; median: number };
  products: ProductShare & { layers: number; tokens: number };
  linear: LinearFit & { layers: number; steps: TimedStep[] };
  encode: { layers: number; texts: number; tokens: number; seconds: number[]; textsPerSecond: number };
  /** Bytes copied from the GPU for a training step. */
  readBack: { bytesPerStep: number };
  /** Of training: what tensors took at most (null: not known), and what the browser says of the whole tab (null: it does not). */
  memory: { tensorBytes: number | null; tabBytes: number | null };
}
export type RowKey = keyof Findings;
export const rowKeys = [
  'train',
  'readBack',
  'linear',
  'memory',
  'products',
  'layer',
  'encode',
] as const satisfies RowKey[];

export type FoundRow<K extends RowKey = RowKey> = {
  [Key in K]: { key: Key; backend: Backend; size: SizeName; found: Findings[Key] };
}[K];

export interface FailedRow {
  key: RowKey;
  backend: Backend;
  size: SizeName;
  error: { code: ErrorCode; parameters: ErrorParameters };
}

export type SpeedRow = FoundRow | FailedRow;

export interface GpuInfo {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  /** Software that plays a GPU. */
  fallback: boolean;
  /** Whether shaders can compute in float16. */
  f16: boolean;
  features: string[];
  limits: Record<string, number>;
}

export interface DeviceInfo {
  browser: string;
  cores: number;
  /** As far as the browser says; it says 8 at most. */
  memoryGigabytes: number | null;
  crossOriginIsolated: boolean;
  gpu: GpuInfo | null;
  versions: Record<string, string>;
}

/** What is written as JSON. */
export interface SpeedReport {
  format: 'hone-speed-1';
  /** ISO 8601. */
  when: string;
  request: SpeedRequest;
  /** What 'auto' became, and WASM's threads. */
  chosen: { sizes: Partial<Record<Backend, SizeName>>; threads: number };
  /** Whose weights: a model's name, or 'random' of the same shape. */
  weights: string;
  device: DeviceInfo;
  rows: SpeedRow[];
}
