import type { ConfigReader } from '../config-reader';
import type { RobertaConfig } from '../types';
import type { Architecture } from './architecture';
import { bertNames, normedEmbeddings, positionsAfter, postNormLayer } from './bert-family';

/** config.json of RoBERTa or XLM-RoBERTa; the two differ in their tokenizers alone. */
export const readRobertaConfig =
  (model_type: RobertaConfig['model_type']) =>
  (config: ConfigReader): RobertaConfig => {
    config.refuseRelativePositions();
    const pad_token_id = config.index('pad_token_id', 1);
    return {
      model_type,
      vocab_size: config.size('vocab_size', 50265),
      ...config.bertSizes(512, pad_token_id + 1),
      type_vocab_size: config.size('type_vocab_size', 2),
      layer_norm_eps: config.fraction('layer_norm_eps', 1e-12),
      pad_token_id,
    };
  };

/** RoBERTa (Liu et al. 2019, arXiv:1907.11692) and XLM-R: BERT with positions that start after the padding's id. */
export function roberta(config: RobertaConfig): Architecture {
  const kind = postNormLayer(config, bertNames);
  return {
    modelClass: config.model_type === 'roberta' ? 'RobertaModel' : 'XLMRobertaModel',
    prefix: 'roberta.',
    embeddings: normedEmbeddings(config, [
      { role: 'word', weight: 'embeddings.word_embeddings.weight', rows: config.vocab_size },
      {
        role: 'position',
        weight: 'embeddings.position_embeddings.weight',
        rows: config.max_position_embeddings + config.pad_token_id + 1,
      },
      { role: 'type', weight: 'embeddings.token_type_embeddings.weight', rows: config.type_vocab_size },
    ]),
    layers: Array.from({ length: config.num_hidden_layers }, (_, i) => ({
      prefix: `encoder.layer.${i}.`,
      kind,
    })),
    relative: null,
    final: null,
    ...positionsAfter(config.pad_token_id),
  };
}
