import { readEncoderConfig } from './architectures/table';
import { ConfigReader } from './config-reader';
import type { FolderFiles, JsonObject } from './folder-files';
import type { EncoderConfig, Prompts } from './types';

/** config.json; numbers it leaves out take transformers' defaults. */
export function readConfig(files: FolderFiles): EncoderConfig {
  const file = 'config.json';
  const config = files.json(file);
  if (!config) throw files.missing(file);
  return readEncoderConfig(new ConfigReader(files, file, config));
}

/** sentence_bert_config.json's max_seq_length, else the tokenizer's limit; never beyond the position embeddings. */
export function readMaxSeqLength(files: FolderFiles, config: EncoderConfig): number {
  const own = files.json('sentence_bert_config.json')?.['max_seq_length'];
  const tokenizers = files.json('tokenizer_config.json')?.['model_max_length'];
  const asked = [own, tokenizers].find((value) => typeof value === 'number' && value >= 3);
  return Math.min((asked as number | undefined) ?? Infinity, config.max_position_embeddings);
}

/** What encode_query and encode_document take of config_sentence_transformers.json. */
export function readPrompts(files: FolderFiles): Prompts {
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
