import { beforeAll, expect, test } from 'vitest';
import { configureRuntime } from '../../src/engine/ort';
import { matryoshkaRanking } from '../../src/training/losses/settings';
import { createTrainableModel } from '../../src/training/step';
import { wholeModel } from '../../src/training/step-types';
import { batches, steps, tinyConfig, tinyWeights } from '../unit/engine/tiny-bert';

beforeAll(() =>
  configureRuntime({ wasmPaths: new URL('/node_modules/onnxruntime-web/dist/', location.href).href }),
);

const create = () =>
  createTrainableModel(
    { config: tinyConfig, pooling: 'mean', weights: tinyWeights() },
    matryoshkaRanking([32, 16, 8], [1, 0.7, 0.4]),
    { weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    0,
    { backend: 'webgpu', threads: 1 },
    { ...wholeModel, halfProducts: true },
  );

/** SwiftShader has no float16; a real adapter, or Mesa's llvmpipe, has. */
const adapter = await navigator.gpu?.requestAdapter();
const half = adapter?.features.has('shader-f16') ?? false;

test.runIf(half)('on WebGPU, products in float16 give PyTorch’s steps but for rounding', async () => {
  const model = await create();
  for (const [i, expected] of steps('mean').slice(0, 8).entries()) {
    const now = { learningRate: 2e-3, step: i + 1, dropoutSeed: 0 };
    const { loss, gradNorm } = await model.step([batches[i % 4]!], now);
    expect(Math.abs(loss / expected.loss - 1), `loss of step ${i + 1}`).toBeLessThan(5e-3);
    expect(Math.abs(gradNorm / expected.gradNorm - 1), `norm of step ${i + 1}`).toBeLessThan(2e-2);
  }
  await model.dispose();
});

test.runIf(!half)('on an adapter without float16, mixed precision is refused', async () => {
  await expect(create()).rejects.toMatchObject({ code: 'training/no-half-precision' });
});
