import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../src/training/arguments';
import { warningsOf } from '../../../src/training/loss-arguments';
import { fittingLosses, misfit, shapeOf } from '../../../src/training/losses/fit';
import type { LossName } from '../../../src/training/losses/table';
import type { TrainingExample } from '../../../src/training/types';

const rows = (count: number, row: (i: number) => TrainingExample): TrainingExample[] =>
  Array.from({ length: count }, (_, i) => row(i));
const pair = { anchor: 'a', positive: 'p' };
const triplet = { ...pair, negatives: ['n'] };

const data = {
  pairs: rows(4, () => pair),
  triplets: rows(4, () => triplet),
  scored: rows(4, (i) => ({ ...pair, label: i / 4 })),
  stars: rows(4, (i) => ({ ...pair, label: i + 1 })),
  binary: rows(4, (i) => ({ ...pair, label: i % 2 })),
  classes: rows(4, (i) => ({ anchor: 'a', label: i % 3 })),
  taught: rows(4, () => ({ ...triplet, label: [0.9, 0.1] })),
  margins: rows(4, (i) => ({ ...triplet, label: i / 3 })),
};

describe('the first loss offered', () => {
  test.each<[keyof typeof data, LossName]>([
    ['pairs', 'MultipleNegativesRankingLoss'],
    ['triplets', 'MultipleNegativesRankingLoss'],
    ['scored', 'CoSENTLoss'],
    ['stars', 'CoSENTLoss'],
    ['binary', 'OnlineContrastiveLoss'],
    ['classes', 'BatchHardSoftMarginTripletLoss'],
    ['taught', 'MarginMSELoss'],
    ['margins', 'MarginMSELoss'],
  ])('for %s is %s', (kind, loss) => expect(fittingLosses(shapeOf(data[kind]))[0]).toBe(loss));
});

describe('a loss that does not fit is refused with its reason', () => {
  test.each<[keyof typeof data, LossName, string]>([
    ['pairs', 'TripletLoss', 'loss/texts'],
    ['pairs', 'BatchAllTripletLoss', 'loss/texts'],
    ['pairs', 'CoSENTLoss', 'loss/needs-scores'],
    ['scored', 'MultipleNegativesRankingLoss', 'loss/ignores-labels'],
    ['scored', 'ContrastiveLoss', 'loss/needs-binary'],
    ['stars', 'CosineSimilarityLoss', 'loss/score-range'],
    ['triplets', 'DistillKLDivLoss', 'loss/needs-teacher'],
    ['margins', 'DistillKLDivLoss', 'loss/needs-teacher'],
    ['scored', 'SoftmaxLoss', 'loss/needs-classes'],
  ])('%s and %s: %s', (kind, loss, code) =>
    expect(misfit(loss, shapeOf(data[kind]))).toMatchObject({ code, parameters: { loss } }),
  );
  test('classes that are all one', () =>
    expect(misfit('BatchHardTripletLoss', shapeOf(rows(3, () => ({ anchor: 'a', label: 1 }))))).toMatchObject(
      {
        code: 'loss/one-class',
      },
    ));
  test('a teacher’s scores of too few candidates', () => {
    const short = rows(3, () => ({ ...triplet, negatives: ['n', 'm'], label: [1, 0] }));
    expect(misfit('DistillKLDivLoss', shapeOf(short))).toMatchObject({ code: 'loss/teacher-scores' });
    expect(misfit('MarginMSELoss', shapeOf(short))).toBeNull();
  });
});

const limits = { dimensions: [384, 128], maxSeqLength: 256, config: { max_position_embeddings: 512 } };

describe('run.json', () => {
  test('names a loss with its parameters, and what follows from it follows', () => {
    const settings = parseArguments(
      { loss: 'TripletLoss', loss_parameters: { triplet_margin: 0.3 } },
      limits,
    );
    expect(settings).toMatchObject({
      loss_parameters: { triplet_margin: 0.3 },
      batch_sampler: 'no_duplicates',
    });
    expect(parseArguments({ loss: 'BatchAllTripletLoss' }, limits).batch_sampler).toBe('group_by_label');
    expect(parseArguments({ loss: 'CoSENTLoss' }, limits).batch_sampler).toBe('batch_sampler');
    expect(parseArguments({ loss: 'SoftmaxLoss' }, limits).matryoshka_dims).toEqual([384]);
  });
  test.each([
    [{ loss: 'TripletLoss', loss_parameters: { margin: 1 } }, 'margin'],
    [{ loss: 'TripletLoss', loss_parameters: { triplet_margin: -1 } }, 'triplet_margin'],
    [{ loss: 'NoLoss' }, 'loss'],
    [{ loss_parameters: 3 }, 'loss_parameters'],
    [{ loss: 'SoftmaxLoss', matryoshka_dims: [384, 128] }, 'matryoshka_dims'],
    [{ loss: 'BatchAllTripletLoss', per_device_train_batch_size: 5 }, 'per_device_train_batch_size'],
    [{ n_dims_per_step: 0 }, 'n_dims_per_step'],
  ])('%j is refused by the name %s', (given, name) =>
    expect(() => parseArguments(given, limits)).toThrow(`"name":"${name}"`),
  );
});

describe('traps are said', () => {
  const warned = (given: object) => warningsOf(parseArguments(given, limits));
  test('a margin that unit vectors never reach', () => {
    expect(warned({ loss: 'TripletLoss' })).toContain('margin-beyond-reach');
    expect(warned({ loss: 'BatchHardTripletLoss' })).toContain('margin-beyond-reach');
    expect(warned({ loss: 'TripletLoss', loss_parameters: { triplet_margin: 0.5 } })).toEqual([]);
    expect(warned({ loss: 'ContrastiveLoss' })).toEqual([]);
  });
  test('accumulation adds no negatives', () => {
    expect(warned({ gradient_accumulation_steps: 4 })).toEqual(['accumulation-adds-no-negatives']);
    expect(warned({ loss: 'MarginMSELoss', gradient_accumulation_steps: 4 })).toEqual([]);
  });
  test('a batch with little to compare', () =>
    expect(warned({ per_device_train_batch_size: 4 })).toEqual(['few-negatives']));
});
