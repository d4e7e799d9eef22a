import { expect } from 'vitest';
import type { RuntimeOptions } from '../../../src/engine/types';
import type { Weights } from '../../../src/models/types';
import { batches, largestDifference, tinyModel } from './tiny-bert';

const dropout = { hidden: 0.2, attention: 0.3 };

export function largestWeightDifference(a: Weights, b: Weights): number {
  expect([...a.keys()]).toEqual([...b.keys()]);
  return Math.max(...[...a].map(([name, { data }]) => largestDifference(data, b.get(name)!.data)));
}

const at = (step: number) => ({ learningRate: 1e-3, step, dropoutSeed: 42 });

/** Four steps with dropout at once, and two with the rest taken up by another model from what was saved. */
export async function resumedDifference(
  options: RuntimeOptions,
): Promise<{ weights: number; embeddings: number }> {
  const { model: whole } = await tinyModel('mean', options, { dropout });
  for (let step = 1; step <= 4; step++) await whole.step([batches[step - 1]!], at(step));

  const { model: first } = await tinyModel('mean', options, { dropout });
  for (let step = 1; step <= 2; step++) await first.step([batches[step - 1]!], at(step));
  const saved = { weights: await first.weights(), optimizer: await first.optimizerState() };
  expect(saved.optimizer.step).toBe(2);
  await first.dispose();

  const { model: second } = await tinyModel('mean', options, { dropout });
  await second.load(saved.weights, saved.optimizer);
  for (let step = 3; step <= 4; step++) await second.step([batches[step - 1]!], at(step));
  const weights = largestWeightDifference(await second.weights(), await whole.weights());
  const texts = batches[0]!.columns[1]!;
  const embeddings = largestDifference(await second.embed(texts), await whole.embed(texts));
  await second.dispose();
  await whole.dispose();
  return { weights, embeddings };
}
