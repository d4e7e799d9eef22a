import { modelWeights } from '../../../src/models/trained-parts';
import { architectureOf } from '../../../src/models/architectures/table';
import { poolingFlags } from '../../../src/models/pooling';
import { writeSafetensors } from '../../../src/models/safetensors';
import type { TokenizerFile } from '../../../src/models/tokenizer';
import type { Weights } from '../../../src/models/types';
import golden from '../../goldens/models/architectures.json';
import bytePair from '../../goldens/models/bpe.json';
import others from '../../goldens/models/tokenizer.json';
import { architectureCase, type CaseName } from '../models/architecture-checks';
import { formulaWeights } from '../models/formula-weights';

const torchNames = {
  identity: 'torch.nn.modules.linear.Identity',
  tanh: 'torch.nn.modules.activation.Tanh',
  relu: 'torch.nn.modules.activation.ReLU',
  gelu: 'torch.nn.modules.activation.GELU',
};

/** The kind of tokenizer that such models have, and its special tokens for padding and for unknown pieces. */
const tokenizers: Record<CaseName, { file: unknown; pad: string; unk: string }> = {
  bert: { file: others.tokenizers['chinese-wordpiece'].file, pad: '[PAD]', unk: '[UNK]' },
  roberta: { file: bytePair.tokenizers.roberta.file, pad: '<pad>', unk: '<unk>' },
  'xlm-roberta': { file: others.tokenizers.unigram.file, pad: '<pad>', unk: '<unk>' },
  distilbert: { file: others.tokenizers['chinese-wordpiece'].file, pad: '[PAD]', unk: '[UNK]' },
  mpnet: { file: bytePair.tokenizers.mpnet.file, pad: '<pad>', unk: '[UNK]' },
  modernbert: { file: bytePair.tokenizers.modernbert.file, pad: '[PAD]', unk: '[UNK]' },
  'modernbert-older': { file: bytePair.tokenizers.gemma.file, pad: '<pad>', unk: '<unk>' },
};

/** One more than the highest id. */
function vocabularySize({ model, added_tokens }: TokenizerFile): number {
  const { vocab } = model as { vocab: Record<string, number> | [string, number][] };
  const ids = Array.isArray(vocab) ? vocab.map((_, id) => id) : Object.values(vocab);
  return 1 + Math.max(...ids, ...(added_tokens as { id: number }[]).map(({ id }) => id));
}

/** A whole folder of a tiny model: the architecture's golden with a vocabulary as large as its tokenizer's. */
export function architectureFolder(name: CaseName): Map<string, Uint8Array> {
  const { pad, unk, ...given } = tokenizers[name];
  const tokenizer = given.file as TokenizerFile;
  const { model } = architectureCase(name);
  const vocab_size = vocabularySize(tokenizer);
  const config = { ...model.config, vocab_size };
  const dense = model.dense ?? [];
  const weights = formulaWeights(modelWeights({ config, dense }));
  const kinds = ['Transformer', 'Pooling', ...dense.map(() => 'Dense'), 'Normalize'];
  const { prefix } = architectureOf(config);
  const encoder: Weights = new Map();
  const files: Record<string, unknown> = {
    'config.json': golden.cases[name].config.replace(/"vocab_size": *\d+/, `"vocab_size": ${vocab_size}`),
    'modules.json': kinds.map((kind, idx) => ({
      idx,
      name: String(idx),
      path: idx === 0 ? '' : `${idx}_${kind}`,
      type: `sentence_transformers.models.${kind}`,
    })),
    '1_Pooling/config.json': {
      word_embedding_dimension: config.hidden_size,
      [poolingFlags[model.pooling]]: true,
    },
    'sentence_bert_config.json': { max_seq_length: 28, do_lower_case: false },
    'tokenizer.json': tokenizer,
    'tokenizer_config.json': {
      tokenizer_class: 'PreTrainedTokenizerFast',
      pad_token: pad,
      unk_token: unk,
      model_max_length: 28,
    },
  };
  for (const { path, activation, ...settings } of dense) {
    const linear: Weights = new Map();
    for (const part of ['weight', 'bias']) {
      const tensor = weights.get(`${path}.linear.${part}`);
      if (tensor) linear.set(`linear.${part}`, tensor);
    }
    files[`${path}/config.json`] = {
      in_features: settings.in_features,
      out_features: settings.out_features,
      bias: settings.bias,
      activation_function: torchNames[activation],
    };
    files[`${path}/model.safetensors`] = writeSafetensors(linear);
  }
  for (const [own, tensor] of weights) if (!own.includes('_Dense.')) encoder.set(prefix + own, tensor);
  files['model.safetensors'] = writeSafetensors(encoder);
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      content instanceof Uint8Array
        ? content
        : new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
    ]),
  );
}
