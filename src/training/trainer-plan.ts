import { promptTokens } from '../models/prompts';
import type { LoadedModel, Prompts } from '../models/types';
import { epochBatches, epochRandom, type SamplerState } from './sampler';
import { textsOf } from './losses/fit';
import type { TrainingArguments, TrainingExample, TrainJob } from './types';

/** Every batch of a run, known before its first step: what a resumed run does next does not depend on what it did. */
export interface Plan {
  totalSteps: number;
  /** The batches of each step of each epoch; the last epoch may be cut short by a fraction in num_train_epochs. */
  epochs: number[][][][];
}

export function planRun(examples: readonly TrainingExample[], settings: TrainingArguments): Plan {
  const {
    num_train_epochs: asked,
    per_device_train_batch_size: size,
    gradient_accumulation_steps: accumulation,
    batch_sampler: sampler,
    seed,
  } = settings;
  const epochs: Plan['epochs'] = [];
  for (let epoch = 0; epoch < asked; epoch++) {
    const batches = epochBatches(examples, size, sampler, epochRandom(seed, epoch));
    // The last step of an epoch takes what batches are left, as in transformers' Trainer.
    const steps = Array.from({ length: Math.ceil(batches.length / accumulation) }, (_, i) =>
      batches.slice(i * accumulation, (i + 1) * accumulation),
    );
    epochs.push(steps.slice(0, Math.ceil(Math.min(1, asked - epoch) * steps.length)));
  }
  return { totalSteps: epochs.reduce((sum, steps) => sum + steps.length, 0), epochs };
}

/** Where the step after `step` steps stands; past the end: an epoch more than there are. */
export function samplerStateAt(step: number, plan: Plan, seed: number): SamplerState {
  let epoch = 0;
  let batch = step;
  while (epoch < plan.epochs.length && batch >= plan.epochs[epoch]!.length) {
    batch -= plan.epochs[epoch]!.length;
    epoch++;
  }
  return { epoch, batch, random: epochRandom(seed, epoch).state };
}

/**
 * Examples with as many negatives each as the one with the fewest has, so that a batch is a rectangle of columns
 * (sentence-transformers refuses anything else).
 */
export function withEqualNegatives(examples: readonly TrainingExample[]): TrainingExample[] {
  const count = examples.reduce((least, { negatives }) => Math.min(least, negatives?.length ?? 0), Infinity);
  return examples.map((example) => ({ ...example, negatives: example.negatives?.slice(0, count) ?? [] }));
}

/** Whether a row's texts are of one kind: labelled ones are, but for a teacher's scores of a query's answers. */
export const isSymmetric = ({ label, negatives = [] }: TrainingExample): boolean =>
  label !== undefined && negatives.length === 0;

/** What is put before the text of a column. */
export const promptOf = (prompts: Prompts, row: TrainingExample, column: number): string =>
  column === 0 && !isSymmetric(row) ? prompts.query : prompts.document;

/** What texts are put into tokens by. */
export type Prompted = Pick<LoadedModel, 'tokenizer' | 'prompts' | 'includePrompt'>;

/**
 * The examples' token ids, each text tokenized once, with the model's own prompts, as its texts will be embedded later.
 * columns(batch): [anchors, positives, negatives...], each a token sequence for every example of the batch, and how many tokens
 * at the start of each column's texts the pooling leaves out.
 */
export function tokenizeExamples(
  examples: readonly TrainingExample[],
  model: Prompted,
  maxLength: number,
): (batch: readonly number[]) => { columns: number[][][]; left: number[] } {
  const { tokenizer, prompts } = model;
  const known = new Map<string, number[]>();
  const ids = (text: string): number[] => {
    const found = known.get(text) ?? tokenizer.encode(text, maxLength);
    known.set(text, found);
    return found;
  };
  const rows = examples.map((example) =>
    textsOf(example).map((text, column) => ids(promptOf(prompts, example, column) + text)),
  );
  // Rows are all of one kind.
  const left = (rows[0] ?? []).map((_, column) =>
    promptTokens(model, promptOf(prompts, examples[0]!, column), maxLength),
  );
  return (batch) => ({ columns: left.map((_, column) => batch.map((index) => rows[index]![column]!)), left });
}

/** SHA-256 of all that decides a run's weights and its choice of checkpoint. */
export async function jobFingerprint({
  model,
  examples,
  dev,
  arguments: settings,
}: TrainJob): Promise<string> {
  const sorted = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
  const inputs = new TextEncoder().encode(JSON.stringify([model, examples, dev, sorted]));
  const digest = await crypto.subtle.digest('SHA-256', inputs);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
