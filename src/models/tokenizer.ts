import {
  BertNormalizer as ApproximateBertNormalizer,
  ByteLevelPreTokenizer,
  PreTokenizer,
  SequencePreTokenizer,
  WhitespaceSplitPreTokenizer,
  type Normalizer,
  PrecompiledNormalizer as ApproximatePrecompiledNormalizer,
  SequenceNormalizer,
  Tokenizer as HuggingFaceTokenizer,
} from '@huggingface/tokenizers';
import { HoneError } from '../errors/hone-error';
import { BertNormalizer, type BertNormalizerOptions } from './bert-normalizer';
import { PrecompiledNormalizer } from './precompiled-normalizer';
import type { Tokenizer } from './types';

/** What is read of a tokenizer.json; the rest is passed on as it is. */
export interface TokenizerFile {
  model: { type?: string; [part: string]: unknown };
  normalizer: { type: string; [part: string]: unknown } | null;
  [part: string]: unknown;
}

const supportedModels = ['WordPiece', 'BPE', 'Unigram'];

/**
 * The tokenizer of a tokenizer.json, with the ids that Hugging Face's tokenizers give, cut as sentence-transformers cuts
 * (from the right, the special tokens kept).
 * Throws HoneError 'model/unsupported' for a model other than WordPiece, BPE and Unigram, 'model/corrupt' for a broken file.
 */
export function createTokenizer(file: TokenizerFile): Tokenizer {
  const type = file.model.type ?? ('continuing_subword_prefix' in file.model ? 'WordPiece' : 'unknown');
  if (!supportedModels.includes(type)) {
    throw new HoneError('model/unsupported', {
      reason: `its tokenizer is ${type}, and only ${supportedModels.join(', ')} are supported`,
    });
  }
  const tokenizer = build(file, type);
  const ids = (text: string, special: boolean) => tokenizer.encode(text, { add_special_tokens: special }).ids;
  const special = ids('', true);
  // Every supported template is one run of special tokens, the text, another run: the first run is what a text's ids start with.
  const probe = ids('a', false);
  const first = probe.length === 0 ? 1 : ids('a', true).indexOf(probe[0]!);
  const before = special.slice(0, first);
  const after = special.slice(first);
  const cut = (text: string, maxLength: number) =>
    ids(text, false).slice(0, Math.max(0, maxLength - special.length));
  return {
    encode: (text, maxLength) => [...before, ...cut(text, maxLength), ...after],
    count: (text) => ids(text, false).length,
    promptLength: (prompt, maxLength) => before.length + cut(prompt, maxLength).length,
  };
}

function build(file: TokenizerFile, type: string): HuggingFaceTokenizer {
  try {
    const tokenizer = new HuggingFaceTokenizer(
      { added_tokens: [], ...file, model: { ...file.model, type } },
      {},
    );
    if (tokenizer.normalizer) tokenizer.normalizer = exact(tokenizer.normalizer);
    if (tokenizer.pre_tokenizer) tokenizer.pre_tokenizer = exactSplit(tokenizer.pre_tokenizer);
    return tokenizer;
  } catch (cause) {
    throw new HoneError('model/corrupt', { file: 'tokenizer.json', detail: String(cause) }, { cause });
  }
}

/** Puts our exact normalizers in place of the library's approximate ones. */
function exact(normalizer: Normalizer): Normalizer {
  if (normalizer instanceof ApproximateBertNormalizer) {
    return new BertNormalizer(normalizer.config as BertNormalizerOptions);
  }
  if (normalizer instanceof ApproximatePrecompiledNormalizer) {
    return new PrecompiledNormalizer(
      normalizer.config as { type: 'Precompiled'; precompiled_charsmap: string },
    );
  }
  if (normalizer instanceof SequenceNormalizer) {
    normalizer.normalizers = normalizer.normalizers.map((part) => part && exact(part));
  }
  return normalizer;
}

/** Unicode's White_Space, as Rust's `char::is_whitespace`: JavaScript's \s lacks U+0085 and has U+FEFF besides. */
class WhitespaceSplit extends PreTokenizer {
  override pre_tokenize_text(text: string): string[] {
    return text.match(/(?:[^\s\u0085]|\ufeff)+/gu) ?? [];
  }
}

/** GPT-2's pattern, its whitespace Unicode's. */
const gpt2Pattern =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

function exactSplit(preTokenizer: PreTokenizer): PreTokenizer {
  if (preTokenizer instanceof ByteLevelPreTokenizer) preTokenizer.pattern = gpt2Pattern;
  if (preTokenizer instanceof WhitespaceSplitPreTokenizer) return new WhitespaceSplit();
  if (preTokenizer instanceof SequencePreTokenizer) {
    preTokenizer.tokenizers = preTokenizer.tokenizers.map((part) => part && exactSplit(part));
  }
  return preTokenizer;
}

/**
 * The tokenizer.json that BERT's older folders lack: a WordPiece over vocab.txt (one piece a line) with the settings of
 * tokenizer_config.json.
 */
export function tokenizerFileFromVocabulary(
  vocabulary: string,
  settings: { do_lower_case?: boolean; strip_accents?: boolean | null; tokenize_chinese_chars?: boolean },
): TokenizerFile {
  const pieces = vocabulary.split(/\r?\n/);
  if (pieces.at(-1) === '') pieces.pop();
  const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
  const missing = special.find((token) => vocab[token] === undefined);
  if (missing) throw new HoneError('model/corrupt', { file: 'vocab.txt', detail: `${missing} is missing` });
  const specialToken = (token: string) => ({ id: token, ids: [vocab[token]], tokens: [token] });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: settings.tokenize_chinese_chars ?? true,
      strip_accents: settings.strip_accents ?? null,
      lowercase: settings.do_lower_case ?? true,
    } satisfies BertNormalizerOptions,
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 1 } },
        { SpecialToken: { id: '[SEP]', type_id: 1 } },
      ],
      special_tokens: { '[CLS]': specialToken('[CLS]'), '[SEP]': specialToken('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}
