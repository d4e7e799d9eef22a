import { expect, test } from 'vitest';
import { fingerprint } from '../../../src/project/hash';
import { stepStates, type StepFacts } from '../../../src/project/steps';

const nothing: StepFacts = {
  running: () => false,
  documents: 0,
  chunks: 0,
  acceptedPairs: 0,
  acceptedRows: 0,
  orphanedPairs: 0,
  writingUnfinished: false,
  trained: false,
  trainingUnfinished: false,
  evaluated: false,
  indexed: false,
  now: { pairs: 'p', train: 't', evaluate: 'e', use: 'u' },
  then: {},
};
const all: StepFacts = {
  ...nothing,
  documents: 2,
  chunks: 30,
  acceptedPairs: 20,
  acceptedRows: 0,
  trained: true,
  evaluated: true,
  indexed: true,
  then: { pairs: 'p', train: 't', evaluate: 'e', use: 'u' },
};

test('from nothing to everything', () => {
  const empty = 'empty';
  expect(stepStates(nothing)).toEqual({
    documents: empty,
    pairs: empty,
    train: empty,
    evaluate: empty,
    use: empty,
  });
  expect(stepStates({ ...nothing, documents: 1 }).documents).toBe('ready');
  expect(stepStates({ ...nothing, documents: 1, chunks: 5 })).toEqual({
    documents: 'done',
    pairs: 'ready',
    train: 'empty',
    evaluate: 'empty',
    use: 'ready',
  });
  const done = 'done';
  expect(stepStates(all)).toEqual({ documents: done, pairs: done, train: done, evaluate: done, use: done });
});

test.each([
  ['pairs', { now: { ...all.now, pairs: 'other' } }, ['pairs']],
  ['pairs without their passage', { orphanedPairs: 1 }, ['pairs']],
  ['training', { now: { ...all.now, train: 'other' } }, ['train', 'evaluate']],
  ['evaluation', { now: { ...all.now, evaluate: 'other' } }, ['evaluate']],
  ['search', { now: { ...all.now, use: 'other' } }, ['use']],
] as const)('a changed input makes what was made of it stale: %s', (_name, change, stale) => {
  const states = stepStates({ ...all, ...change });
  expect(Object.entries(states).flatMap(([step, state]) => (state === 'stale' ? [step] : []))).toEqual(stale);
});

test('fingerprints tell order, boundaries and texts apart', () => {
  const different = [['ab', 'c'], ['a', 'bc'], ['abc'], ['c', 'ab'], [], [''], ['', '']].map(fingerprint);
  expect(new Set(different).size).toBe(different.length);
  expect(fingerprint(['ab', 'c'])).toBe(fingerprint(['ab', 'c']));
});
