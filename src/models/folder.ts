import { HoneError } from '../errors/hone-error';
import { readBertConfig, readMaxSeqLength, readPooling, readPrompts } from './folder-configs';
import { FolderFiles } from './folder-files';
import { readSafetensors } from './safetensors';
import { createTokenizer, tokenizerFileFromVocabulary, type TokenizerFile } from './tokenizer';
import type { BertConfig, LoadedModel, ModelReference, Tokenizer, Weights } from './types';

export const weightsFile = 'model.safetensors';

/** What a sentence-transformers folder may hold that Hone reads or hands on; `required` ones must be there. */
export const modelFiles: readonly { path: string; required: boolean }[] = [
  { path: 'config.json', required: true },
  { path: 'modules.json', required: false },
  { path: '1_Pooling/config.json', required: false },
  { path: 'sentence_bert_config.json', required: false },
  { path: 'config_sentence_transformers.json', required: false },
  { path: 'tokenizer.json', required: false },
  { path: 'tokenizer_config.json', required: false },
  { path: 'special_tokens_map.json', required: false },
  { path: 'vocab.txt', required: false },
  { path: weightsFile, required: true },
];

/**
 * Reads and checks a model's folder: relative path -> bytes.
 * Throws HoneError 'model/unsupported' with `reason` for anything but a BERT encoder with CLS or mean pooling,
 * 'model/corrupt' with `file` for a file that is missing or broken.
 */
export function readModelFolder(
  contents: ReadonlyMap<string, Uint8Array>,
  reference: ModelReference,
  name: string,
): LoadedModel {
  const files = new FolderFiles(contents);
  const config = readBertConfig(files);
  const pooling = readPooling(files, config);
  const tokenizer = readTokenizer(contents);
  const weights = readWeights(files, config);
  const others = new Map(contents);
  others.delete(weightsFile);
  return {
    reference,
    name,
    config,
    pooling,
    normalize: true,
    maxSeqLength: readMaxSeqLength(files, config),
    prompts: readPrompts(files),
    weights,
    tokenizer,
    files: others,
  };
}

/** The tokenizer of a model's folder. Throws as readModelFolder. */
export const readTokenizer = (contents: ReadonlyMap<string, Uint8Array>): Tokenizer =>
  createTokenizer(readTokenizerFile(new FolderFiles(contents)));

function readTokenizerFile(files: FolderFiles): TokenizerFile {
  const file = files.json('tokenizer.json') as TokenizerFile | null;
  if (file) {
    if (typeof file.model !== 'object') throw files.corrupt('tokenizer.json', 'it has no model');
    return lowercased(file, files.json('sentence_bert_config.json')?.['do_lower_case'] === true);
  }
  const vocabulary = files.text('vocab.txt');
  if (vocabulary === null) throw files.missing('tokenizer.json');
  return tokenizerFileFromVocabulary(vocabulary, files.json('tokenizer_config.json') ?? {});
}

/** sentence-transformers' do_lower_case: lowercasing comes first unless the normalizer does so itself. */
function lowercased(file: TokenizerFile, asked: boolean): TokenizerFile {
  const own = JSON.stringify(file.normalizer ?? {});
  if (!asked || own.includes('"Lowercase"') || own.includes('"lowercase":true')) return file;
  const parts = [{ type: 'Lowercase' }, ...(file.normalizer ? [file.normalizer] : [])];
  return { ...file, normalizer: { type: 'Sequence', normalizers: parts } };
}

/** Encoder weights under their names in BertModel; heads for other tasks ('cls.*', 'classifier.*') are left out. */
function readWeights(files: FolderFiles, config: BertConfig): Weights {
  const bytes = files.bytes(weightsFile);
  if (!bytes) {
    if (files.bytes('pytorch_model.bin')) {
      throw new HoneError('model/unsupported', {
        reason: 'its weights are in pytorch_model.bin, and only model.safetensors is read',
      });
    }
    throw files.missing(weightsFile);
  }
  const weights: Weights = new Map();
  for (const [stored, tensor] of readSafetensors(bytes, weightsFile)) {
    const name = encoderName(stored);
    if (/^(embeddings|encoder|pooler)\./.test(name)) weights.set(name, tensor);
  }
  for (const [name, shape] of encoderShapes(config)) {
    const found = weights.get(name);
    if (!found) throw files.corrupt(weightsFile, `${name} is missing`);
    if (found.shape.join() !== shape.join()) {
      throw files.corrupt(weightsFile, `${name} is [${found.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
  }
  return weights;
}

/** 'bert.' is the prefix in folders saved with a head; gamma and beta are LayerNorm's names in TensorFlow's checkpoints. */
const encoderName = (name: string): string =>
  name
    .replace(/^bert\./, '')
    .replace(/\.LayerNorm\.gamma$/, '.LayerNorm.weight')
    .replace(/\.LayerNorm\.beta$/, '.LayerNorm.bias');

/** Names and shapes of BertModel's parameters (the pooler, which sentence embeddings do not use, may be absent). */
export function encoderShapes(config: BertConfig): Map<string, number[]> {
  const { hidden_size: hidden, intermediate_size: inner } = config;
  const shapes = new Map<string, number[]>([
    ['embeddings.word_embeddings.weight', [config.vocab_size, hidden]],
    ['embeddings.position_embeddings.weight', [config.max_position_embeddings, hidden]],
    ['embeddings.token_type_embeddings.weight', [config.type_vocab_size, hidden]],
  ]);
  const affine = (name: string, out: number, into: number) => {
    shapes.set(`${name}.weight`, [out, into]);
    shapes.set(`${name}.bias`, [out]);
  };
  const layerNorm = (name: string) => {
    shapes.set(`${name}.weight`, [hidden]);
    shapes.set(`${name}.bias`, [hidden]);
  };
  layerNorm('embeddings.LayerNorm');
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ['query', 'key', 'value']) affine(`${layer}.attention.self.${part}`, hidden, hidden);
    affine(`${layer}.attention.output.dense`, hidden, hidden);
    layerNorm(`${layer}.attention.output.LayerNorm`);
    affine(`${layer}.intermediate.dense`, inner, hidden);
    affine(`${layer}.output.dense`, hidden, inner);
    layerNorm(`${layer}.output.LayerNorm`);
  }
  return shapes;
}
