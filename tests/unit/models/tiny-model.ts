import { encoderWeights } from '../../../src/models/architectures/table';
import { writeSafetensors } from '../../../src/models/safetensors';
import type { BertConfig, Weights } from '../../../src/models/types';

export const tinyConfig: BertConfig = {
  model_type: 'bert',
  vocab_size: 64,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 32,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0.1,
  attention_probs_dropout_prob: 0.1,
  max_position_embeddings: 24,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
};

const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const pieces = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
  ...letters,
  ...letters.map((letter) => `##${letter}`),
];

/** Normal-looking numbers from a fixed seed: weights of a freshly initialised BERT. */
export function tinyWeights(config: BertConfig = tinyConfig, seed = 1): Weights {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const weights: Weights = new Map();
  for (const [name, shape] of Object.entries(encoderWeights(config))) {
    const norm = name.endsWith('LayerNorm.weight');
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    weights.set(name, { shape, data: data.map(() => (next() - 0.5) * 0.2 + (norm ? 1 : 0)) });
  }
  return weights;
}

/** A whole sentence-transformers folder of a BERT with 2 layers of 16; `replace` puts other files in (null: none). */
export function tinyFolder(
  replace: Record<string, unknown> = {},
  config = tinyConfig,
): Map<string, Uint8Array> {
  const vocabulary = [...pieces];
  while (vocabulary.length < config.vocab_size) vocabulary.push(`[unused${vocabulary.length}]`);
  const files: Record<string, unknown> = {
    'config.json': config,
    'modules.json': [
      { idx: 0, name: '0', path: '', type: 'sentence_transformers.models.Transformer' },
      { idx: 1, name: '1', path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
      { idx: 2, name: '2', path: '2_Normalize', type: 'sentence_transformers.models.Normalize' },
    ],
    '1_Pooling/config.json': { word_embedding_dimension: config.hidden_size, pooling_mode_mean_tokens: true },
    'sentence_bert_config.json': { max_seq_length: 16, do_lower_case: false },
    'tokenizer_config.json': { do_lower_case: true },
    'vocab.txt': vocabulary.join('\n'),
    'model.safetensors': writeSafetensors(tinyWeights(config)),
    ...replace,
  };
  const encoder = new TextEncoder();
  return new Map(
    Object.entries(files)
      .filter(([, content]) => content !== null)
      .map(([path, content]) => [
        path,
        content instanceof Uint8Array
          ? content
          : encoder.encode(typeof content === 'string' ? content : JSON.stringify(content)),
      ]),
  );
}
