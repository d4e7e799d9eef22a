import { modelWeights } from '../../../src/models/trained-parts';
import type { BertConfig, Weights } from '../../../src/models/types';
import { numbers, sizeOf } from './layer-shape';

/** Weights of a young BERT, the same on every machine. */
export function formulaWeights(config: BertConfig): Weights {
  const weights: Weights = new Map();
  Object.entries(modelWeights({ config })).forEach(([name, dims], i) => {
    const shape = dims.map(Number);
    const size = sizeOf(shape);
    const one = /norm.*weight$/i.test(name);
    weights.set(name, { shape, data: one ? new Float32Array(size).fill(1) : numbers(size, i + 1, 0.035) });
  });
  return weights;
}

export const bgeBase: BertConfig = {
  model_type: 'bert',
  vocab_size: 30522,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  max_position_embeddings: 512,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
};
