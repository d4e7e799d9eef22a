import { HoneError } from '../errors/hone-error';
import { modelAdapterShapes, possibleTargets, type Lora } from '../models/lora';
import { learningInputs } from '../models/trained-parts';
import type { EncoderConfig } from '../models/types';
import type { TrainedChoice } from './step-types';
import type { LoraArguments, TrainingArguments } from './types';

/** PEFT's names, its defaults, and its limits. */
const loraRules: Record<keyof LoraArguments, { expected: string; holds: (value: unknown) => boolean }> = {
  r: {
    expected: 'a whole number from 1 to 1024',
    holds: (value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 1024,
  },
  lora_alpha: {
    expected: 'a number above 0',
    holds: (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  },
  lora_dropout: {
    expected: 'a number from 0 to below 1',
    holds: (value) => typeof value === 'number' && value >= 0 && value < 1,
  },
  target_modules: {
    expected: "null, 'all-linear', or a list of modules' names",
    holds: (value) =>
      value === null ||
      value === 'all-linear' ||
      (Array.isArray(value) &&
        value.length > 0 &&
        value.every((item) => typeof item === 'string' && item !== '')),
  },
};

export const defaultLora: LoraArguments = { r: 8, lora_alpha: 8, lora_dropout: 0, target_modules: null };

/** Throws HoneError 'training/unknown-argument' with `name`, 'training/wrong-argument' with `name` and `expected`. */
export function parseLora(given: object): LoraArguments {
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(loraRules, name) ? loraRules[name as keyof LoraArguments] : null;
    if (!rule) throw new HoneError('training/unknown-argument', { name: `lora.${name}` });
    if (!rule.holds(value)) throw wrong(`lora.${name}`, rule.expected);
  }
  return { ...defaultLora, ...given };
}

/** Where PEFT has no modules of its own for an architecture, all linear ones of the layers get an adapter. */
const peftTargets: Partial<Record<EncoderConfig['model_type'], string[]>> = {
  bert: ['query', 'value'],
  roberta: ['query', 'value'],
  'xlm-roberta': ['query', 'value'],
};

/** target_modules, or what it means to leave it out. */
export const targetsOf = (lora: LoraArguments, config: EncoderConfig): Lora['targetModules'] =>
  lora.target_modules ?? peftTargets[config.model_type] ?? 'all-linear';

/** What the arguments say is trained. */
export function trainedChoice(
  { lora, freeze_embeddings, freeze_layers, seed, fp16 }: TrainingArguments,
  config: EncoderConfig,
): TrainedChoice {
  return {
    freezeEmbeddings: freeze_embeddings,
    freezeLayers: freeze_layers,
    lora: lora && {
      r: lora.r,
      alpha: lora.lora_alpha,
      dropout: lora.lora_dropout,
      targetModules: targetsOf(lora, config),
    },
    seed,
    halfProducts: fp16,
  };
}

/** Something must be left to train, and every module named must be there. Throws 'training/wrong-argument', 'training/no-inner-layers'. */
export function checkTrained(settings: TrainingArguments, config: EncoderConfig): void {
  const { freeze_layers: frozen, lora } = settings;
  const most = config.num_hidden_layers - 1;
  if (frozen > most)
    throw wrong('freeze_layers', `a whole number from 0 to ${most}, a layer being left to train`);
  const choice = trainedChoice(settings, config).lora;
  const parts = { embeddings: !settings.freeze_embeddings, firstLayer: frozen, lora: choice };
  if (settings.adaptive_layer && learningInputs(config, parts).length === 0)
    throw new HoneError('training/no-inner-layers');
  if (!lora || !choice) return;
  for (const target of choice.targetModules === 'all-linear' ? [] : choice.targetModules) {
    const alone = { ...choice, targetModules: [target] };
    if (Object.keys(modelAdapterShapes(config, alone, frozen)).length === 0)
      throw wrong(
        'lora.target_modules',
        `a list of modules this model has: ${possibleTargets(config).join(', ')}`,
      );
  }
}

const wrong = (name: string, expected: string) =>
  new HoneError('training/wrong-argument', { name, expected });
