import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readModelFolder } from '../../../src/models/folder';
import { writeSafetensors } from '../../../src/models/safetensors';
import { tinyConfig, tinyFolder, tinyWeights } from './tiny-model';

const reference = { kind: 'folder', id: 'tiny' } as const;
const read = (replace: Record<string, unknown> = {}) =>
  readModelFolder(tinyFolder(replace), reference, 'tiny');

test('a sentence-transformers folder is read with its pooling, limit, prompts and weights', () => {
  const model = read({
    'config_sentence_transformers.json': { prompts: { query: 'ask: ', passage: 'text: ' } },
  });
  expect(model).toMatchObject({
    name: 'tiny',
    config: tinyConfig,
    pooling: 'mean',
    maxSeqLength: 16,
    prompts: { query: 'ask: ', document: 'text: ' },
  });
  expect(model.weights).toEqual(tinyWeights());
  expect(model.files.has('vocab.txt')).toBe(true);
  expect(model.files.has('model.safetensors')).toBe(false);
  expect(model.tokenizer.encode('Be an', 16)).toEqual([2, 6, 35, 5, 44, 3]);
});

test('weights saved with a head and with old LayerNorm names come out under the encoder’s own', () => {
  const renamed = new Map(
    [...tinyWeights()].map(([name, tensor]) => [
      `bert.${name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')}`,
      tensor,
    ]),
  );
  renamed.set('cls.predictions.bias', { shape: [1], data: new Float32Array(1) });
  expect(read({ 'model.safetensors': writeSafetensors(renamed) }).weights).toEqual(tinyWeights());
});

describe('pooling', () => {
  test.each([
    [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }, 'cls'],
    [{ pooling_mode: 'cls', embedding_dimension: 16 }, 'cls'],
    [{ pooling_mode: ['mean'] }, 'mean'],
  ])('%j is %s', (settings, expected) => {
    expect(read({ '1_Pooling/config.json': settings }).pooling).toBe(expected);
  });
  test('a plain encoder without modules.json takes the mean, as sentence-transformers does', () => {
    expect(read({ 'modules.json': null, '1_Pooling/config.json': null }).pooling).toBe('mean');
  });
});

test('the length limit is the folder’s own, else the tokenizer’s, never beyond the positions', () => {
  expect(read({ 'sentence_bert_config.json': { max_seq_length: 512 } }).maxSeqLength).toBe(24);
  expect(
    read({ 'sentence_bert_config.json': null, 'tokenizer_config.json': { model_max_length: 12 } })
      .maxSeqLength,
  ).toBe(12);
  expect(read({ 'sentence_bert_config.json': null }).maxSeqLength).toBe(24);
});

test.each<[string, Record<string, unknown>]>([
  ['another architecture', { 'config.json': { ...tinyConfig, model_type: 'xlm-roberta' } }],
  ['relative positions', { 'config.json': { ...tinyConfig, position_embedding_type: 'relative_key' } }],
  ['an unknown activation', { 'config.json': { ...tinyConfig, hidden_act: 'swish' } }],
  ['max pooling', { '1_Pooling/config.json': { pooling_mode_max_tokens: true } }],
  ['two poolings', { '1_Pooling/config.json': { pooling_mode: ['cls', 'mean'] } }],
  [
    'a Dense module',
    {
      'modules.json': [
        { path: '', type: 'sentence_transformers.models.Transformer' },
        { path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
        { path: '2_Dense', type: 'sentence_transformers.models.Dense' },
      ],
    },
  ],
  ['a byte-pair tokenizer', { 'tokenizer.json': { model: { type: 'BPE' } } }],
  ['pickled weights', { 'model.safetensors': null, 'pytorch_model.bin': new Uint8Array([1]) }],
])('%s is refused with the reason', (_, replace) => {
  expect(() => read(replace)).toThrow(/model\/unsupported.*reason/);
});

const without = (name: string) => new Map([...tinyWeights()].filter(([own]) => own !== name));
test.each<[string, Record<string, unknown>, string]>([
  ['no config.json', { 'config.json': null }, 'config.json'],
  ['a config.json that is not JSON', { 'config.json': '{' }, 'config.json'],
  ['a size that is a word', { 'config.json': { ...tinyConfig, hidden_size: 'wide' } }, 'config.json'],
  ['no pooling settings', { '1_Pooling/config.json': null }, '1_Pooling/config.json'],
  ['a modules.json that is no list', { 'modules.json': {} }, 'modules.json'],
  ['no tokenizer', { 'vocab.txt': null }, 'tokenizer.json'],
  ['a tokenizer.json without a model', { 'tokenizer.json': {} }, 'tokenizer.json'],
  ['a vocabulary that is no text', { 'vocab.txt': new Uint8Array([255, 254]) }, 'vocab.txt'],
  ['no weights', { 'model.safetensors': null }, 'model.safetensors'],
  [
    'half a file of weights',
    { 'model.safetensors': writeSafetensors(tinyWeights()).subarray(0, 4000) },
    'model.safetensors',
  ],
  [
    'a missing tensor',
    { 'model.safetensors': writeSafetensors(without('encoder.layer.1.output.dense.bias')) },
    'encoder.layer.1.output.dense.bias',
  ],
  ['a tensor of another shape', { 'config.json': { ...tinyConfig, vocab_size: 65 } }, 'word_embeddings'],
])('%s is refused with the file named', (_, replace, named) => {
  expect(() => read(replace)).toThrow(/model\/corrupt/);
  expect(() => read(replace)).toThrow(named);
});

const minilm = 'public/models/all-MiniLM-L6-v2';
test.skipIf(!existsSync(minilm) && process.env.CI === undefined)('the default model is read', () => {
  const paths = ['config.json', 'modules.json', '1_Pooling/config.json', 'sentence_bert_config.json'];
  const files = new Map(
    [...paths, 'tokenizer.json', 'model.safetensors'].map((path) => [
      path,
      new Uint8Array(readFileSync(`${minilm}/${path}`)),
    ]),
  );
  const model = readModelFolder(files, { kind: 'served', id: 'all-MiniLM-L6-v2' }, 'all-MiniLM-L6-v2');
  expect(model).toMatchObject({ pooling: 'mean', maxSeqLength: 256, prompts: { query: '', document: '' } });
  expect(model.config).toMatchObject({ hidden_size: 384, num_hidden_layers: 6 });
  expect(model.weights.get('embeddings.word_embeddings.weight')!.shape).toEqual([30522, 384]);
});
