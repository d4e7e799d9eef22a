import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { createTrainableModel } from '../../../src/training/step';
import type { BertConfig } from '../../../src/models/types';
import { formulaWeights } from './random-model';
import { shape } from './layer-shape';

const config: BertConfig = {
  model_type: 'bert',
  vocab_size: 1000,
  hidden_size: shape.hidden,
  num_hidden_layers: 1,
  num_attention_heads: shape.heads,
  intermediate_size: shape.intermediate,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  layer_norm_eps: shape.epsilon,
};

/**
 * A whole training step of a model with one such layer: embeddings, pooling, loss, clipping and AdamW are in it too, so the
 * layer itself is faster than this says.
 */
export async function honeLayer({
  threads,
  repeats,
}: {
  threads: number;
  repeats: number;
}): Promise<number[]> {
  const model = await createTrainableModel(
    { config, pooling: 'mean', weights: formulaWeights(config) },
    matryoshkaRanking([]),
    { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    0,
    { backend: 'wasm', threads },
  );
  const text = (i: number): number[] =>
    Array.from({ length: shape.length }, (_, j) => (i * 131 + j * 17) % config.vocab_size);
  const column = (first: number): number[][] =>
    Array.from({ length: shape.texts / 2 }, (_, i) => text(first + i));
  const columns = [column(0), column(shape.texts / 2)];
  const seconds: number[] = [];
  for (let i = -1; i < repeats; i++) {
    const begun = performance.now();
    await model.step([{ columns }], { learningRate: 1e-5, step: i + 2, dropoutSeed: 1 });
    if (i >= 0) seconds.push((performance.now() - begun) / 1000);
  }
  await (model as { dispose(): Promise<void> }).dispose();
  return seconds;
}
