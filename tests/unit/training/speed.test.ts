import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readTokenizer } from '../../../src/models/folder';
import { linearFit, median, productShare } from '../../../src/training/speed/measurements';
import { madePairs, wordTokens } from '../../../src/training/speed/texts';
import { miniLmConfig, youngWeights } from '../../../src/training/speed/young-model';

test('made texts have as many tokens by MiniLM’s tokenizer as by the stand-in, and 32 pairs are as long as 32 of Financial-QA', () => {
  const folder = new URL('../../../public/models/all-MiniLM-L6-v2/', import.meta.url);
  const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json'].map(
    (name) => [name, new Uint8Array(readFileSync(new URL(name, folder)))] as const,
  );
  const tokenizer = readTokenizer(new Map(files));
  const pairs = madePairs(64);
  for (const { question, passage } of pairs)
    for (const text of [question, passage])
      expect(wordTokens(text, 30522)).toHaveLength(tokenizer.encode(text, 256).length);
  const tokens = pairs
    .slice(32)
    .map(({ question, passage }) => wordTokens(`${question} ${passage}`, 30522).length + 2);
  // 20.5 and 45.7 tokens a question and a passage on the average.
  expect(tokens.reduce((sum, count) => sum + count, 0) / 32).toBeCloseTo(66.2, -0.5);
  expect(madePairs(2, 16)[1]!.passage.split(' ').length).toBeLessThanOrEqual(14);
});

test('a line through steps that lie on one has no error', () => {
  const steps = [100, 400, 900].map((tokens) => ({ tokens, seconds: 0.25 + tokens / 1000 }));
  const { intercept, perToken, r2 } = linearFit(steps);
  expect([intercept, perToken, r2].map((value) => value.toFixed(9))).toEqual([
    '0.250000000',
    '0.001000000',
    '1.000000000',
  ]);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('the share of products names the kernels, and their times make up at most the step', async () => {
  const config = miniLmConfig(1, { vocab_size: 300 });
  const text = Array.from({ length: 12 }, (_, i) => 200 + i);
  const columns = [
    [text, text.slice(4)],
    [text.slice(2), text],
  ];
  const model = { config, pooling: 'mean', weights: youngWeights(config) } as const;
  const share = await productShare({ backend: 'wasm', threads: 1 }, model, columns, 2);
  expect(Object.keys(share!.kernels)).toEqual(expect.arrayContaining(['gemm', 'pack', 'rows', 'adamw']));
  const all = Object.values(share!.kernels).reduce((sum, time) => sum + time, 0) / 1000;
  expect(all).toBeLessThanOrEqual(share!.seconds);
  expect(share!.ofStep).toBeLessThan(share!.ofKernels);
});
