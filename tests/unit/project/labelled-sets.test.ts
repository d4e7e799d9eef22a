import { expect, test } from 'vitest';
import { rowData, seenRows, toLabelledExamples } from '../../../src/pairs/rows/row-sets';
import type { Row } from '../../../src/pairs/rows/row';
import type { Example } from '../../../src/pairs/types';
import {
  labelledDev,
  labelledTest,
  shapeOfRows,
  tripletDev,
  tripletTest,
} from '../../../src/project/labelled-sets';
import { fittingLosses } from '../../../src/training/losses/fit';

const row = (change: Partial<Row>): Row => ({
  id: '1',
  texts: ['a', 'b'],
  label: 1,
  status: 'accepted',
  split: 'train',
  createdAt: 0,
  ...change,
});
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
const sides = ['train', 'train', 'dev', 'test'] as const;
const data = (labels: Row['label'][], texts = ['a', 'b'], same: string | null = null) =>
  rowData(
    labels.map((label, i) => row({ texts, label, split: sides[i % 4]! })),
    same,
  );

test('a row’s texts are anchor, positive and negatives in their order, and one text alone is the anchor', () => {
  const of = (one: Row) => toLabelledExamples([one], 'train', null);
  expect(of(row({ texts: ['a', 'b', 'c'], label: [1, 0] }))).toEqual([
    { anchor: 'a', positive: 'b', negatives: ['c'], label: [1, 0] },
  ]);
  expect(of(row({ texts: ['a'], label: 2 }))).toEqual([{ anchor: 'a', label: 2 }]);
  expect(of(row({ status: 'rejected' }))).toEqual([]);
});

test('dev and test rows are measured by the evaluator that fits the loss, and only they', () => {
  const scored = data([0.25, 0.5, 0.75, 1]);
  expect(labelledDev(scored, 'CoSENTLoss')).toEqual({
    metric: 'spearman_cosine',
    examples: [{ anchor: 'a', positive: 'b', label: 0.75 }],
  });
  expect(labelledTest(scored, 'CoSENTLoss')).toMatchObject({ of: 'rows', examples: [{ label: 1 }] });
  const binary = data([0, 1, 1, 0]);
  expect(labelledDev(binary, 'OnlineContrastiveLoss')).toMatchObject({ metric: 'cosine_ap' });
  expect(labelledDev(binary, 'SoftmaxLoss')).toMatchObject({ metric: 'cosine_ap' });
  expect(labelledDev(data([0, 1, 2, 0]), 'SoftmaxLoss')).toBeNull();
  expect(labelledTest(data([0, 1, 2, 0], ['a']), 'BatchHardTripletLoss')).toMatchObject({
    metric: 'knn_accuracy',
    known: [{ label: 0 }, { label: 1 }],
  });
  const teacher = data(
    [1, 2, 3, 4].map((score) => [score, 0.5]),
    ['q', 'p', 'n'],
  );
  expect(labelledDev(teacher, 'MarginMSELoss')).toMatchObject({ metric: 'spearman_margin' });
});

test('names of classes are no scores, unless a person says which of two means the same', () => {
  const names = ['entailment', 'neutral', 'neutral', 'entailment'];
  expect(fittingLosses(shapeOfRows(data(names)))).toEqual(['SoftmaxLoss']);
  const told = data(names, ['a', 'b'], 'entailment');
  expect(told.classes).toEqual(['neutral', 'entailment']);
  expect(toLabelledExamples(told.rows, 'train', told.classes).map(({ label }) => label)).toEqual([1, 0]);
  expect(fittingLosses(shapeOfRows(told))[0]).toBe('OnlineContrastiveLoss');
  expect(fittingLosses(shapeOfRows(data(names, ['a'])))).toContain('BatchHardSoftMarginTripletLoss');
});

test('pairs with negatives are triplets on the side they are on', () => {
  const others = [example({ split: 'train' }), example({ negatives: [] }), example({ status: 'rejected' })];
  const triplet = { anchor: 'a', positive: 'p', negatives: ['n'] };
  expect(tripletDev([example({}), ...others])).toEqual({ examples: [triplet], metric: 'cosine_accuracy' });
  expect(tripletDev(others)).toBeNull();
  expect(tripletTest([example({ split: 'test' }), ...others])).toMatchObject({
    of: 'triplets',
    examples: [triplet],
  });
});

test('a row counts as seen where its texts stood together in an example', () => {
  const seen = seenRows([{ anchor: 'A dog', positive: 'a hound', negatives: ['a cat'] }]);
  expect(seen(['a hound', 'a  DOG'])).toBe(true);
  expect(seen(['a dog', 'a cat'])).toBe(true);
  expect(seen(['a hound', 'a cat'])).toBe(false);
  expect(seen(['a cat'])).toBe(true);
  expect(seen(['a bird'])).toBe(false);
});
