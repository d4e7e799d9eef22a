import { Normalizer } from '@huggingface/tokenizers';

/**
 * SentencePiece's compiled character map (nmt_nfkc and its like, in the tokenizer.json of XLM-R's family), as Hugging Face's
 * spm_precompiled crate applies it; @huggingface/tokenizers' own only approximates one such map.
 *
 * Layout of `precompiled_charsmap` (base64): uint32 size of the trie in bytes, the trie, NUL-terminated UTF-8 replacements.
 * The trie is darts-clone's double array: one uint32 a unit, whose leaves hold a replacement's offset.
 */
export class PrecompiledNormalizer extends Normalizer {
  private readonly trie: Uint32Array;
  private readonly replacements: Uint8Array;
  private readonly segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();
  private readonly known = new Map<string, string | null>();
  /** Most text is ASCII, which most maps leave as it is. */
  private readonly leavesAscii: boolean;

  constructor(options: { type: 'Precompiled'; precompiled_charsmap: string }) {
    super(options);
    const bytes = Uint8Array.from(atob(options.precompiled_charsmap), (char) => char.charCodeAt(0));
    const size = bytes.length >= 4 ? new DataView(bytes.buffer).getUint32(0, true) : bytes.length;
    if (size % 4 !== 0 || size + 4 > bytes.length) throw new Error('precompiled_charsmap is cut off');
    this.trie = new Uint32Array(bytes.slice(4, 4 + size).buffer);
    this.replacements = bytes.subarray(4 + size);
    const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    this.leavesAscii = ascii.every((char) => (this.replacement(char) ?? char) === char);
  }

  override normalize(text: string): string {
    if (this.leavesAscii && /^[ -~]*$/.test(text)) return text;
    let normalized = '';
    for (const { segment } of this.segmenter.segment(text)) {
      const whole = this.encoder.encode(segment).length < 6 ? this.replacement(segment) : null;
      if (whole !== null) normalized += whole;
      else for (const char of segment) normalized += this.replacement(char) ?? char;
    }
    return normalized;
  }

  /** The replacement of the shortest prefix of `piece` that has one, for the whole of it: so does the original. */
  private replacement(piece: string): string | null {
    const known = this.known.get(piece);
    if (known !== undefined) return known;
    const begin = this.search(this.encoder.encode(piece));
    let found: string | null = null;
    if (begin !== null) {
      const end = this.replacements.indexOf(0, begin);
      found = this.decoder.decode(this.replacements.subarray(begin, end < 0 ? undefined : end));
    }
    this.known.set(piece, found);
    return found;
  }

  private search(key: Uint8Array): number | null {
    const { trie } = this;
    let position = offset(trie[0] ?? 0);
    for (const byte of key) {
      if (byte === 0) return null;
      position ^= byte;
      const unit = trie[position] ?? 0;
      // Bits 0-7 are the label, bit 31 marks a leaf's value, bit 8 says that the node has a leaf.
      if ((unit & 0x800000ff) !== byte) return null;
      position ^= offset(unit);
      if ((unit >>> 8) & 1) return (trie[position] ?? 0) & 0x7fffffff;
    }
    return null;
  }
}

const offset = (unit: number): number => ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
