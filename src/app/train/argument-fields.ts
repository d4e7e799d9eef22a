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

export type ArgumentField = NumberField | ChoiceField;

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

export const moreFields: readonly ArgumentField[] = [
  {
    kind: 'choice',
    name: 'lr_scheduler_type',
    choices: ['linear', 'cosine', 'constant', 'constant_with_warmup'],
  },
  numberField('warmup_ratio', 0, 'any', 1),
  { kind: 'choice', name: 'batch_sampler', choices: ['no_duplicates', 'batch_sampler'] },
  numberField('seed', 0, 1),
  numberField('scale', 0, 'any'),
  numberField('weight_decay', 0, 'any'),
  numberField('max_grad_norm', 0, 'any'),
  numberField('adam_beta1', 0, 'any', 1),
  numberField('adam_beta2', 0, 'any', 1),
  numberField('adam_epsilon', 0, 'any'),
  numberField('save_steps', 1, 1),
];
