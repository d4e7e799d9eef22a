import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { readSafetensors } from '../../src/models/safetensors';
import type { BertConfig } from '../../src/models/types';
import { matryoshkaRanking } from '../../src/training/losses/settings';
import { createTrainableModel } from '../../src/training/step';
import { wholeModel, type TrainableModel, type TrainingBatch } from '../../src/training/step-types';

/**
 * Seconds (shown as ms) of an optimizer step of all-MiniLM-L6-v2 on WASM, 16 pairs of about 20 and 150 tokens: nothing frozen,
 * four of six layers frozen with texts never met before, and with texts met in an earlier epoch; and with adapters. Beside them the processor time, which a busy machine changes less.
 */
const threads = Number(process.env.HONE_THREADS ?? 2);
const folder = new URL('../../public/models/all-MiniLM-L6-v2/', import.meta.url);
const config = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')) as BertConfig;
const weights = readSafetensors(readFileSync(new URL('model.safetensors', folder)), 'model.safetensors');
const adamw = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 };

const column = (length: number, seed: number): number[][] =>
  Array.from({ length: 16 }, (_, i) =>
    Array.from(
      { length: length + (i % 9) - 4 },
      (_, j) => 1000 + ((seed * 7919 + i * 977 + j * 131) % 20000),
    ),
  );
const batch = (seed: number): TrainingBatch => ({ columns: [column(20, seed), column(150, seed)] });

const create = (choice: Partial<typeof wholeModel>): Promise<TrainableModel> =>
  createTrainableModel(
    { config, pooling: 'mean', weights },
    matryoshkaRanking([384, 128]),
    adamw,
    null,
    { backend: 'wasm', threads },
    {
      ...wholeModel,
      ...choice,
    },
  );
const lora = { r: 8, alpha: 8, dropout: 0, targetModules: ['query', 'value'] };
const cases: [string, Partial<typeof wholeModel>, (step: number) => number][] = [
  ['nothing frozen', {}, () => 1],
  ['4 of 6 layers frozen, new texts', { freezeLayers: 4 }, (step) => step],
  ['4 of 6 layers frozen, texts of an earlier epoch', { freezeLayers: 4 }, () => 1],
  ['adapters on query and value', { lora }, () => 1],
];

describe('a training step', () => {
  for (const [name, choice, seed] of cases) {
    const model = create(choice);
    let step = 0;
    bench(
      name,
      async () => {
        step++;
        const trained = await model;
        const begun = process.cpuUsage();
        await trained.step([batch(seed(step))], { learningRate: 2e-5, step, dropoutSeed: 1 });
        const { user, system } = process.cpuUsage(begun);
        console.info(`${name}: ${((user + system) / 1e6).toFixed(2)} s of processor time`);
      },
      { iterations: 3, time: 0, warmupIterations: 1, warmupTime: 0 },
    );
  }
});
