import type { ConfigReader } from '../config-reader';
import type { BertConfig } from '../types';
import type { Architecture } from './architecture';
import { bertNames, normedEmbeddings, plainPositions, postNormLayer } from './bert-family';

/** config.json; numbers it leaves out take transformers' defaults. */
export function readBertConfig(config: ConfigReader): BertConfig {
  config.refuseRelativePositions();
  return {
    model_type: 'bert',
    vocab_size: config.size('vocab_size', 30522),
    ...config.bertSizes(512),
    type_vocab_size: config.size('type_vocab_size', 2),
    layer_norm_eps: config.fraction('layer_norm_eps', 1e-12),
  };
}

/** BERT (Devlin et al. 2018, arXiv:1810.04805); all texts are of token type 0. */
export function bert(config: BertConfig): Architecture {
  const kind = postNormLayer(config, bertNames);
  return {
    modelClass: 'BertModel',
    prefix: 'bert.',
    embeddings: normedEmbeddings(config, [
      { role: 'word', weight: 'embeddings.word_embeddings.weight', rows: config.vocab_size },
      {
        role: 'position',
        weight: 'embeddings.position_embeddings.weight',
        rows: config.max_position_embeddings,
      },
      { role: 'type', weight: 'embeddings.token_type_embeddings.weight', rows: config.type_vocab_size },
    ]),
    layers: Array.from({ length: config.num_hidden_layers }, (_, i) => ({
      prefix: `encoder.layer.${i}.`,
      kind,
    })),
    relative: null,
    final: null,
    ...plainPositions,
  };
}
