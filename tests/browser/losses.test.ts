import { afterAll, beforeAll, describe, test } from 'vitest';
import { configureRuntime } from '../../src/engine/ort';
import { Runtime } from '../../src/engine/runtime';
import { expectLayerCase, expectLayerRun, layerCases, layerRuns } from '../unit/training/adaptive-goldens';
import { expectLossCase, lossCases } from '../unit/training/loss-goldens';

beforeAll(() =>
  configureRuntime({ wasmPaths: new URL('/node_modules/onnxruntime-web/dist/', location.href).href }),
);

describe.each(['wasm', 'webgpu'] as const)('on %s, losses are those of sentence-transformers', (backend) => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await Runtime.create({ backend, threads: 1 });
  });
  afterAll(() => runtime.dispose());
  test.each(lossCases.map((one) => [one.name, one] as const))('%s', (_, one) => expectLossCase(one, runtime));
  test.each(layerCases.map((one) => [one.name, one] as const))('at every layer, %s', (_, one) =>
    expectLayerCase(one, runtime),
  );
});

test.each(layerRuns.map((run) => [run.lora ? 'adapters' : JSON.stringify(run.adaptive), run] as const))(
  'on WebGPU, four steps inside AdaptiveLayerLoss are sentence-transformers’: %s',
  (_, run) => expectLayerRun(run, { backend: 'webgpu', threads: 1 }, 4),
);
