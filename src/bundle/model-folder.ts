import { HoneError } from '../errors/hone-error';
import { architectureOf } from '../models/architectures/table';
import { denseActivations } from '../models/dense';
import { weightsFile } from '../models/folder-weights';
import { poolingFlags } from '../models/pooling';
import { writeSafetensors } from '../models/safetensors';
import type { Dense, LoadedModel, Weights } from '../models/types';
import { changeJson } from './json-numbers';

/** Files of the base model's folder that are handed on byte for byte. */
const carriedOver = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
];

/**
 * The model as a sentence-transformers folder: path -> bytes, `SentenceTransformer(folder)` loads it (2.x and later).
 *
 * `weights` (float32, named as the loaded model's) need not be the loaded model's own.
 * Throws model/corrupt when the base model's config.json is missing or not JSON.
 */
export function modelFolder(loaded: LoadedModel, weights: Weights): Map<string, Uint8Array> {
  const folder = modelConfigs(loaded);
  for (const [path, part] of weightsByFile(loaded, weights)) folder.set(path, writeSafetensors(part));
  return folder;
}

/** The weights of each of the folder's files: the encoder's, and those of each Dense module under its own names. */
export function weightsByFile({ dense }: LoadedModel, weights: Weights): Map<string, Weights> {
  const files = new Map<string, Weights>([[weightsFile, new Map()]]);
  for (const { path } of dense) files.set(`${path}/${weightsFile}`, new Map());
  for (const [name, tensor] of weights) {
    const module = dense.find(({ path }) => name.startsWith(`${path}.`));
    if (module) files.get(`${module.path}/${weightsFile}`)!.set(name.slice(module.path.length + 1), tensor);
    else files.get(weightsFile)!.set(name, tensor);
  }
  return files;
}

/** The folder without its weights. */
export function modelConfigs(loaded: LoadedModel): Map<string, Uint8Array> {
  const folder = new Map<string, Uint8Array>();
  folder.set('config.json', utf8(`${encoderConfig(loaded)}\n`));
  folder.set('modules.json', json(modules(loaded)));
  folder.set('1_Pooling/config.json', json(poolingConfig(loaded)));
  for (const module of loaded.dense) folder.set(`${module.path}/config.json`, json(denseConfig(module)));
  folder.set('sentence_bert_config.json', json(lengthConfig(loaded)));
  folder.set('config_sentence_transformers.json', json(promptConfig(loaded)));
  for (const path of carriedOver) {
    const bytes = loaded.files.get(path);
    if (bytes) folder.set(path, bytes);
  }
  return folder;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value, null, 2)}\n`);

function original<T>(loaded: LoadedModel, path: string, read: (text: string) => T): T | null {
  const bytes = loaded.files.get(path);
  if (!bytes) return null;
  try {
    return read(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new HoneError('model/corrupt', { file: path, detail: 'it is not JSON' }, { cause });
  }
}

/** config.json as it was, for a plain encoder in float32: a folder kept in half precision is widened when read. */
function encoderConfig(loaded: LoadedModel): string {
  const architectures = [architectureOf(loaded.config).modelClass];
  const changed = original(loaded, 'config.json', (text) =>
    changeJson(text, ({ dtype: _dtype, _name_or_path: _origin, ...rest }) => ({
      ...rest,
      architectures,
      torch_dtype: 'float32',
    })),
  );
  if (!changed) throw new HoneError('model/corrupt', { file: 'config.json', detail: 'it is missing' });
  return changed;
}

function modules({ dense, normalize }: LoadedModel): object[] {
  const list = [
    { path: '', type: 'sentence_transformers.models.Transformer' },
    { path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
    ...dense.map(({ path }) => ({ path, type: 'sentence_transformers.models.Dense' })),
    ...(normalize
      ? [{ path: `${2 + dense.length}_Normalize`, type: 'sentence_transformers.models.Normalize' }]
      : []),
  ];
  return list.map((module, idx) => ({ idx, name: String(idx), ...module }));
}

const poolingConfig = ({ config, pooling, includePrompt }: LoadedModel): object => ({
  word_embedding_dimension: config.hidden_size,
  pooling_mode_cls_token: false,
  pooling_mode_mean_tokens: false,
  pooling_mode_max_tokens: false,
  pooling_mode_mean_sqrt_len_tokens: false,
  [poolingFlags[pooling]]: true,
  ...(includePrompt ? {} : { include_prompt: false }),
});

const denseConfig = ({ in_features, out_features, bias, activation }: Dense): object => ({
  in_features,
  out_features,
  bias,
  activation_function: denseActivations[activation],
});

const lengthConfig = (loaded: LoadedModel): object => ({
  max_seq_length: loaded.maxSeqLength,
  do_lower_case:
    original(
      loaded,
      'sentence_bert_config.json',
      (text) => (JSON.parse(text) as Record<string, unknown>).do_lower_case,
    ) === true,
});

const promptConfig = ({ prompts }: LoadedModel): object => ({
  prompts: { query: prompts.query, document: prompts.document },
  default_prompt_name: null,
  similarity_fn_name: 'cosine',
});
