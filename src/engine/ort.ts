import type * as Ort from 'onnxruntime-web';
import { HoneError } from '../errors/hone-error';
import type { Backend } from './types';

export type { Value } from './value';
export type OrtModule = typeof Ort;

let wasmPaths: string | undefined;
const loaded = new Map<Backend, Promise<OrtModule>>();

/**
 * Where onnxruntime's .mjs and .wasm files are served from: an absolute address ending in '/', our own origin.
 * Call once before anything runs, in every worker. Not needed in Node, where they lie in node_modules.
 */
export function configureRuntime(options: { wasmPaths: string }): void {
  wasmPaths = options.wasmPaths;
}

/** Threads that WASM can have here: 1 without cross-origin isolation. */
export function availableThreads(asked: number): number {
  const scope = globalThis as { crossOriginIsolated?: boolean; process?: unknown };
  const isolated = scope.crossOriginIsolated ?? scope.process !== undefined;
  const cores = globalThis.navigator?.hardwareConcurrency ?? 4;
  return isolated ? Math.max(1, asked > 0 ? asked : cores) : 1;
}

/**
 * onnxruntime for one backend, loaded once: WASM's own build is half the size of the one with WebGPU and its kernels
 * are not instrumented for suspension. The number of threads is settled by the first call.
 */
export function loadOrt(backend: Backend, threads: number): Promise<OrtModule> {
  const known = loaded.get(backend);
  if (known) return known;
  const loading = importOrt(backend).then((ort) => {
    ort.env.logLevel = 'error';
    ort.env.wasm.numThreads = backend === 'wasm' ? threads : 1;
    if (wasmPaths) ort.env.wasm.wasmPaths = wasmPaths;
    return ort;
  });
  loaded.set(backend, loading);
  return loading;
}

/** Node needs the package's main entry, which finds its files by itself; its name in a variable keeps it out of the app's bundle. */
function importOrt(backend: Backend): Promise<OrtModule> {
  if (typeof process === 'object' && process.versions?.node) {
    const main = backend === 'webgpu' ? 'onnxruntime-web/webgpu' : 'onnxruntime-web';
    return import(/* @vite-ignore */ main) as Promise<OrtModule>;
  }
  return backend === 'wasm' ? import('onnxruntime-web/wasm') : import('onnxruntime-web/webgpu');
}

/** What an adapter has that computes in float16. */
export const halfPrecision: GPUFeatureName = 'shader-f16';
/** For GpuTimes. */
const timestamps: GPUFeatureName[] = ['timestamp-query'];

/** A GPU device with the adapter's own limits: the defaults allow bindings of 128 MiB only. Throws 'engine/backend-unavailable'. */
export async function requestDevice(): Promise<GPUDevice> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new HoneError('engine/backend-unavailable', { backend: 'webgpu' });
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredFeatures: [halfPrecision, ...timestamps].filter((name) => adapter.features.has(name)),
    requiredLimits: {
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeWorkgroupSizeY: limits.maxComputeWorkgroupSizeY,
      maxComputeWorkgroupSizeZ: limits.maxComputeWorkgroupSizeZ,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    },
  });
  return device;
}

let queue: Promise<unknown> = Promise.resolve();

/** Runs jobs one after another: runs of different sessions must not overlap (onnxruntime-web's WebGPU keeps global state). */
export function inTurn<T>(job: () => Promise<T>): Promise<T> {
  const result = queue.then(job, job);
  queue = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}
