import { describe, expect, test } from 'vitest';
import { defaultArguments, matryoshkaDimensions, parseArguments } from '../../../src/training/arguments';
import { trainedChoice } from '../../../src/training/trained-arguments';
import { tinyConfig } from '../models/tiny-model';

const limits = {
  dimensions: [384, 256, 128, 64],
  maxSeqLength: 256,
  config: { max_position_embeddings: 512 },
};

test('an empty run.json is Hone’s defaults for the model', () => {
  expect(parseArguments({}, limits)).toEqual(defaultArguments(limits));
  expect(parseArguments({}, limits)).toMatchObject({
    num_train_epochs: 3,
    learning_rate: 2e-5,
    matryoshka_dims: [384, 256, 128, 64],
    matryoshka_weights: [1, 1, 1, 1],
    metric_dim: 384,
    max_seq_length: 256,
  });
});

test('what is given is taken, and what follows from it follows', () => {
  const parsed = parseArguments(
    { matryoshka_dims: [128, 64], num_train_epochs: 0.5, max_seq_length: 300 },
    limits,
  );
  expect(parsed).toMatchObject({
    matryoshka_dims: [128, 64],
    matryoshka_weights: [1, 1],
    metric_dim: 128,
    num_train_epochs: 0.5,
    max_seq_length: 300,
  });
});

test('what was parsed parses again to the same', () => {
  const parsed = parseArguments({ learning_rate: 1e-4, dropout: 0.2 }, limits);
  expect(parseArguments(parsed, limits)).toEqual(parsed);
});

test('Matryoshka dimensions are the model’s own and the usual ones below', () => {
  expect(matryoshkaDimensions(768)).toEqual([768, 512, 256, 128, 64]);
  expect(matryoshkaDimensions(384)).toEqual([384, 256, 128, 64]);
  expect(matryoshkaDimensions(32)).toEqual([32]);
});

test.each(['learning_rat', 'bf16', 'constructor', '__proto__x'])(
  'the unknown key %s is refused by name',
  (name) => {
    expect(() => parseArguments({ [name]: 1 }, limits)).toThrow(`"name":"${name}"`);
    expect(() => parseArguments({ [name]: 1 }, limits)).toThrow('training/unknown-argument');
  },
);

describe('a wrong value is refused by name, with what it must be', () => {
  test.each<[string, unknown]>([
    ['num_train_epochs', 0],
    ['num_train_epochs', '3'],
    ['per_device_train_batch_size', 1.5],
    ['per_device_train_batch_size', 0],
    ['learning_rate', Number.NaN],
    ['learning_rate', null],
    ['lr_scheduler_type', 'reduce_lr_on_plateau'],
    ['lr_scheduler_kwargs', { num_cycles: 'two' }],
    ['lr_scheduler_kwargs', 3],
    ['gradient_accumulation_steps', 0],
    ['warmup_steps', 1.5],
    ['early_stopping_patience', 0],
    ['early_stopping_threshold', -1],
    ['warmup_ratio', 1.1],
    ['weight_decay', -1],
    ['adam_beta2', 1],
    ['adam_epsilon', 0],
    ['max_grad_norm', '1'],
    ['seed', -1],
    ['seed', 2 ** 32],
    ['batch_sampler', true],
    ['loss', 'NoLoss'],
    ['scale', 0],
    ['matryoshka_dims', []],
    ['matryoshka_dims', [385]],
    ['matryoshka_dims', [64, 64]],
    ['matryoshka_dims', 384],
    ['matryoshka_weights', [1, 1]],
    ['matryoshka_weights', [0, 0, 0, 0]],
    ['max_seq_length', 513],
    ['max_seq_length', 2],
    ['dropout', 1],
    ['dropout', 'none'],
    ['metric_dim', 100],
    ['save_steps', 0],
  ])('%s: %j', (name, value) => {
    let thrown: unknown;
    try {
      parseArguments({ [name]: value }, limits);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'training/wrong-argument', parameters: { name } });
    expect((thrown as { parameters: { expected: string } }).parameters.expected).not.toBe('');
  });
  test.each([[null], [[]], ['{}'], [3]])('%j is no object of arguments', (given) => {
    expect(() => parseArguments(given, limits)).toThrow('training/wrong-argument');
  });
});

describe('what a schedule is told', () => {
  test('is what it takes', () => {
    const kwargs = { power: 2, lr_end: 1e-6 };
    expect(
      parseArguments({ lr_scheduler_type: 'polynomial', lr_scheduler_kwargs: kwargs }, limits),
    ).toMatchObject({ lr_scheduler_kwargs: kwargs });
    expect(() => parseArguments({ lr_scheduler_kwargs: { power: 2 } }, limits)).toThrow(
      '"name":"lr_scheduler_kwargs.power (cosine)"',
    );
  });

  test('falls: its end is below the learning rate', () => {
    const polynomial = { lr_scheduler_type: 'polynomial', learning_rate: 1e-5 };
    expect(() => parseArguments({ ...polynomial, lr_scheduler_kwargs: { lr_end: 1e-4 } }, limits)).toThrow(
      'training/wrong-argument',
    );
    expect(() => parseArguments({ ...polynomial, learning_rate: 1e-8 }, limits)).toThrow(
      'lr_scheduler_kwargs',
    );
  });
});

describe('what is trained', () => {
  const bert = { ...limits, maxSeqLength: 16, config: tinyConfig };

  test('is everything, or what PEFT’s LoraConfig and the frozen layers leave', () => {
    expect(trainedChoice(parseArguments({ fp16: true }, bert), tinyConfig).halfProducts).toBe(true);
    expect(parseArguments({}, bert)).toMatchObject({
      lora: null,
      freeze_layers: 0,
      freeze_embeddings: false,
    });
    expect(parseArguments({ lora: { r: 4 }, freeze_layers: 1 }, bert)).toMatchObject({
      lora: { r: 4, lora_alpha: 8, lora_dropout: 0, target_modules: null },
      freeze_embeddings: true,
      freeze_layers: 1,
    });
    const choice = trainedChoice(parseArguments({ lora: {}, seed: 7 }, bert), tinyConfig);
    expect(choice).toEqual({
      freezeEmbeddings: false,
      freezeLayers: 0,
      lora: { r: 8, alpha: 8, dropout: 0, targetModules: ['query', 'value'] },
      seed: 7,
      halfProducts: false,
    });
    const parsed = parseArguments({ lora: { target_modules: 'all-linear' } }, bert);
    expect(parseArguments(parsed, bert)).toEqual(parsed);
  });

  test.each<[string, unknown, string]>([
    ['lora', 8, 'lora'],
    ['lora', { r: 0 }, 'lora.r'],
    ['lora', { lora_alpha: '16' }, 'lora.lora_alpha'],
    ['lora', { lora_dropout: 1 }, 'lora.lora_dropout'],
    ['lora', { target_modules: [] }, 'lora.target_modules'],
    ['lora', { target_modules: ['query', 'q_proj'] }, 'lora.target_modules'],
    ['lora', { target_modules: ['layer.0.output.dense', 'layer.2.output.dense'] }, 'lora.target_modules'],
    ['freeze_layers', 2, 'freeze_layers'],
    ['freeze_layers', -1, 'freeze_layers'],
    ['freeze_embeddings', 1, 'freeze_embeddings'],
  ])('%s: %j is refused', (name, value, refused) => {
    expect(() => parseArguments({ [name]: value }, bert)).toThrow(`"name":"${refused}"`);
  });

  test('LoraConfig’s other settings are refused by name', () => {
    expect(() => parseArguments({ lora: { use_dora: true } }, bert)).toThrow('"name":"lora.use_dora"');
  });
});

describe('prompts', () => {
  test('are the model’s own, or texts for questions and passages', () => {
    expect(parseArguments({}, limits).prompts).toBeNull();
    expect(parseArguments({ prompts: { query: 'query: ', passage: 'passage: ' } }, limits).prompts).toEqual({
      query: 'query: ',
      document: 'passage: ',
    });
    expect(parseArguments({ prompts: { query: 'ask ' } }, limits).prompts).toEqual({
      query: 'ask ',
      document: '',
    });
  });
  test('of another kind are refused by name', () => {
    expect(() => parseArguments({ prompts: { anchor: 'a' } }, limits)).toThrow('"name":"prompts.anchor"');
    expect(() => parseArguments({ prompts: { query: 3 } }, limits)).toThrow('"name":"prompts"');
    expect(() => parseArguments({ prompts: 'query: ' }, limits)).toThrow('"name":"prompts"');
  });
});
