import { Normalizer } from '@huggingface/tokenizers';

/**
 * BertNormalizer as Hugging Face's tokenizers (Rust) has it; @huggingface/tokenizers' own differs on ideographs beyond
 * U+FFFF, on the Greek final sigma and on format characters. Order: clean, space out ideographs, strip accents, lowercase.
 */
export class BertNormalizer extends Normalizer {
  constructor(private readonly options: BertNormalizerOptions) {
    super({ ...options, strip_accents: options.strip_accents ?? undefined });
  }

  override normalize(text: string): string {
    const { clean_text, handle_chinese_chars, strip_accents, lowercase } = this.options;
    if (clean_text) text = text.replace(removed, '').replace(/\s/gu, ' ');
    if (handle_chinese_chars) text = text.replace(ideograph, ' $& ');
    if (strip_accents ?? lowercase) text = text.normalize('NFD').replace(/\p{Mn}/gu, '');
    // Character by character, so without the rule for a sigma at a word's end.
    if (lowercase) text = text.replaceAll('Σ', 'σ').toLowerCase();
    return text;
  }
}

export interface BertNormalizerOptions {
  type: 'BertNormalizer';
  clean_text: boolean;
  handle_chinese_chars: boolean;
  /** null: as `lowercase` says. */
  strip_accents: boolean | null;
  lowercase: boolean;
}

/** Control, format and private-use characters but tab and line ends; U+FFFD. Unassigned ones stay. */
const removed = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\ufffd]/gu;

/** The CJK blocks of Google's BERT tokenizer. */
const ideograph =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
