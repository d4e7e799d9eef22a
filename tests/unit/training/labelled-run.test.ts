import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../../src/models/source';
import { Trainer } from '../../../src/training/trainer';
import type { LossName } from '../../../src/training/losses/table';
import type { TrainingExample, TrainJob, TrainProgress } from '../../../src/training/types';
import { examples, keepTinyModel, parts, tinyJob } from './tiny-job';

beforeAll(keepTinyModel);

const text = (i: number): string => examples[i % examples.length]!.anchor;
const other = (i: number): string => examples[i % examples.length]!.positive;

const rows: Record<string, (i: number) => TrainingExample> = {
  scored: (i) => ({ anchor: text(i), positive: other(i), label: (i % 5) / 5 }),
  binary: (i) => ({ anchor: text(i), positive: other(i), label: i % 2 }),
  classes: (i) => ({ anchor: text(i), label: i % 3 }),
  triplets: (i) => ({ anchor: text(i), positive: other(i), negatives: [other(i + 1)] }),
  taught: (i) => ({ anchor: text(i), positive: other(i), negatives: [other(i + 1)], label: [1, i / 20] }),
  entailment: (i) => ({ anchor: text(i), positive: other(i), label: i % 3 }),
  pairs: (i) => ({ anchor: text(i), positive: other(i) }),
};

const cases: [LossName, keyof typeof rows, Record<string, unknown>?][] = [
  ['TripletLoss', 'triplets', { triplet_margin: 0.5 }],
  ['ContrastiveLoss', 'binary'],
  ['OnlineContrastiveLoss', 'binary'],
  ['CosineSimilarityLoss', 'scored'],
  ['CoSENTLoss', 'scored'],
  ['AnglELoss', 'scored'],
  ['BatchAllTripletLoss', 'classes', { margin: 0.5 }],
  ['BatchHardTripletLoss', 'classes', { margin: 0.5 }],
  ['BatchSemiHardTripletLoss', 'classes', { margin: 0.5 }],
  ['BatchHardSoftMarginTripletLoss', 'classes'],
  ['DistillKLDivLoss', 'taught'],
  ['MarginMSELoss', 'taught'],
  ['GISTEmbedLoss', 'pairs', { temperature: 0.1 }],
  ['MegaBatchMarginLoss', 'pairs'],
  ['SoftmaxLoss', 'entailment'],
];

const job = (loss: LossName, kind: keyof typeof rows, loss_parameters = {}): TrainJob => {
  const one = tinyJob(`${loss} run`, { loss, loss_parameters, num_train_epochs: 6, dropout: 0 }, null);
  const sampler = kind === 'classes' ? 'group_by_label' : 'batch_sampler';
  return {
    ...one,
    examples: Array.from({ length: 22 }, (_, i) => rows[kind]!(i)),
    arguments: {
      ...one.arguments,
      batch_sampler: sampler,
      ...(loss === 'SoftmaxLoss' ? { matryoshka_dims: [16], matryoshka_weights: [1] } : {}),
    },
  };
};

test.each(cases)('%s learns from %s', async (loss, kind, parameters) => {
  const { steps } = await new Trainer(parts).train(job(loss, kind, parameters), () => undefined);
  const mean = (part: typeof steps): number => part.reduce((sum, step) => sum + step.loss, 0) / part.length;
  expect(mean(steps.slice(-3))).toBeLessThan(mean(steps.slice(0, 3)));
});

describe('labelled dev rows pick the checkpoint', () => {
  test.each([
    ['CoSENTLoss', 'scored', 'spearman_cosine'],
    ['OnlineContrastiveLoss', 'binary', 'cosine_ap'],
    ['BatchHardSoftMarginTripletLoss', 'classes', 'knn_accuracy'],
    ['TripletLoss', 'triplets', 'cosine_accuracy'],
    ['DistillKLDivLoss', 'taught', 'spearman_margin'],
  ] as const)('%s by %s: %s', async (loss, kind, metric) => {
    const seen: TrainProgress[] = [];
    const parameters = loss === 'TripletLoss' ? { triplet_margin: 0.5 } : {};
    const dev = { examples: Array.from({ length: 12 }, (_, i) => rows[kind]!(i)), metric };
    const one = { ...job(loss, kind, parameters), runId: `${loss} dev`, dev };
    const result = await new Trainer(parts).train(one, (progress) => seen.push(progress));
    const curve = result.dev.map(({ ndcg }) => ndcg[16]!);
    expect(result.dev).toHaveLength(7);
    expect(result.dev.every((log) => log.metric === metric)).toBe(true);
    expect(curve.every((score) => score >= -1 && score <= 1)).toBe(true);
    // Trained on the very rows, it gets better at them.
    expect(Math.max(...curve)).toBeGreaterThanOrEqual(curve[0]!);
  });
});

test('a resumed classifier goes on where it was, and is no part of the tuned model', async () => {
  const softmax = (runId: string): TrainJob => ({ ...job('SoftmaxLoss', 'entailment'), runId });
  const whole = await new Trainer(parts).train(softmax('softmax whole'), () => undefined);
  const cut = new Trainer(parts).train(softmax('softmax cut'), (progress) => {
    if (progress.type === 'checkpoint' && progress.step === 4) throw new Error('killed');
  });
  await expect(cut).rejects.toThrow('killed');
  const rest = await new Trainer(parts).train(softmax('softmax cut'), () => undefined);
  expect(rest.steps.map(({ loss }) => loss)).toEqual(whole.steps.map(({ loss }) => loss));
  const { weights } = await loadModel(
    {
      kind: 'tuned',
      base: softmax('').model,
      checkpointId: rest.checkpointId,
      mix: 1,
    },
    { served: 'http://127.0.0.1/' },
  );
  expect([...weights.keys()].some((name) => name.startsWith('loss.'))).toBe(false);
});

test('a loss that does not fit the rows is refused before a step', async () => {
  const training = new Trainer(parts).train(job('CoSENTLoss', 'pairs'), () => undefined);
  await expect(training).rejects.toMatchObject({ code: 'loss/needs-scores' });
});
