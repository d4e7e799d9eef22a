import { expect, test } from 'vitest';
import { comparePassages } from '../../../src/evaluation/compare-passages';

const never = new AbortController().signal;
const count = 20;
const places = Array.from({ length: count }, (_, at) => at);
const hot = (at: number): number[] => places.map((place) => (place === at % count ? 1 : 0));
const rows = (shift: number): Float32Array => Float32Array.from(places.flatMap((at) => hot(at + shift)));

/** Passage i answers question i; a model that is `off` takes it for the next one. */
const setOf = (off: boolean, title = '') => ({
  set: {
    queries: places.map((at) => ({ id: `q${at}`, text: `topic${at}` })),
    corpus: places.map((at) => ({ id: `d${at}`, text: title ? `${title}${at} text` : 'text' })),
    relevant: Object.fromEntries(places.map((at) => [`q${at}`, [`d${at}`]])),
  },
  base: { queries: rows(0), corpus: rows(off ? 1 : 0), width: count },
  tuned: null,
});

test('titles that a model and keyword search find by raise nDCG@10, with the interval of the questions', async () => {
  const { questions, systems } = await comparePassages(never, {
    before: setOf(true),
    after: setOf(false, 'topic'),
  });
  expect(questions).toBe(count);
  expect(systems.map(({ system }) => system)).toEqual(['base', 'bm25', 'fusion_base']);
  const [base, bm25] = systems;
  expect(base!.after).toBe(1);
  expect(base!.before).toBeLessThan(0.7);
  expect(base!.difference.mean).toBeCloseTo(base!.after - base!.before, 12);
  expect(base!.difference.low).toBeGreaterThan(0);
  expect(bm25).toMatchObject({ before: 0, after: 1 });
});

test('the same passages make no difference, and a tuned model is judged beside the base', async () => {
  const set = { ...setOf(false), tuned: setOf(true).base };
  const { systems } = await comparePassages(never, { before: set, after: set });
  expect(systems.map(({ system }) => system)).toEqual([
    'base',
    'bm25',
    'fusion_base',
    'tuned',
    'fusion_tuned',
  ]);
  for (const { difference } of systems) expect(difference).toEqual({ mean: 0, low: 0, high: 0 });
});

test('a question without passage in one of the sets counts in neither; none at all is said', async () => {
  const before = setOf(false);
  const { q0: _gone, ...relevant } = before.set.relevant;
  const less = { ...before, set: { ...before.set, relevant } };
  expect(await comparePassages(never, { before, after: less })).toMatchObject({ questions: count - 1 });
  const none = { ...before, set: { ...before.set, relevant: {} } };
  await expect(comparePassages(never, { before, after: none })).rejects.toMatchObject({
    code: 'evaluation/no-queries',
  });
});
