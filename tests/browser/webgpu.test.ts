import { beforeAll, expect, test, vi } from 'vitest';
import { configureRuntime } from '../../src/engine/ort';
import { writeProgram } from '../../src/engine/program';
import { Runtime } from '../../src/engine/runtime';
import { everything, modelWeights } from '../../src/models/trained-parts';
import type { BertConfig } from '../../src/models/types';
import { matryoshkaRanking } from '../../src/training/losses/settings';
import { TrainableBert } from '../../src/training/step';
import { batches, none, tinyModel } from '../unit/engine/tiny-bert';
import { formulaWeights } from '../unit/models/formula-weights';

const webgpu = { backend: 'webgpu', threads: 1 } as const;

beforeAll(() =>
  configureRuntime({ wasmPaths: new URL('/node_modules/onnxruntime-web/dist/', location.href).href }),
);

/** As wide as MiniLM; what is read back depends neither on the number of layers nor on the vocabulary. */
const config: BertConfig = {
  model_type: 'bert',
  vocab_size: 64,
  hidden_size: 384,
  num_hidden_layers: 1,
  num_attention_heads: 12,
  intermediate_size: 1536,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: 64,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
};

test('a step of 32 pairs reads the loss and the norm back, and no embedding or gradient', async () => {
  const runtime = await Runtime.create(webgpu);
  const model = new TrainableBert(
    runtime,
    { config, pooling: 'mean', weights: formulaWeights(modelWeights({ config })) },
    matryoshkaRanking([384, 128]),
    { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    { ...everything, dropout: none },
  );
  const column = (first: number) =>
    Array.from({ length: 32 }, (_, i) => Array.from({ length: 4 + (i % 3) }, (_, j) => (first + i + j) % 64));
  const before = runtime.bytesRead;
  const { loss, gradNorm } = await model.step([{ columns: [column(0), column(20)] }], {
    learningRate: 1e-4,
    step: 1,
    dropoutSeed: 0,
  });
  expect(loss).toBeGreaterThan(0);
  expect(gradNorm).toBeGreaterThan(0);
  expect(runtime.bytesRead - before).toBeGreaterThan(0);
  expect(runtime.bytesRead - before).toBeLessThanOrEqual(64 * 1024);
  console.info(`bytes read back in a step of 32 pairs: ${runtime.bytesRead - before}`);
  await model.dispose();
});

test('a program of which one node would have to run on the CPU is refused', async () => {
  const runtime = await Runtime.create(webgpu);
  const program = (operator: string) =>
    writeProgram(operator, (onnx) => {
      onnx.input('x', 'float32', [2, 2]);
      onnx.node(operator, ['x'], {}, ['y']);
      onnx.output('y', 'float32', [2, 2]);
    });
  const feeds = () => ({ x: runtime.feed(Float32Array.of(1, 2, 3, 4), [2, 2]) });
  const { y } = await runtime.run(program('Erf'), feeds());
  expect((await runtime.read(y!))[0]).toBeCloseTo(0.8427, 4);
  // In onnxruntime's own words: it has no such kernel for WebGPU, and may not fall back.
  await expect(runtime.run(program('EyeLike'), feeds())).rejects.toMatchObject({
    parameters: { message: expect.stringMatching(/fallback|CPU EP/i) },
  });
  await runtime.dispose();
});

test('where the device has no memory left, the step is repeated in smaller micro-batches with the same result', async () => {
  const options = { learningRate: 1e-3, step: 1, dropoutSeed: 0 };
  const { model: whole } = await tinyModel('mean', webgpu);
  const expected = await whole.step([batches[0]!], options);
  await whole.dispose();

  const { model } = await tinyModel('mean', webgpu);
  // The first two allocations fail, as a driver says it: the device goes on, with nothing in those buffers.
  const create = GPUDevice.prototype.createBuffer;
  let failures = 0;
  vi.spyOn(GPUDevice.prototype, 'createBuffer').mockImplementation(function (this: GPUDevice, descriptor) {
    if (failures < 2) {
      failures++;
      const error = new GPUOutOfMemoryError('the device has no memory left');
      this.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
    }
    return create.call(this, descriptor);
  });
  const { loss, gradNorm, microBatchTokens } = await model.step([batches[0]!], options);
  expect(failures).toBe(2);
  expect(microBatchTokens).toBeGreaterThan(0);
  expect(loss / expected.loss).toBeCloseTo(1, 5);
  expect(gradNorm / expected.gradNorm).toBeCloseTo(1, 4);
  vi.restoreAllMocks();
  await model.dispose();
});

test('a timed runtime says how long each kind of kernel took, and leaves the device as it was', async () => {
  const runtime = await Runtime.create({ ...webgpu, timed: true });
  const model = new TrainableBert(
    runtime,
    { config, pooling: 'mean', weights: formulaWeights(modelWeights({ config })) },
    matryoshkaRanking([384]),
    { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    everything,
  );
  const column = Array.from({ length: 2 }, (_, i) => [1 + i, 2, 3, 4]);
  const began = performance.now();
  await model.step([{ columns: [column, column] }], { learningRate: 1e-5, step: 1, dropoutSeed: 0 });
  const passed = performance.now() - began;
  const times = await runtime.times();
  expect(Object.keys(times)).toEqual(
    expect.arrayContaining(['matmul', 'softmax', 'layerNorm', 'erf', 'numberByNumber']),
  );
  expect(times['matmul']).toBeGreaterThan(0);
  expect(Object.values(times).reduce((sum, time) => sum + time, 0)).toBeLessThan(passed);
  // Since the last time nothing ran.
  expect(await runtime.times()).toEqual({});
  await model.dispose();
  const plain = await Runtime.create(webgpu);
  expect(await plain.times()).toEqual({});
});
