import { expect, test } from 'vitest';
import { toDevSet, toEvaluationSet, toTrainingExamples } from '../../../src/pairs/sets';
import type { DevSet, TrainingExample } from '../../../src/training/types';
import type { EvaluationSet } from '../../../src/evaluation/types';
import { chunk } from './chunks';
import { example } from './examples';

const chunks = [
  chunk('c1', 'Filters are rinsed every six weeks.'),
  chunk('c2', 'The tank holds 900 litres.'),
  chunk('c3', 'Filters are  rinsed every six weeks', { documentId: 'other' }),
];

test('training takes accepted train examples with their negatives', () => {
  const rows: TrainingExample[] = toTrainingExamples([
    example({ anchor: 'a', positive: 'p', negatives: ['n'] }),
    example({ anchor: 'b', positive: 'q' }),
    example({ anchor: 'c', status: 'rejected' }),
    example({ anchor: 'd', split: 'dev' }),
  ]);
  expect(rows).toEqual([
    { anchor: 'a', positive: 'p', negatives: ['n'] },
    { anchor: 'b', positive: 'q' },
  ]);
});

test('all chunks with the positive text are relevant, and foreign positives join the corpus once', () => {
  const examples = [
    example({ id: 'q1', anchor: 'How often?', positive: chunks[0]!.text, chunkId: 'c1', split: 'test' }),
    example({
      id: 'q2',
      anchor: 'What colour?',
      positive: 'The mast is red.',
      split: 'test',
      source: 'person',
    }),
    example({ id: 'q3', anchor: 'Which mast?', positive: 'The mast is red.', split: 'train' }),
    example({ id: 'q4', anchor: 'Rejected?', positive: 'Nowhere else.', split: 'test', status: 'rejected' }),
    example({
      id: 'q5',
      anchor: 'How big?',
      positive: 'holds 900 litres',
      chunkId: 'c2',
      split: 'test',
      source: 'rules',
    }),
  ];
  const set: EvaluationSet = toEvaluationSet(examples, chunks, 'test');
  expect(set.queries.map((q) => q.id)).toEqual(['q1', 'q2', 'q5']);
  expect(set.queries.map((q) => q.source)).toEqual(['import', 'person', 'rules']);
  expect(set.corpus.map((p) => p.text)).toEqual([...chunks.map((c) => c.text), 'The mast is red.']);
  expect(set.relevant['q1']).toEqual(['c1', 'c3']);
  expect(set.relevant['q2']).toEqual([set.corpus[3]!.id]);
  expect(set.relevant['q5']).toEqual(['c2']);
  // q3 trains on the passage that q2 tests.
  expect(set.queries.map((q) => q.passageTrainedOn)).toEqual([false, true, false]);
  expect(new Set(set.corpus.map((p) => p.id)).size).toBe(set.corpus.length);
});

test('a question asked of two passages is one query with both relevant', () => {
  const set = toEvaluationSet(
    [
      example({
        id: 'q1',
        anchor: 'How often?',
        positive: 'x',
        chunkId: 'c1',
        split: 'test',
        source: 'model',
      }),
      example({
        id: 'q2',
        anchor: 'how often',
        positive: 'x',
        chunkId: 'c2',
        split: 'test',
        source: 'person',
      }),
    ],
    chunks,
    'test',
  );
  expect(set.queries).toEqual([{ id: 'q1', text: 'How often?', source: 'person', passageTrainedOn: false }]);
  expect(new Set(set.relevant['q1'])).toEqual(new Set(['c1', 'c3', 'c2']));
});

test('the dev set holds real questions only where there are some, and says so', () => {
  const generated = example({ id: 'g', anchor: 'Made?', split: 'dev', source: 'rules', chunkId: 'c1' });
  const real = example({ id: 'r', anchor: 'Asked?', split: 'dev', source: 'person', chunkId: 'c2' });
  const both: DevSet | null = toDevSet([generated, real], chunks);
  expect(both?.real).toBe(true);
  expect(both?.queries).toEqual([{ id: 'r', text: 'Asked?' }]);
  expect(Object.keys(both!.relevant)).toEqual(['r']);
  const only = toDevSet([generated], chunks);
  expect(only?.real).toBe(false);
  expect(only?.queries).toHaveLength(1);
  expect(toDevSet([example({ split: 'train' })], chunks)).toBeNull();
});
