import { availableThreads } from '../engine/ort';
import type { Backend } from '../engine/types';
import { encoderWeights } from '../models/architectures/table';
import type { BertConfig, Weights } from '../models/types';
import { probeGpu } from './probe-gpu';
import { matryoshkaRanking } from './losses/settings';
import { SeededRandom } from './random';
import { createTrainableModel } from './step';

/** One layer as wide as MiniLM's, with a small vocabulary. */
const config: BertConfig = {
  model_type: 'bert',
  vocab_size: 512,
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
const pairs = 8;
const tokens = 32;

/** Forward and twice that backward, matrix products alone: 2 · tokens · (4h² + 2hi) · 3, for both columns. */
const operations =
  6 * 2 * pairs * tokens * (4 * config.hidden_size ** 2 + 2 * config.hidden_size * config.intermediate_size);

/**
 * Seconds for one training step of one small layer, after a first step that compiles; null: not available here.
 * Where the GPU's plain matrix product is slower than WASM's whole step (software rendering), the time on WebGPU is estimated
 * from that product: a real step would keep a person waiting for minutes.
 */
export async function measureBackends(asked: number): Promise<{
  chosen: Backend;
  seconds: Record<Backend, number | null>;
  threads: number;
}> {
  const wasm = await unlessUnavailable('wasm', () => step('wasm', asked));
  const webgpu = !globalThis.navigator?.gpu
    ? null
    : await unlessUnavailable('webgpu', async () => {
        const estimate = operations / (await probeGpu());
        return wasm !== null && estimate > wasm ? estimate : step('webgpu', asked);
      });
  const chosen = webgpu !== null && (wasm === null || webgpu < wasm) ? 'webgpu' : 'wasm';
  return { chosen, seconds: { wasm, webgpu }, threads: availableThreads(asked) };
}

async function unlessUnavailable(backend: Backend, measure: () => Promise<number>): Promise<number | null> {
  try {
    return await measure();
  } catch (error) {
    // A backend that cannot train this small a layer is none to choose, whatever the reason.
    console.warn(`${backend} is not available`, error);
    return null;
  }
}

async function step(backend: Backend, threads: number): Promise<number> {
  const random = SeededRandom.fromSeed(1);
  const weights: Weights = new Map();
  for (const [name, shape] of Object.entries(encoderWeights(config))) {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const norm = name.endsWith('LayerNorm.weight') ? 1 : 0;
    weights.set(name, { shape, data: data.map(() => norm + (random.next() / 2 ** 32 - 0.5) * 0.04) });
  }
  const column = () =>
    Array.from({ length: pairs }, () =>
      Array.from({ length: tokens }, () => random.below(config.vocab_size)),
    );
  const columns = [column(), column()];
  const model = await createTrainableModel(
    { config, pooling: 'mean', weights },
    matryoshkaRanking([config.hidden_size]),
    { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    0,
    { backend, threads },
  );
  try {
    await model.step([{ columns }], { learningRate: 1e-5, step: 1, dropoutSeed: 0 });
    const began = performance.now();
    await model.step([{ columns }], { learningRate: 1e-5, step: 2, dropoutSeed: 0 });
    return (performance.now() - began) / 1000;
  } finally {
    await model.dispose();
  }
}
