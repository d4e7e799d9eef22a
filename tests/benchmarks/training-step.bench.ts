import { readFileSync } from 'node:fs';
import { bench } from 'vitest';
import { readSafetensors } from '../../src/models/safetensors';
import type { BertConfig } from '../../src/models/types';
import { matryoshkaRanking } from '../../src/training/losses/settings';
import { createTrainableModel } from '../../src/training/step';

/** One optimizer step of all-MiniLM-L6-v2 on WASM: 32 pairs of about 20 and 150 tokens. The mean is seconds per step in ms. */
const threads = Number(process.env.HONE_THREADS ?? 2);
const folder = new URL('../../public/models/all-MiniLM-L6-v2/', import.meta.url);
const config = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')) as BertConfig;
const weights = readSafetensors(readFileSync(new URL('model.safetensors', folder)), 'model.safetensors');
const dims = [384, 256, 128, 64];

const column = (length: number): number[][] =>
  Array.from({ length: 32 }, (_, i) =>
    Array.from({ length: length + (i % 9) - 4 }, (_, j) => 1000 + ((i * 977 + j * 131) % 20000)),
  );

const model = createTrainableModel(
  { config, pooling: 'mean', weights },
  matryoshkaRanking(dims),
  { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
  null,
  { backend: 'wasm', threads },
);
let step = 0;

bench(
  `32 pairs, ${32 * 170} tokens, ${threads} threads`,
  async () => {
    await (
      await model
    ).step([{ columns: [column(20), column(150)] }], { learningRate: 2e-5, step: ++step, dropoutSeed: 1 });
  },
  { iterations: 2, time: 0, warmupIterations: 1, warmupTime: 0 },
);
