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
const read = (name: string) =>
  JSON.parse(readFileSync(`tests/goldens/models/${name}.json`, 'utf8')) as Golden;
const golden = read('tokenizer');
const bytePair = read('bpe');
const cases = [golden, bytePair].flatMap(({ texts, max_length, tokenizers }) =>
  Object.entries(tokenizers).map(([name, tokenizer]) => ({ name, texts, max_length, ...tokenizer })),
);
const minilm = 'public/models/all-MiniLM-L6-v2';
const here = existsSync(`${minilm}/tokenizer.json`) || process.env.CI !== undefined;

describe.each(cases)('$name', ({ file, ids, cut, texts, max_length }) => {
  test.skipIf(!file && !here)('gives the ids that Hugging Face gives, whole and cut', () => {
    const tokenizer = createTokenizer(
      file ?? (JSON.parse(readFileSync(`${minilm}/tokenizer.json`, 'utf8')) as TokenizerFile),
    );
    texts.forEach((text, i) => {
      expect(tokenizer.encode(text, 100_000), text).toEqual(ids[i]);
      expect(tokenizer.encode(text, max_length), text).toEqual(cut[i]);
      expect(tokenizer.count(text), text).toBe(ids[i]!.length - 2);
    });
  });
});

test('some golden text is longer than the limit, so cutting is tested', () => {
  for (const { ids, cut, max_length } of cases) {
    expect(ids.some((row) => row.length > max_length)).toBe(true);
    expect(Math.max(...cut.map((row) => row.length))).toBe(max_length);
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

test('another kind of tokenizer is refused by name, with those that are supported', () => {
  const file = { model: { type: 'WordLevel' }, normalizer: null };
  expect(() => createTokenizer(file)).toThrow(HoneError);
  expect(() => createTokenizer(file)).toThrow(/model\/unsupported.*WordLevel.*WordPiece, BPE, Unigram/);
});

test('a vocabulary without its special tokens is refused', () => {
  expect(() => tokenizerFileFromVocabulary('a\nb\n', {})).toThrow(/model\/corrupt.*\[PAD\]/);
});
