import { availableThreads } from '../engine/ort';
import type { Backend } from '../engine/types';
import { encoderShapes } from '../models/folder';
import type { BertConfig, Weights } from '../models/types';
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

/** Seconds for one training step of one small layer, after a first step that compiles; null: not available here. */
export async function measureBackends(asked: number): Promise<{
  chosen: Backend;
  seconds: Record<Backend, number | null>;
  threads: number;
}> {
  const seconds = { wasm: await measure('wasm', asked), webgpu: await measure('webgpu', asked) };
  const faster = seconds.webgpu !== null && (seconds.wasm === null || seconds.webgpu < seconds.wasm);
  return { chosen: faster ? 'webgpu' : 'wasm', seconds, threads: availableThreads(asked) };
}

async function measure(backend: Backend, threads: number): Promise<number | null> {
  if (backend === 'webgpu' && !(await globalThis.navigator?.gpu?.requestAdapter())) return null;
  try {
    return await step(backend, threads);
  } catch (error) {
    // A backend that cannot train this small a layer is none to choose, whatever the reason.
    console.warn(`${backend} is not available`, error);
    return null;
  }
}

async function step(backend: Backend, threads: number): Promise<number> {
  const random = SeededRandom.fromSeed(1);
  const weights: Weights = new Map();
  for (const [name, shape] of encoderShapes(config)) {
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
    { scale: 20, matryoshkaDims: [config.hidden_size], matryoshkaWeights: [1] },
    { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    0,
    { backend, threads },
  );
  try {
    await model.step(columns, { learningRate: 1e-5, step: 1, dropoutSeed: 0 });
    const began = performance.now();
    await model.step(columns, { learningRate: 1e-5, step: 2, dropoutSeed: 0 });
    return (performance.now() - began) / 1000;
  } finally {
    await model.dispose();
  }
}
