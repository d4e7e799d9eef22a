import { ndcgByDimension } from '../../../src/evaluation/dev-ndcg';
import { labelledByDimension } from '../../../src/evaluation/labelled-metrics';
import { createEmbedder } from '../../../src/models/embedder';
import { keepFolder, loadModel } from '../../../src/models/source';
import { defaultArguments } from '../../../src/training/arguments';
import { createTrainableModel } from '../../../src/training/step';
import type { TrainerParts } from '../../../src/training/trainer';
import type { DevSet, TrainingArguments, TrainingExample, TrainJob } from '../../../src/training/types';
import { tinyConfig, tinyFolder } from '../models/tiny-model';

/** The trainer's real parts; the model comes from storage (`keepTinyModel` first). */
export const parts: TrainerParts = {
  loadModel: (reference) => loadModel(reference, { served: 'http://127.0.0.1/' }),
  createModel: createTrainableModel,
  createEmbedder,
  ndcg: ndcgByDimension,
  labelled: labelledByDimension,
};

export const keepTinyModel = () => keepFolder('tiny', tinyFolder());

/** Texts of a few letters, all different. */
const word = (i: number): string =>
  String.fromCharCode(97 + (i % 26), 97 + ((i * 7) % 26), 97 + ((i * 11 + 3) % 26));

export const examples: (TrainingExample & { positive: string })[] = Array.from({ length: 22 }, (_, i) => ({
  anchor: `${word(i)} ${word(i + 40)}`,
  positive: `${word(i + 80)} ${word(i)} ${word(i + 120)}${' x'.repeat(i % 5)}`,
}));

export const dev: DevSet = {
  queries: examples.slice(0, 6).map(({ anchor }, i) => ({ id: `q${i}`, text: `${anchor} z` })),
  corpus: examples.map(({ positive }, i) => ({ id: `p${i}`, text: positive })),
  relevant: Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`q${i}`, [`p${i}`]])),
  real: true,
};

/** 3 epochs of 3 batches (8, 8 and 6 pairs), a checkpoint at every second step, dropout 0.1 by config.json. */
export const tinyJob = (
  runId: string,
  change: Partial<TrainingArguments> = {},
  set: DevSet | null = dev,
): TrainJob => ({
  runId,
  model: { kind: 'folder', id: 'tiny' },
  examples,
  dev: set,
  arguments: {
    ...defaultArguments({ dimensions: [16, 8], maxSeqLength: 16, config: tinyConfig }),
    per_device_train_batch_size: 8,
    learning_rate: 0.01,
    save_steps: 2,
    ...change,
  },
  runtime: { backend: 'wasm', threads: 1 },
});
