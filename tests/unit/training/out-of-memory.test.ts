import { afterEach, expect, test, vi } from 'vitest';
import type { BertConfig } from '../../../src/models/types';
import { pack } from '../../../src/models/packing';
import { everything, modelWeights } from '../../../src/models/trained-parts';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { Runtime } from '../../../src/engine/runtime';
import { TrainableBert } from '../../../src/training/step';
import { StepMemory } from '../../../src/training/step-memory';
import { formulaWeights } from '../models/formula-weights';

afterEach(() => vi.restoreAllMocks());

const config: BertConfig = {
  model_type: 'bert',
  vocab_size: 64,
  hidden_size: 64,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: 256,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: 256,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
};

const createModel = async () =>
  new TrainableBert(
    await Runtime.create({ backend: 'wasm', threads: 1 }),
    { config, pooling: 'mean', weights: formulaWeights(modelWeights({ config })) },
    matryoshkaRanking([64, 32]),
    { weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    everything,
  );

const texts = (count: number, length: number, first: number) =>
  Array.from({ length: count }, (_, i) => Array.from({ length }, (_, j) => (first + i * 7 + j * j) % 64));
const batch = (count: number, length: number) => ({
  columns: [texts(count, length, 0), texts(count, length, 31)],
});
const options = { learningRate: 1e-3, step: 1, dropoutSeed: 0 };

/** Watches the heap of WebAssembly, and from when `bytes` is set on lets it grow no further, as on a device that has no more. */
function limitHeap(): { used: number; bytes: number; refused: number } {
  const limit = { used: 0, bytes: Infinity, refused: 0 };
  const grow = WebAssembly.Memory.prototype.grow;
  vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(function (
    this: WebAssembly.Memory,
    pages,
  ) {
    if (this.buffer.byteLength + pages * 65536 > limit.bytes) {
      limit.refused++;
      throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
    }
    const before = grow.call(this, pages);
    limit.used = Math.max(limit.used, this.buffer.byteLength);
    return before;
  });
  return limit;
}

test('where the heap may not grow, a step is repeated in smaller micro-batches with the same result', async () => {
  const limit = limitHeap();
  const limited = await createModel();
  // What four texts need at once is there, but not what the eight need that a micro-batch is made of at first.
  await limited.gradients(batch(2, 250), options);
  expect(limit.used).toBeGreaterThan(0);
  limit.bytes = limit.used;
  const short = await limited.step([batch(8, 250)], options);
  expect(limit.refused).toBeGreaterThan(0);
  expect(short.microBatchTokens).toBeLessThanOrEqual(1000);
  // It stays so: the next step fits at once, and is not announced again.
  const next = await limited.step([batch(8, 250)], { ...options, step: 2 });
  expect(next.microBatchTokens).toBeUndefined();

  limit.bytes = Infinity;
  const whole = await createModel();
  const { loss, gradNorm, microBatchTokens } = await whole.step([batch(8, 250)], options);
  expect(microBatchTokens).toBeUndefined();
  expect(short.loss / loss).toBeCloseTo(1, 5);
  expect(short.gradNorm / gradNorm).toBeCloseTo(1, 5);
});

test('one text that does not fit is an error, and so is anything else at once', async () => {
  const model = { config, pooling: 'mean' as const };
  const [four] = pack(texts(4, 20, 0), config, model.pooling, 80);
  const [two] = pack(texts(2, 20, 0), config, model.pooling, 80);
  const [one] = pack(texts(1, 20, 0), config, model.pooling, 80);
  const memory = new StepMemory();
  const sizes: number[] = [];
  const full = () => {
    sizes.push(memory.microBatchTokens);
    const { microBatchTokens: tokens } = memory;
    memory.uses(tokens >= 80 ? four! : tokens >= 40 ? two! : one!);
    return Promise.reject(new RangeError('Array buffer allocation failed'));
  };
  await expect(memory.fit(full)).rejects.toMatchObject({ code: 'engine/out-of-memory' });
  expect(sizes).toEqual([2048, 40, 20]);
  expect(memory.keptBytes).toBe(0);
  const broken = () => Promise.reject(new RangeError('Invalid array length'));
  await expect(new StepMemory().fit(broken)).rejects.toThrow('Invalid array length');
});
