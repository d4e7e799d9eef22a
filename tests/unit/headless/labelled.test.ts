import { expect, test } from 'vitest';
import { labelledDev, labelledExample, tripletDev } from '../../../src/headless/labelled';
import type { Example } from '../../../src/pairs/types';
import { parseArguments } from '../../../src/training/arguments';
import type { LossName } from '../../../src/training/losses/table';

const limits = { dimensions: [16], maxSeqLength: 16, config: { max_position_embeddings: 24 } };
const settings = (loss: LossName) => parseArguments({ loss }, limits);
const example = (change: Partial<Example>): Example => ({
  id: '1',
  anchor: 'a',
  positive: 'p',
  negatives: ['n', 'm'],
  source: 'import',
  status: 'accepted',
  split: 'dev',
  createdAt: 0,
  ...change,
});

test('a row’s texts are anchor, positive and negatives in their order, and one text alone is the anchor', () => {
  expect(labelledExample({ texts: ['a', 'b', 'c'], label: [1, 0], split: '' })).toEqual({
    anchor: 'a',
    positive: 'b',
    negatives: ['c'],
    label: [1, 0],
  });
  expect(labelledExample({ texts: ['a'], label: 2, split: '' })).toEqual({ anchor: 'a', label: 2 });
});

test('dev rows are measured by the evaluator that fits the loss, and only they', () => {
  const rows = ['train', 'dev', 'validation', 'test'].map((split, i) => ({
    texts: ['a', 'b'],
    label: i / 4,
    split,
  }));
  const dev = labelledDev(rows, settings('CoSENTLoss'));
  expect(dev).toMatchObject({ metric: 'spearman_cosine', examples: [{ label: 0.25 }, { label: 0.5 }] });
  expect(labelledDev(rows, settings('OnlineContrastiveLoss'))).toMatchObject({ metric: 'cosine_ap' });
  expect(labelledDev(rows, settings('SoftmaxLoss'))).toBeNull();
  expect(labelledDev(rows.slice(0, 1), settings('CoSENTLoss'))).toBeNull();
});

test('dev pairs with negatives are triplets', () => {
  const others = [example({ split: 'train' }), example({ negatives: [] }), example({ status: 'rejected' })];
  expect(tripletDev([example({}), ...others])).toEqual({
    examples: [{ anchor: 'a', positive: 'p', negatives: ['n'] }],
    metric: 'cosine_accuracy',
  });
  expect(tripletDev(others)).toBeNull();
});
