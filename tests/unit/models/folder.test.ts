import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { denseShapes } from '../../../src/models/architectures/block';
import { architectureOf } from '../../../src/models/architectures/table';
import { dimensionOf } from '../../../src/models/dense';
import { readModelFolder } from '../../../src/models/folder';
import { writeSafetensors } from '../../../src/models/safetensors';
import type { Weights } from '../../../src/models/types';
import golden from '../../goldens/models/architectures.json';
import { architectureCase, caseNames } from './architecture-checks';
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

const modulesOf = (...kinds: string[]) =>
  kinds.map((kind, idx) => ({
    idx,
    name: String(idx),
    path: idx === 0 ? '' : `${idx}_${kind}`,
    type: `sentence_transformers.models.${kind}`,
  }));

const linear = (out: number, bias = true): Weights =>
  new Map(
    Object.entries(denseShapes('linear', out, 16, bias)).map(([name, shape]) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [name, { shape, data: Float32Array.from({ length: count }, (_, i) => Math.sin(i)) }];
    }),
  );

function denseFolder(settings: Record<string, unknown> = {}): Record<string, unknown> {
  const config = {
    in_features: 16,
    out_features: 8,
    bias: true,
    activation_function: 'torch.nn.modules.activation.Tanh',
    ...settings,
  };
  return {
    'modules.json': modulesOf('Transformer', 'Pooling', 'Dense', 'Normalize'),
    '2_Dense/config.json': config,
    '2_Dense/model.safetensors': writeSafetensors(linear(8, config.bias)),
  };
}

describe('a Dense module', () => {
  test('is read with its weights behind its path', () => {
    const { dense, weights, files } = read(denseFolder());
    const module = { path: '2_Dense', in_features: 16, out_features: 8, bias: true, activation: 'tanh' };
    expect(dense).toEqual([module]);
    expect(dimensionOf(read(denseFolder()))).toBe(8);
    expect(weights.get('2_Dense.linear.weight')).toEqual(linear(8).get('linear.weight'));
    expect(weights.get('2_Dense.linear.bias')).toEqual(linear(8).get('linear.bias'));
    expect([...files.keys()].filter((path) => path.endsWith('.safetensors'))).toEqual([]);
  });
  test('may have no bias and no activation', () => {
    const activation_function = 'torch.nn.modules.linear.Identity';
    const { dense, weights } = read(denseFolder({ bias: false, activation_function }));
    expect(dense).toMatchObject([{ bias: false, activation: 'identity' }]);
    expect(weights.has('2_Dense.linear.bias')).toBe(false);
  });
});

describe('weights spread over several files', () => {
  const whole = [...tinyWeights()];
  const parts = [whole.slice(0, 5), whole.slice(5, 20), whole.slice(20)];
  const nameOf = (part: number) => `model-0000${part + 1}-of-00003.safetensors`;
  const weight_map = Object.fromEntries(
    parts.flatMap((part, i) => part.map(([name]) => [name, nameOf(i)] as const)),
  );
  const sharded: Record<string, unknown> = {
    'model.safetensors': null,
    'model.safetensors.index.json': { metadata: { total_size: 1 }, weight_map },
    ...Object.fromEntries(parts.map((part, i) => [nameOf(i), writeSafetensors(new Map(part))])),
  };
  test('are read as from one, and are not handed on as other files', () => {
    const model = read(sharded);
    expect(model.weights).toEqual(tinyWeights());
    expect([...model.files.keys()].filter((path) => path.includes('safetensors'))).toEqual([]);
  });
  test.each<[string, Record<string, unknown>, string]>([
    ['a missing one', { [nameOf(1)]: null }, nameOf(1)],
    ['an index without a map', { 'model.safetensors.index.json': { weight_map: {} } }, 'index.json'],
    [
      'an index that points elsewhere',
      { 'model.safetensors.index.json': { weight_map: { a: '../../secret' } } },
      'index.json',
    ],
    ['a tensor that none has', { [nameOf(2)]: writeSafetensors(new Map(parts[2]!.slice(1))) }, 'is missing'],
  ])('%s is named', (_, replace, named) => {
    expect(() => read({ ...sharded, ...replace })).toThrow(/model\/corrupt/);
    expect(() => read({ ...sharded, ...replace })).toThrow(named);
  });
});

test('half-precision weights are widened', () => {
  const name = 'embeddings.LayerNorm.weight';
  const half = new Uint8Array(
    Uint16Array.from({ length: 16 }, (_, i) => 0x3c00 + i * 64).buffer, // 1, 1.0625, ...
  );
  const json = JSON.stringify({ [name]: { dtype: 'F16', shape: [16], data_offsets: [0, 32] } });
  const header = new TextEncoder().encode(json);
  const file = new Uint8Array(8 + header.length + half.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(half, 8 + header.length);
  const rest = new Map([...tinyWeights()].filter(([own]) => own !== name));
  const model = read({
    'model.safetensors': null,
    'model.safetensors.index.json': {
      weight_map: { a: 'model-1-of-2.safetensors', b: 'model-2-of-2.safetensors' },
    },
    'model-1-of-2.safetensors': file,
    'model-2-of-2.safetensors': writeSafetensors(rest),
  });
  expect([...model.weights.get(name)!.data]).toEqual(Array.from({ length: 16 }, (_, i) => 1 + i / 16));
});

describe('weights and settings of every architecture are read', () => {
  test.each(caseNames)('%s, with and without the prefix of a model with a head', (name) => {
    const { model } = architectureCase(name);
    const { config, dense = [], weights } = model;
    const encoder = new Map([...weights].filter(([own]) => !own.includes('_Dense.')));
    const { prefix } = architectureOf(config);
    const prefixed = new Map([...encoder].map(([own, tensor]) => [prefix + own, tensor]));
    prefixed.set('lm_head.bias', { shape: [1], data: new Float32Array(1) });
    prefixed.set('classifier.weight', { shape: [1], data: new Float32Array(1) });
    const stored = golden.cases[name].config;
    for (const own of [encoder, prefixed]) {
      const replace = {
        'config.json': stored,
        'modules.json': null,
        '1_Pooling/config.json': null,
        'model.safetensors': writeSafetensors(own),
      };
      const found = read(replace);
      expect(found.config).toEqual(config);
      expect(found.weights).toEqual(encoder);
    }
    expect(dense.length).toBe(golden.cases[name].dense.length);
  });
});

describe('pooling', () => {
  test.each([
    [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }, 'cls'],
    [{ pooling_mode: 'cls', embedding_dimension: 16 }, 'cls'],
    [{ pooling_mode: ['mean'] }, 'mean'],
    [{ pooling_mode_max_tokens: true }, 'max'],
    [{ pooling_mode_weightedmean_tokens: true }, 'weightedmean'],
    [{ pooling_mode_mean_sqrt_len_tokens: true }, 'mean_sqrt_len_tokens'],
    [{ pooling_mode_lasttoken: true, include_prompt: true }, 'lasttoken'],
    [{ pooling_mode: 'lasttoken' }, 'lasttoken'],
  ])('%j is %s', (settings, expected) => {
    expect(read({ '1_Pooling/config.json': settings }).pooling).toBe(expected);
  });
  test('leaves the prompt out where its file says so', () => {
    const prompt = (settings: object) =>
      read({ '1_Pooling/config.json': { pooling_mode: 'mean', ...settings } }).includePrompt;
    expect([prompt({}), prompt({ include_prompt: true }), prompt({ include_prompt: false })]).toEqual([
      true,
      true,
      false,
    ]);
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
  ['another architecture', { 'config.json': { ...tinyConfig, model_type: 'llama' } }],
  ['an architecture named like an object property', { 'config.json': { model_type: 'toString' } }],
  ['a decoder', { 'config.json': { ...tinyConfig, is_decoder: true } }],
  ['sinusoidal positions', { 'config.json': { model_type: 'distilbert', sinusoidal_pos_embds: true } }],
  [
    'scaled rotary positions',
    {
      'config.json': {
        model_type: 'modernbert',
        rope_parameters: { full_attention: { rope_type: 'yarn', rope_theta: 1e4 } },
      },
    },
  ],
  ['relative positions', { 'config.json': { ...tinyConfig, position_embedding_type: 'relative_key' } }],
  ['an unknown activation', { 'config.json': { ...tinyConfig, hidden_act: 'swish' } }],
  ['an unknown pooling', { '1_Pooling/config.json': { pooling_mode: 'median' } }],
  ['no pooling at all', { '1_Pooling/config.json': { pooling_mode_cls_token: false } }],
  ['two poolings', { '1_Pooling/config.json': { pooling_mode: ['cls', 'mean'] } }],
  ['an LSTM', { 'modules.json': modulesOf('Transformer', 'Pooling', 'LSTM') }],
  [
    'a Dense module after Normalize',
    { 'modules.json': modulesOf('Transformer', 'Pooling', 'Normalize', 'Dense') },
  ],
  ['an unknown Dense activation', denseFolder({ activation_function: 'torch.nn.modules.activation.SiLU' })],
  ['an activation that is not torch’s', denseFolder({ activation_function: 'mine.Tanh' })],
  ['a Dense module with a residual', denseFolder({ use_residual: true })],
  [
    'pickled Dense weights',
    { ...denseFolder(), '2_Dense/model.safetensors': null, '2_Dense/pytorch_model.bin': new Uint8Array([1]) },
  ],
  ['a word-level tokenizer', { 'tokenizer.json': { model: { type: 'WordLevel' } } }],
  ['pickled weights', { 'model.safetensors': null, 'pytorch_model.bin': new Uint8Array([1]) }],
])('%s is refused with the reason', (_, replace) => {
  expect(() => read(replace)).toThrow(/model\/unsupported.*reason/);
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'an architecture',
    { 'config.json': { model_type: 't5' } },
    'only BERT, RoBERTa, XLM-RoBERTa, DistilBERT, MPNet and ModernBERT',
  ],
  ['a pooling', { '1_Pooling/config.json': { pooling_mode: 'median' } }, 'only one of cls, mean, max'],
  [
    'a module',
    { 'modules.json': modulesOf('Transformer', 'CNN') },
    'only Transformer, Pooling, Dense and Normalize',
  ],
  ['an activation', { 'config.json': { ...tinyConfig, hidden_act: 'swish' } }, 'only gelu, gelu_new, relu'],
])('the refusal of %s says what is supported', (_, replace, supported) => {
  expect(() => read(replace)).toThrow(supported);
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
