import { beforeAll, describe, expect, test } from 'vitest';
import { configureRuntime } from '../../src/engine/ort';
import { initialAdapters } from '../../src/training/adapters';
import golden from '../goldens/training/recipes.json';
import { batches, relativeDistance, tinyConfig, tinyModel } from '../unit/engine/tiny-bert';
import { adapted, expectGradients, expectSteps, frozen } from '../unit/training/recipe-goldens';

beforeAll(() =>
  configureRuntime({ wasmPaths: new URL('/node_modules/onnxruntime-web/dist/', location.href).href }),
);
const webgpu = { backend: 'webgpu', threads: 1 } as const;
const wasm = { backend: 'wasm', threads: 1 } as const;

describe.each(golden.lora.map((run) => [JSON.stringify(run.target_modules), run] as const))(
  'on WebGPU, adapters on %s',
  (_, run) => {
    test('have PEFT’s gradients and take its steps', async () => {
      const tiny = await adapted(run, webgpu);
      await expectGradients(tiny, run);
      await expectSteps(tiny.model, run.steps.slice(0, 2));
      await tiny.model.dispose();
    });
  },
);

test.each(golden.frozen.map((run) => [run.layers, run] as const))(
  'on WebGPU, frozen embeddings and %d frozen layers have PyTorch’s gradients and take its steps',
  async (_, run) => {
    const tiny = await frozen(run, webgpu);
    await expectGradients(tiny, run);
    await expectSteps(tiny.model, run.steps.slice(0, 2));
    await tiny.model.dispose();
  },
);

// Without dropout: its masks follow the micro-batches, which the backends cut differently.
test('adapters above a frozen layer end with the same weights on WebGPU and on WASM', async () => {
  const lora = { r: 4, alpha: 16, dropout: 0, targetModules: ['query', 'dense'] };
  const run = async (options: typeof wasm | typeof webgpu) => {
    const { model } = await tinyModel('mean', options, {
      parts: { lora, firstLayer: 1 },
      dropout: { hidden: 0, attention: 0, adapters: 0 },
      adapters: initialAdapters(tinyConfig, lora, 1, 3),
    });
    for (let step = 1; step <= 3; step++)
      await model.step([batches[step % 4]!], { learningRate: 1e-3, step, dropoutSeed: 1 });
    const weights = await model.weights();
    await model.dispose();
    return weights;
  };
  const [a, b] = [await run(webgpu), await run(wasm)];
  const adapters = [...b].filter(([name]) => name.includes('.lora_'));
  expect(adapters.length).toBeGreaterThan(4);
  for (const [name, { data }] of adapters)
    expect(relativeDistance(a.get(name)!.data, data), name).toBeLessThan(1e-3);
});
