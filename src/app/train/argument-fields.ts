import { schedulerKwargs } from '../../training/schedule';
import type { TrainingArguments } from '../../training/types';

type NumberName = {
  [Name in keyof TrainingArguments]: TrainingArguments[Name] extends number ? Name : never;
}[keyof TrainingArguments];

export interface NumberField {
  kind: 'number';
  name: NumberName;
  min: number;
  max?: number;
  step: number | 'any';
}

export interface ChoiceField {
  kind: 'choice';
  name: 'lr_scheduler_type' | 'batch_sampler';
  choices: readonly string[];
}

/** A number that may be left out (null). */
export interface OptionalField {
  kind: 'optional';
  name: 'dropout' | 'early_stopping_patience';
  min: number;
  max?: number;
  step: number | 'any';
}

export type ArgumentField = NumberField | OptionalField | ChoiceField;

const numberField = (name: NumberName, min: number, step: number | 'any', max?: number): NumberField => ({
  kind: 'number',
  name,
  min,
  step,
  ...(max === undefined ? {} : { max }),
});

export const basicFields: readonly ArgumentField[] = [
  numberField('num_train_epochs', 0, 'any', 1000),
  numberField('per_device_train_batch_size', 1, 1, 4096),
  numberField('learning_rate', 0, 'any', 1),
  numberField('max_seq_length', 8, 1),
];

/** What most runs leave as it is, each group behind a disclosure. */
export const fieldGroups = {
  prompts: [],
  trained: [numberField('freeze_layers', 0, 1)],
  layers: [],
  schedule: [
    { kind: 'choice', name: 'lr_scheduler_type', choices: Object.keys(schedulerKwargs) },
    numberField('warmup_ratio', 0, 'any', 1),
    numberField('warmup_steps', 0, 'any'),
    { kind: 'optional', name: 'early_stopping_patience', min: 1, step: 1 },
    numberField('early_stopping_threshold', 0, 'any'),
  ],
  batches: [
    numberField('gradient_accumulation_steps', 1, 1, 4096),
    { kind: 'choice', name: 'batch_sampler', choices: ['no_duplicates', 'batch_sampler', 'group_by_label'] },
    numberField('seed', 0, 1),
    numberField('scale', 0, 'any'),
    numberField('n_dims_per_step', -1, 1),
    { kind: 'optional', name: 'dropout', min: 0, max: 0.99, step: 'any' },
    numberField('save_steps', 1, 1),
  ],
  optimizer: [
    numberField('weight_decay', 0, 'any'),
    numberField('max_grad_norm', 0, 'any'),
    numberField('adam_beta1', 0, 'any', 1),
    numberField('adam_beta2', 0, 'any', 1),
    numberField('adam_epsilon', 0, 'any'),
  ],
} satisfies Record<string, readonly ArgumentField[]>;

export type GroupName = keyof typeof fieldGroups;
