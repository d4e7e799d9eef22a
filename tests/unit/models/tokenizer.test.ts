import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import {
  createTokenizer,
  tokenizerFileFromVocabulary,
  type TokenizerFile,
} from '../../../src/models/tokenizer';

interface Golden {
  texts: string[];
  max_length: number;
  tokenizers: Record<string, { file: TokenizerFile | null; ids: number[][]; cut: number[][] }>;
}
const golden = JSON.parse(readFileSync('tests/goldens/models/tokenizer.json', 'utf8')) as Golden;
const minilm = 'public/models/all-MiniLM-L6-v2';
const here = existsSync(`${minilm}/tokenizer.json`) || process.env.CI !== undefined;

describe.each(Object.keys(golden.tokenizers))('%s', (name) => {
  const { file, ids, cut } = golden.tokenizers[name]!;
  test.skipIf(!file && !here)('gives the ids that Hugging Face gives, whole and cut', () => {
    const tokenizer = createTokenizer(
      file ?? (JSON.parse(readFileSync(`${minilm}/tokenizer.json`, 'utf8')) as TokenizerFile),
    );
    golden.texts.forEach((text, i) => {
      expect(tokenizer.encode(text, 100_000), text).toEqual(ids[i]);
      expect(tokenizer.encode(text, golden.max_length), text).toEqual(cut[i]);
      expect(tokenizer.count(text), text).toBe(ids[i]!.length - 2);
    });
  });
});

test('some golden text is longer than the limit, so cutting is tested', () => {
  for (const { ids, cut } of Object.values(golden.tokenizers)) {
    expect(ids.some((row) => row.length > golden.max_length)).toBe(true);
    expect(Math.max(...cut.map((row) => row.length))).toBe(golden.max_length);
  }
});

test.skipIf(!here)('a folder with vocab.txt alone is tokenized as with its tokenizer.json', () => {
  const tokenizer = createTokenizer(
    tokenizerFileFromVocabulary(readFileSync(`${minilm}/vocab.txt`, 'utf8'), { do_lower_case: true }),
  );
  golden.texts.forEach((text, i) =>
    expect(tokenizer.encode(text, 100_000), text).toEqual(golden.tokenizers['minilm']!.ids[i]),
  );
});

test('a byte-pair tokenizer is refused by name', () => {
  const file = { model: { type: 'BPE' }, normalizer: null };
  expect(() => createTokenizer(file)).toThrow(HoneError);
  expect(() => createTokenizer(file)).toThrow(/model\/unsupported.*BPE/);
});

test('a vocabulary without its special tokens is refused', () => {
  expect(() => tokenizerFileFromVocabulary('a\nb\n', {})).toThrow(/model\/corrupt.*\[PAD\]/);
});
