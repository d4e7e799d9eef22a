import { readConfig, readMaxSeqLength, readPrompts } from './folder-configs';
import { FolderFiles } from './folder-files';
import { readModules } from './folder-modules';
import { isWeightsFile, readWeights, weightShapes } from './folder-weights';
import { createTokenizer, tokenizerFileFromVocabulary, type TokenizerFile } from './tokenizer';
import type { LoadedModel, ModelReference, Tokenizer } from './types';

/** What Hone reads of a sentence-transformers folder or hands on, besides weights and modules' settings. */
const smallModelFiles = [
  'config.json',
  'modules.json',
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'vocab.txt',
];

/** Whether Hone reads or hands on the file at this path of a model's folder. */
export const isModelFile = (path: string): boolean =>
  smallModelFiles.includes(path) || isWeightsFile(path) || /^\d+_\w+\/config\.json$/.test(path);

/** What a folder's small files say of its model. Throws as readModelFolder, but finds nothing wrong with weights. */
export function checkSupport(
  contents: ReadonlyMap<string, Uint8Array>,
): Pick<LoadedModel, 'config' | 'pooling' | 'includePrompt' | 'dense'> {
  const files = new FolderFiles(contents);
  const config = readConfig(files);
  return { config, ...readModules(files, config) };
}

/**
 * Reads and checks a model's folder: relative path -> bytes.
 * Throws HoneError 'model/unsupported' with `reason` for an architecture, module or file that Hone cannot use,
 * 'model/corrupt' with `file` for a file that is missing or broken.
 */
export function readModelFolder(
  contents: ReadonlyMap<string, Uint8Array>,
  reference: ModelReference,
  name: string,
): LoadedModel {
  const files = new FolderFiles(contents);
  const { config, pooling, includePrompt, dense } = checkSupport(contents);
  const tokenizer = readTokenizer(contents);
  const weights = readWeights(files, { config, dense });
  return {
    reference,
    name,
    config,
    pooling,
    dense,
    normalize: true,
    maxSeqLength: readMaxSeqLength(files, config),
    prompts: readPrompts(files),
    includePrompt,
    weights,
    tokenizer,
    files: new Map([...contents].filter(([path]) => !isWeightsFile(path))),
  };
}

/** What a model is, without its weights. */
export type ModelDescription = Pick<
  LoadedModel,
  'name' | 'config' | 'pooling' | 'dense' | 'prompts' | 'maxSeqLength'
> & {
  /** How many numbers its weights are. */
  parameters: number;
};

/** Checks a folder as readModelFolder does, and throws as it; of files of weights, of `sizes` bytes, the headers are enough. */
export function describeFolder(
  contents: ReadonlyMap<string, Uint8Array>,
  sizes: ReadonlyMap<string, number>,
  name: string,
): ModelDescription {
  const files = new FolderFiles(contents);
  const { config, pooling, dense } = checkSupport(contents);
  readTokenizer(contents);
  const shapes = [...weightShapes(files, { config, dense }, sizes).values()].map(({ shape }) => shape);
  return {
    name,
    config,
    pooling,
    dense,
    prompts: readPrompts(files),
    maxSeqLength: readMaxSeqLength(files, config),
    parameters: shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0),
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
