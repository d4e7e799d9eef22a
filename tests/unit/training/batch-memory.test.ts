import { describe, expect, test } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import type { Value } from '../../../src/engine/ort';
import { everything, modelWeights } from '../../../src/models/trained-parts';
import type { BertConfig } from '../../../src/models/types';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { TrainableBert } from '../../../src/training/step';
import type { TrainingBatch } from '../../../src/training/step-types';
import { relativeDistance } from '../engine/tiny-bert';
import { formulaWeights } from '../models/formula-weights';

const config: BertConfig = {
  model_type: 'bert',
  vocab_size: 90,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 24,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: 64,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
};
const now = { learningRate: 1e-4, step: 1, dropoutSeed: 5 };
/** One of the two micro-batches of 32 pairs has room, the other has not. */
const budget = 7e6;

/** Pairs of texts of 64 tokens: 32 of them fill two micro-batches, 512 fill 32. */
const batchOf = (pairs: number): TrainingBatch => ({
  columns: [0, 1].map((column) =>
    Array.from({ length: pairs }, (_, i) =>
      Array.from({ length: 64 }, (_, j) => (column + i * 7 + j * (i % 11)) % 90),
    ),
  ),
});

async function create(keptBytes: number): Promise<{ model: TrainableBert; runtime: Runtime }> {
  const runtime = await Runtime.create({ backend: 'wasm', threads: 1 });
  const dropout = { hidden: 0.1, attention: 0.1 };
  const model = new TrainableBert(
    runtime,
    { config, pooling: 'mean', weights: formulaWeights(modelWeights({ config })) },
    matryoshkaRanking([16, 8]),
    { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    { ...everything, dropout },
    { keptBytes },
  );
  return { model, runtime };
}

/** Counts the bytes of what programs gave and nobody has freed yet; gives the most there ever were. */
function watchMemory(runtime: Runtime): () => number {
  let [live, most] = [0, 0];
  const run = runtime.run.bind(runtime);
  runtime.run = async (program, feeds) => {
    const out = await run(program, feeds);
    for (const value of Object.values(out)) count(value);
    return out;
  };
  const count = (value: Value) => {
    const bytes = 4 * value.dims.reduce((product, dim) => product * dim, 1);
    live += bytes;
    most = Math.max(most, live);
    const dispose = value.dispose.bind(value);
    value.dispose = () => {
      live -= bytes;
      dispose();
    };
  };
  return () => most;
}

describe('a batch of 512 in-batch negatives', () => {
  test('needs no more memory than one of 32 that fills the budget', async () => {
    const peaks: Record<number, { held: number; live: number }> = {};
    for (const pairs of [32, 512]) {
      const { model, runtime } = await create(budget);
      const live = watchMemory(runtime);
      const { peakBytes, loss, sums } = await model.gradients(batchOf(pairs), now);
      expect(loss).toBeGreaterThan(0);
      runtime.free(sums.values());
      peaks[pairs] = { held: peakBytes, live: live() };
      await model.dispose();
    }
    console.info(JSON.stringify(peaks));
    const [small, large] = [peaks[32]!, peaks[512]!];
    expect(large.held).toBe(small.held);
    expect(small.held).toBeLessThanOrEqual(budget);
    // Vectors and their gradients, 16 numbers a text, and the loss' few 512 x 512 scores are all that grows.
    const grows = 4 * (2 * 480 * 16 * 6);
    expect(large.live).toBeLessThanOrEqual(small.live + grows);
  }, 120_000);

  test('has the gradient that it has with everything kept, dropout and all', async () => {
    const [little, plenty] = [await create(budget), await create(Infinity)];
    const a = await little.model.gradients(batchOf(512), now);
    const b = await plenty.model.gradients(batchOf(512), now);
    expect(b.peakBytes).toBeGreaterThan(10 * a.peakBytes);
    expect(a.loss).toBe(b.loss);
    for (const [name, sum] of b.sums) {
      const [x, y] = [await little.runtime.read(a.sums.get(name)!), await plenty.runtime.read(sum)];
      expect(relativeDistance(x, y), name).toBeLessThan(1e-4);
    }
  }, 120_000);

  test('trains', async () => {
    const { model } = await create(budget);
    const losses: number[] = [];
    for (let step = 1; step <= 4; step++)
      losses.push((await model.step([batchOf(512)], { ...now, learningRate: 1e-2, step })).loss);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    await model.dispose();
  }, 120_000);
});
