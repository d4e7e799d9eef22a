import { HoneError } from '../errors/hone-error';
import type { FolderFiles, JsonObject } from './folder-files';
import type { BertConfig, Pooling } from './types';

const unsupported = (reason: string) => new HoneError('model/unsupported', { reason });

const activations = ['gelu', 'gelu_new', 'relu'] as const;
/** Names that transformers takes for the same function. */
const activationSynonyms: Record<string, (typeof activations)[number]> = {
  gelu_python: 'gelu',
  gelu_pytorch_tanh: 'gelu_new',
};

/** config.json; numbers it leaves out take BertConfig's defaults. */
export function readBertConfig(files: FolderFiles): BertConfig {
  const file = 'config.json';
  const config = files.json(file);
  if (!config) throw files.missing(file);
  const type = config['model_type'];
  if (type !== 'bert') throw unsupported(`its model_type is ${String(type)}`);
  const position = config['position_embedding_type'] ?? 'absolute';
  if (position !== 'absolute') throw unsupported(`its position embeddings are ${String(position)}`);
  if (config['is_decoder'] === true) throw unsupported('it is a decoder');
  const act = String(config['hidden_act'] ?? 'gelu');
  const activation = activations.find((name) => name === act) ?? activationSynonyms[act];
  if (!activation) throw unsupported(`its activation is ${act}`);

  const size = (name: string, fallback: number): number => {
    const value = config[name] ?? fallback;
    if (!Number.isSafeInteger(value) || (value as number) < 1)
      throw files.corrupt(file, `${name} is not a size`);
    return value as number;
  };
  const number = (name: string, fallback: number, below: number): number => {
    const value = config[name] ?? fallback;
    const valid = typeof value === 'number' && value >= 0 && value < below;
    if (!valid) throw files.corrupt(file, `${name} is not a number from 0 to ${below}`);
    return value;
  };
  const read: BertConfig = {
    model_type: 'bert',
    vocab_size: size('vocab_size', 30522),
    hidden_size: size('hidden_size', 768),
    num_hidden_layers: size('num_hidden_layers', 12),
    num_attention_heads: size('num_attention_heads', 12),
    intermediate_size: size('intermediate_size', 3072),
    hidden_act: activation,
    hidden_dropout_prob: number('hidden_dropout_prob', 0.1, 1),
    attention_probs_dropout_prob: number('attention_probs_dropout_prob', 0.1, 1),
    max_position_embeddings: size('max_position_embeddings', 512),
    type_vocab_size: size('type_vocab_size', 2),
    layer_norm_eps: number('layer_norm_eps', 1e-12, 1),
  };
  if (read.hidden_size % read.num_attention_heads !== 0) {
    throw files.corrupt(file, 'hidden_size is not a multiple of num_attention_heads');
  }
  return read;
}

/** Both spellings of modules.json's types: 'sentence_transformers.models.Pooling' and 6.x's longer module paths. */
const moduleKind = (module: JsonObject): string => String(module['type']).split('.').at(-1)!;

/**
 * The pooling that modules.json and its Pooling folder ask for. A folder without modules.json is a plain encoder, for which
 * sentence-transformers takes the mean.
 */
export function readPooling(files: FolderFiles, config: BertConfig): Pooling {
  const modules = files.list('modules.json');
  if (!modules) return 'mean';
  const kinds = modules.map(moduleKind);
  const [transformer, pooling, ...rest] = kinds;
  if (transformer !== 'Transformer' || pooling !== 'Pooling' || rest.some((kind) => kind !== 'Normalize')) {
    throw unsupported(`its modules are ${kinds.join(', ')}, not Transformer, Pooling and Normalize`);
  }
  if (String(modules[0]!['path'] ?? '') !== '') throw unsupported('its encoder is in a folder of its own');
  const file = `${String(modules[1]!['path'])}/config.json`;
  const settings = files.json(file);
  if (!settings) throw files.missing(file);
  const width = settings['word_embedding_dimension'] ?? settings['embedding_dimension'];
  if (width !== undefined && width !== config.hidden_size) {
    throw files.corrupt(file, `its dimension is ${String(width)}, the encoder's ${config.hidden_size}`);
  }
  const modes = poolingModes(settings);
  const [mode] = modes;
  if (modes.length !== 1 || (mode !== 'cls' && mode !== 'mean')) {
    throw unsupported(`its pooling is ${modes.join(' and ') || 'none'}, and only cls and mean are supported`);
  }
  return mode;
}

/** `pooling_mode` since sentence-transformers 6, one boolean a mode before. */
function poolingModes(settings: JsonObject): string[] {
  const mode = settings['pooling_mode'];
  if (mode !== undefined) return (Array.isArray(mode) ? mode : [mode]).map(String);
  const names: Record<string, string> = { pooling_mode_cls_token: 'cls', pooling_mode_mean_tokens: 'mean' };
  return Object.entries(settings)
    .filter(([key, value]) => key.startsWith('pooling_mode_') && value === true)
    .map(([key]) => names[key] ?? key.replace('pooling_mode_', ''));
}

/** sentence_bert_config.json's max_seq_length, else the tokenizer's limit; never beyond the position embeddings. */
export function readMaxSeqLength(files: FolderFiles, config: BertConfig): number {
  const own = files.json('sentence_bert_config.json')?.['max_seq_length'];
  const tokenizers = files.json('tokenizer_config.json')?.['model_max_length'];
  const asked = [own, tokenizers].find((value) => typeof value === 'number' && value >= 3);
  return Math.min((asked as number | undefined) ?? Infinity, config.max_position_embeddings);
}

/** Prepended to texts, as encode_query and encode_document do; '' where there are none. */
export function readPrompts(files: FolderFiles): { query: string; document: string } {
  const settings = files.json('config_sentence_transformers.json');
  const prompts = (settings?.['prompts'] ?? {}) as JsonObject;
  const prompt = (...names: string[]): string => {
    const found = names.map((name) => prompts[name]).find((value) => typeof value === 'string');
    if (found !== undefined) return found as string;
    const fallback = prompts[String(settings?.['default_prompt_name'])];
    return typeof fallback === 'string' ? fallback : '';
  };
  return { query: prompt('query'), document: prompt('document', 'passage', 'corpus') };
}
