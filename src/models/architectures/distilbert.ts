import type { ConfigReader } from '../config-reader';
import type { DistilBertConfig } from '../types';
import type { Architecture } from './architecture';
import { normedEmbeddings, plainPositions, postNormLayer } from './bert-family';

/** config.json, whose names are DistilBERT's own. Sinusoidal positions, which are not trained, are refused. */
export function readDistilBertConfig(config: ConfigReader): DistilBertConfig {
  if (config.flag('sinusoidal_pos_embds', false))
    throw config.unsupported('its position embeddings are sinusoidal');
  return {
    model_type: 'distilbert',
    vocab_size: config.size('vocab_size', 30522),
    hidden_size: config.size('dim', 768),
    num_hidden_layers: config.size('n_layers', 6),
    num_attention_heads: config.size('n_heads', 12),
    intermediate_size: config.size('hidden_dim', 3072),
    hidden_act: config.activation('activation'),
    hidden_dropout_prob: config.fraction('dropout', 0.1),
    attention_probs_dropout_prob: config.fraction('attention_dropout', 0.1),
    max_position_embeddings: config.size('max_position_embeddings', 512),
    layer_norm_eps: 1e-12,
  };
}

/** DistilBERT (Sanh et al. 2019, arXiv:1910.01108): BERT's layers without token types, nor dropout after attention. */
export function distilBert(config: DistilBertConfig): Architecture {
  const names = {
    query: 'attention.q_lin',
    key: 'attention.k_lin',
    value: 'attention.v_lin',
    attended: 'attention.out_lin',
    attendedNorm: 'sa_layer_norm',
    inner: 'ffn.lin1',
    outer: 'ffn.lin2',
    outerNorm: 'output_layer_norm',
  };
  const kind = postNormLayer(config, names, { dropsAttended: false });
  return {
    modelClass: 'DistilBertModel',
    prefix: 'distilbert.',
    embeddings: normedEmbeddings(config, [
      { role: 'word', weight: 'embeddings.word_embeddings.weight', rows: config.vocab_size },
      {
        role: 'position',
        weight: 'embeddings.position_embeddings.weight',
        rows: config.max_position_embeddings,
      },
    ]),
    layers: Array.from({ length: config.num_hidden_layers }, (_, i) => ({
      prefix: `transformer.layer.${i}.`,
      kind,
    })),
    relative: null,
    final: null,
    ...plainPositions,
  };
}
