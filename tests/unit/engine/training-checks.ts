import { expect } from 'vitest';
import type { RuntimeOptions } from '../../../src/engine/types';
import type { Weights } from '../../../src/models/types';
import { modelWeights } from '../../../src/models/trained-parts';
import { matryoshkaRanking } from '../../../src/training/losses/settings';
import { createTrainableModel } from '../../../src/training/step';
import { formulaWeights } from '../models/formula-weights';
import { batches, largestDifference, tinyConfig, tinyModel } from './tiny-bert';

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

/** One layer as wide as MiniLM's with dropout: enough work to be shared out among threads. */
export async function weightsAfterTwoSteps(threads: number): Promise<Weights> {
  const config = {
    ...tinyConfig,
    hidden_size: 384,
    num_attention_heads: 12,
    intermediate_size: 1536,
    num_hidden_layers: 1,
  };
  const weights = formulaWeights(modelWeights({ config }));
  const model = await createTrainableModel(
    { config, pooling: 'mean', weights },
    matryoshkaRanking([384]),
    { weightDecay: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 },
    0.1,
    { backend: 'wasm', threads },
  );
  const length = Math.min(24, config.max_position_embeddings);
  const column = (first: number) =>
    Array.from({ length: 16 }, (_, i) =>
      Array.from({ length }, (_, j) => (first + 7 * i + 3 * j) % config.vocab_size),
    );
  for (let step = 1; step <= 2; step++)
    await model.step([{ columns: [column(step), column(step + 40)] }], at(step));
  const trained = await model.weights();
  await model.dispose();
  return trained;
}
