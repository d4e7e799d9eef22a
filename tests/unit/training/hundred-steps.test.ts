import { expect, test } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import { everything } from '../../../src/models/trained-parts';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { learningRateAt } from '../../../src/training/schedule';
import { TrainableBert } from '../../../src/training/step';
import golden from '../../goldens/training/hundred_steps_tiny.json';

import { tinyConfig, tinyWeights } from '../engine/tiny-bert';

test('100 steps of a tiny BERT from the same start have the losses of sentence-transformers', async () => {
  const { rows, batches, dims, learningRate, steps, warmupSteps } = golden;
  const { weight_decay, beta1, beta2, epsilon, max_grad_norm } = golden.optimizer;
  const model = new TrainableBert(
    await Runtime.create({ backend: 'wasm', threads: 1 }),
    { config: tinyConfig, pooling: 'mean', weights: tinyWeights() },
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
    ofLoss = Math.max(ofLoss, Math.abs(found.loss / expected.loss - 1));
    ofNorm = Math.max(ofNorm, Math.abs(found.gradNorm / expected.gradNorm - 1));
  }
  await model.dispose();
  console.info(`largest differences in 100 steps: loss ${ofLoss}, norm of the gradient ${ofNorm}`);
  expect(ofLoss).toBeLessThan(1e-3);
  expect(ofNorm).toBeLessThan(1e-2);
});
