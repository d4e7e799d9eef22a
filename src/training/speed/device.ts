import { version as honeVersion } from '../../../package.json';
import { loadOrt } from '../../engine/ort';
import type { DeviceInfo, GpuInfo } from './types';

/** Limits that decide which programs can run, and how fast. */
const limitNames = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** What the browser tells of the device; nothing that names a person or a machine. `threads`: onnxruntime's from now on. */
export async function deviceInfo(threads: number): Promise<DeviceInfo> {
  const { userAgent, hardwareConcurrency, deviceMemory } = navigator as Navigator & { deviceMemory?: number };
  const { env } = await loadOrt('wasm', threads);
  return {
    browser: userAgent,
    cores: hardwareConcurrency,
    memoryGigabytes: deviceMemory ?? null,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    gpu: await gpuInfo(),
    versions: { hone: honeVersion, 'onnxruntime-web': env.versions.web ?? '' },
  };
}

/** null where there is no WebGPU. */
async function gpuInfo(): Promise<GpuInfo | null> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  return {
    vendor,
    architecture,
    device,
    description,
    fallback: isFallbackAdapter,
    f16: adapter.features.has('shader-f16'),
    features: [...adapter.features].sort(),
    limits: Object.fromEntries(limitNames.map((name) => [name, adapter.limits[name]])),
  };
}
