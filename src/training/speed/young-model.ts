import { modelWeights } from '../../models/trained-parts';
import type { BertConfig, Weights } from '../../models/types';
import { SeededRandom } from '../random';

/** A BERT as wide as MiniLM. */
export function miniLmConfig(layers: number, more: Partial<BertConfig> = {}): BertConfig {
  return {
    model_type: 'bert',
    vocab_size: 30522,
    hidden_size: 384,
    num_hidden_layers: layers,
    num_attention_heads: 12,
    intermediate_size: 1536,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    max_position_embeddings: 512,
    type_vocab_size: 2,
    layer_norm_eps: 1e-12,
    ...more,
  };
}

/** Weights of a BERT before any training, the same on every machine: uniform within ±0.035, LayerNorm's 1 and 0. */
export function youngWeights(config: BertConfig): Weights {
  const random = SeededRandom.fromSeed(1);
  const weights: Weights = new Map();
  for (const [name, dims] of Object.entries(modelWeights({ config }))) {
    const shape = dims.map(Number);
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (/norm.*weight$/i.test(name)) data.fill(1);
    else if (!name.endsWith('bias')) for (let i = 0; i < data.length; i++) data[i] = small(random);
    weights.set(name, { shape, data });
  }
  return weights;
}

const small = (random: SeededRandom): number => (random.next() / 2 ** 31 - 1) * 0.035;
