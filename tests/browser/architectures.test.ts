import { beforeAll, test } from 'vitest';
import { configureRuntime } from '../../src/engine/ort';
import { caseNames, expectArchitecture } from '../unit/models/architecture-checks';

beforeAll(() =>
  configureRuntime({ wasmPaths: new URL('/node_modules/onnxruntime-web/dist/', location.href).href }),
);

// Kept activations only: software WebGPU is slow, and computing them again is the same programs' business on both backends.
test.each(caseNames)('a tiny %s does on WebGPU what transformers does', (name) =>
  expectArchitecture(name, { backend: 'webgpu', threads: 1 }, true),
);
