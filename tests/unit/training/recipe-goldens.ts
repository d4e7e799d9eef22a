import { expect } from 'vitest';
import type { Runtime } from '../../../src/engine/runtime';
import type { RuntimeOptions } from '../../../src/engine/types';
import type { TrainableBert } from '../../../src/training/step';
import optimizer from '../../goldens/engine/tiny-bert.json';
import golden from '../../goldens/training/recipes.json';
import { batches, relativeDistance, tinyModel, weightsOf } from '../engine/tiny-bert';

export const now = { step: 1, dropoutSeed: 5 };

export type Stored = Parameters<typeof weightsOf>[0];

export async function expectGradients(
  { model, runtime }: { model: TrainableBert; runtime: Runtime },
  expected: { loss: number; gradients: unknown },
): Promise<void> {
  const { loss, sums } = await model.gradients(batches[0]!, now);
  expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-5);
  const gradients = weightsOf(expected.gradients as Stored);
  expect([...sums.keys()].sort()).toEqual([...gradients.keys()].sort());
  const total = Math.hypot(...[...gradients.values()].map(({ data }) => Math.hypot(...data)));
  for (const [name, { data }] of gradients) {
    const found = await runtime.read(sums.get(name)!);
    // A key's bias moves all of a query's scores alike: its gradient is zero but for rounding.
    if (Math.hypot(...data) < 1e-6 * total) expect(Math.hypot(...found), name).toBeLessThan(1e-6 * total);
    else expect(relativeDistance(found, data), name).toBeLessThan(1e-4);
  }
}

export async function expectSteps(
  model: TrainableBert,
  steps: readonly { loss: number; gradNorm: number }[],
): Promise<void> {
  for (const [i, expected] of steps.entries()) {
    const { loss, gradNorm } = await model.step([batches[i % batches.length]!], {
      learningRate: optimizer.optimizer.learning_rate,
      step: i + 1,
      dropoutSeed: 0,
    });
    expect(Math.abs(loss / expected.loss - 1), `loss of step ${i + 1}`).toBeLessThan(1e-4);
    expect(Math.abs(gradNorm / expected.gradNorm - 1), `gradient norm of step ${i + 1}`).toBeLessThan(1e-3);
  }
}

export type AdapterRun = (typeof golden.lora)[number];
export type FrozenRun = (typeof golden.frozen)[number];

/** The tiny model with PEFT's adapters as they start. */
export const adapted = (run: AdapterRun, options: RuntimeOptions) =>
  tinyModel('mean', options, {
    parts: {
      lora: {
        r: run.r,
        alpha: run.lora_alpha,
        dropout: 0,
        targetModules: run.target_modules as string[] | 'all-linear',
      },
    },
    adapters: weightsOf(run.adapters as unknown as Stored),
  });

export const frozen = (run: FrozenRun, options: RuntimeOptions) =>
  tinyModel('mean', options, { parts: { embeddings: !run.embeddings, firstLayer: run.layers } });
