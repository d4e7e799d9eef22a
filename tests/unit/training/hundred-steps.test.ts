import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import type { EncoderModel } from '../../../src/models/encoder-types';
import { readSafetensors } from '../../../src/models/safetensors';
import { everything } from '../../../src/models/trained-parts';
import type { BertConfig } from '../../../src/models/types';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { learningRateAt } from '../../../src/training/schedule';
import { TrainableBert } from '../../../src/training/step';
import minilm from '../../goldens/training/hundred_steps_minilm.json';
import tiny from '../../goldens/training/hundred_steps_tiny.json';
import { tinyConfig, tinyWeights } from '../engine/tiny-bert';

/**
 * Largest differences of loss and gradient norm from sentence-transformers' in 100 steps, dropout off, relative to them; a loss
 * below `least`, a norm below 100 times that, counts as so much: near 0 both programs have only float32's rounding left.
 */
async function follow(encoder: EncoderModel, golden: typeof tiny, threads: number, least = 0) {
  const { rows, batches, dims, learningRate, steps, warmupSteps } = golden;
  const { weight_decay, beta1, beta2, epsilon, max_grad_norm } = golden.optimizer;
  const model = new TrainableBert(
    await Runtime.create({ backend: 'wasm', threads }),
    encoder,
    matryoshkaRanking(dims),
    { weightDecay: weight_decay, beta1, beta2, epsilon, maxGradNorm: max_grad_norm },
    everything,
  );
  const rateAt = (step: number) =>
    learningRateAt(step, {
      type: 'linear',
      kwargs: null,
      learningRate,
      warmupRatio: 0,
      warmupSteps,
      totalSteps: steps.length,
    });
  expect(steps).toHaveLength(100);
  let [ofLoss, ofNorm] = [0, 0];
  for (const [i, expected] of steps.entries()) {
    const step = i + 1;
    const columns = [0, 1].map((column) => batches[i]!.map((example) => rows[example]![column]!));
    const found = await model.step([{ columns }], { step, dropoutSeed: 0, learningRate: rateAt(step) });
    const off = (a: number, b: number, floor: number): number => Math.abs(a - b) / Math.max(b, floor);
    ofLoss = Math.max(ofLoss, off(found.loss, expected.loss, least));
    ofNorm = Math.max(ofNorm, off(found.gradNorm, expected.gradNorm, 100 * least));
  }
  await model.dispose();
  console.info(`largest differences in 100 steps: loss ${ofLoss}, norm of the gradient ${ofNorm}`);
  return { ofLoss, ofNorm };
}

test('100 steps of a tiny BERT from the same start have the losses of sentence-transformers', async () => {
  const encoder = { config: tinyConfig, pooling: 'mean', weights: tinyWeights() } as const;
  const { ofLoss, ofNorm } = await follow(encoder, tiny, 1);
  expect(ofLoss).toBeLessThan(1e-3);
  expect(ofNorm).toBeLessThan(1e-2);
});

const folder = new URL('../../../public/models/all-MiniLM-L6-v2/', import.meta.url);
const there = existsSync(new URL('model.safetensors', folder));

test.skipIf(!there && !process.env.CI)(
  '100 steps of all-MiniLM-L6-v2 from the same start have the losses of sentence-transformers',
  async () => {
    const config = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')) as BertConfig;
    const weights = readSafetensors(readFileSync(new URL('model.safetensors', folder)), 'model.safetensors');
    const { ofLoss, ofNorm } = await follow({ config, pooling: 'mean', weights }, minilm, 2, 0.01);
    expect(ofLoss).toBeLessThan(1e-3);
    expect(ofNorm).toBeLessThan(1e-2);
  },
  600_000,
);
