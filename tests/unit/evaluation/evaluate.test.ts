import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advise } from '../../../src/evaluation/advise';
import { pairedBootstrap } from '../../../src/evaluation/bootstrap';
import { ndcgByDimension } from '../../../src/evaluation/dev-ndcg';
import { evaluate } from '../../../src/evaluation/evaluate';
import type { EvaluationSet } from '../../../src/evaluation/types';
import { drawAdvice } from '../../../src/evaluation/verdict';
import type { ExampleSource } from '../../../src/pairs/types';

const never = new AbortController().signal;
const count = 60;
const width = 8;

/** Passage i stands at angle i on a circle in the first two numbers; the rest are small and fixed. */
const direction = (angle: number): number[] => {
  const row = [Math.cos(angle), Math.sin(angle), 0.1, 0.1, 0.05, 0.05, 0.02, 0.02];
  const norm = Math.hypot(...row);
  return row.map((value) => value / norm);
};
const step = (2 * Math.PI) / count;
const rows = (angles: number[]): Float32Array => Float32Array.from(angles.flatMap(direction));
const places = Array.from({ length: count }, (_, at) => at);
const corpus = rows(places.map((at) => at * step));
/** Questions `off` places away from their passage. */
const questions = (off: number): Float32Array => rows(places.map((at) => (at + off) * step));
const model = (off: number) => ({ queries: questions(off), corpus, width });

const setOf = (sourceOf: (at: number) => ExampleSource, from = 0): EvaluationSet => ({
  queries: places.slice(from).map((at) => ({ id: `q${at}`, text: `word${at}`, source: sourceOf(at) })),
  corpus: places.map((at) => ({ id: `d${at}`, text: `word${at} shared` })),
  relevant: Object.fromEntries(places.map((at) => [`q${at}`, [`d${at}`]])),
});
const real = (): ExampleSource => 'person';

describe('evaluate', () => {
  it('calls a model that moves every question to its passage better, and the reverse worse', async () => {
    const [near, far] = [model(0.1), model(2.1)];
    const set = setOf(real);
    const dimensions = [8, 2];
    const better = await evaluate(never, { set, base: far, tuned: near, dimensions });
    const worse = await evaluate(never, { set, base: near, tuned: far, dimensions });
    expect(better.verdict).toBe('better');
    expect(worse.verdict).toBe('worse');
    const [group] = better.groups;
    expect(group!.won).toHaveLength(count);
    expect(group!.lost).toHaveLength(0);
    expect(group!.won[0]).toMatchObject({ baseRank: 5, tunedRank: 1 });
    expect(group!.won.every(({ queryId, relevantId }) => relevantId === queryId.replace('q', 'd'))).toBe(
      true,
    );
    expect(group!.difference![8]!.mean).toBeCloseTo(1 - 1 / Math.log2(6), 12);
    expect(group!.metrics.bm25![8]!['accuracy@1']).toBe(1);
    expect(group!.metrics.bm25![8]).toEqual(group!.metrics.bm25![2]);
    expect(Object.keys(group!.metrics).sort()).toEqual([
      'base',
      'bm25',
      'fusion_base',
      'fusion_tuned',
      'tuned',
    ]);
    expect(worse.groups[0]!.lost[0]).toMatchObject({ baseRank: 1, tunedRank: 5 });
  });

  it('sees no difference between a model and itself', async () => {
    const { verdict, groups } = await evaluate(never, {
      set: setOf(real),
      base: model(1.2),
      tuned: model(1.2),
      dimensions: [8],
    });
    expect(verdict).toBe('no-clear-difference');
    expect(groups[0]!.difference![8]).toEqual({ mean: 0, low: 0, high: 0 });
    expect([groups[0]!.won, groups[0]!.lost]).toEqual([[], []]);
  });

  it('draws no verdict from generated questions, however good they look', async () => {
    const generated = (at: number): ExampleSource => (at % 2 ? 'rules' : 'model');
    const evaluation = await evaluate(never, {
      set: setOf(generated),
      base: model(2.1),
      tuned: model(0.1),
      dimensions: [8],
    });
    expect(evaluation.verdict).toBe('no-real-questions');
    expect(evaluation.groups.map(({ group }) => group)).toEqual(['generated']);
    expect(evaluation.groups[0]!.difference![8]!.low).toBeGreaterThan(0);
    expect(Object.keys(evaluation.groups[0]!.bySource).sort()).toEqual(['model', 'rules']);
  });

  it('draws no verdict from fewer than 50 real questions, whatever the generated ones add', async () => {
    const input = { base: model(2.1), tuned: model(0.1), dimensions: [8] };
    const with49 = await evaluate(never, { ...input, set: setOf((at) => (at < 49 ? 'person' : 'rules')) });
    const with50 = await evaluate(never, { ...input, set: setOf((at) => (at < 50 ? 'import' : 'rules')) });
    expect(with49.verdict).toBe('too-few-questions');
    expect(with49.groups.map(({ group, questions }) => [group, questions])).toEqual([
      ['real', 49],
      ['generated', 11],
    ]);
    expect(with50.verdict).toBe('better');
  });

  it('says so when only the base model was scored', async () => {
    const { verdict, groups } = await evaluate(never, {
      set: setOf(real),
      base: model(0),
      tuned: null,
      dimensions: [8],
    });
    expect(verdict).toBe('no-tuned-model');
    expect(groups[0]!.difference).toBeNull();
    expect(groups[0]!.metrics.tuned).toBeUndefined();
  });

  it('leaves out questions that have no relevant passage, and refuses a set of nothing else', async () => {
    const set = setOf(real);
    set.queries.push({ id: 'constructor', text: 'unjudged', source: 'person' });
    const vectors = model(0);
    const queries = Float32Array.from([...vectors.queries, ...direction(1)]);
    const { groups } = await evaluate(never, {
      set,
      base: { ...vectors, queries },
      tuned: null,
      dimensions: [8],
    });
    expect(groups[0]!.questions).toBe(count);
    await expect(
      evaluate(never, { set: { ...set, relevant: {} }, base: vectors, tuned: null, dimensions: [8] }),
    ).rejects.toMatchObject({ code: 'evaluation/no-queries' });
  });

  it('counts a relevant passage outside the corpus as never found', async () => {
    const set = setOf(real);
    set.relevant.q0 = ['d0', 'elsewhere'];
    const { groups } = await evaluate(never, { set, base: model(0), tuned: null, dimensions: [8] });
    expect(groups[0]!.metrics.base![8]!['recall@10']).toBeCloseTo((count - 0.5) / count, 12);
  });

  it('stops when cancelled and reports progress that never goes back', async () => {
    const controller = new AbortController();
    controller.abort();
    const input = { set: setOf(real), base: model(0), tuned: model(1), dimensions: [8] };
    await expect(evaluate(controller.signal, input)).rejects.toMatchObject({ name: 'AbortError' });
    const seen: number[] = [];
    await evaluate(never, input, ({ done, total }) => seen.push(done / total));
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('refuses a dimension the vectors do not have', async () => {
    const input = { set: setOf(real), base: model(0), tuned: null, dimensions: [16] };
    await expect(evaluate(never, input)).rejects.toMatchObject({ code: 'engine/shape' });
  });
});

describe('advise', () => {
  it('likens base to BM25 on the real questions alone', async () => {
    const set = setOf((at) => (at < 55 ? 'person' : 'rules'));
    const weak = await advise(never, { set, base: model(2.1) });
    expect(weak).toMatchObject({ questions: 55, advice: 'tuning-likely-pays' });
    expect(weak.difference.high).toBeLessThan(0);
    expect(weak.bm25['ndcg@10']).toBe(1);
    expect(weak.fusion['ndcg@10']).toBeGreaterThan(weak.base['ndcg@10']!);

    const wordless = { ...set, queries: set.queries.map((query) => ({ ...query, text: 'shared' })) };
    expect((await advise(never, { set: wordless, base: model(0) })).advice).toBe('do-not-tune-on-rules');
    expect((await advise(never, { set, base: model(0) })).advice).toBe('unclear');
  });

  it('asks for real questions first', async () => {
    const few = setOf((at) => (at < 20 ? 'person' : 'model'));
    expect(await advise(never, { set: few, base: model(2) })).toMatchObject({
      questions: 20,
      advice: 'need-real-questions',
    });
    await expect(advise(never, { set: setOf(() => 'rules'), base: model(2) })).rejects.toMatchObject({
      code: 'evaluation/no-queries',
    });
  });

  it('follows the interval, not the mean', () => {
    const of = (low: number, high: number) => drawAdvice(100, { mean: (low + high) / 2, low, high });
    expect([of(0.01, 0.1), of(-0.1, -0.01), of(-0.01, 0.1)]).toEqual([
      'do-not-tune-on-rules',
      'tuning-likely-pays',
      'unclear',
    ]);
  });
});

describe('paired bootstrap', () => {
  it('gives the normal interval of a mean on many questions', () => {
    const differences = Array.from({ length: 400 }, (_, at) => (at % 2 ? 0.3 : -0.1));
    const { mean, low, high } = pairedBootstrap(differences);
    const halfWidth = (1.96 * 0.2) / Math.sqrt(400);
    expect(mean).toBeCloseTo(0.1, 12);
    expect(low).toBeCloseTo(0.1 - halfWidth, 2);
    expect(high).toBeCloseTo(0.1 + halfWidth, 2);
  });

  it('holds the mean, repeats itself and turns round with its input', () => {
    const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(differences, fc.nat(), (values, seed) => {
        const found = pairedBootstrap(values, seed, 200);
        const turned = pairedBootstrap(
          values.map((value) => -value),
          seed,
          200,
        );
        expect(found).toEqual(pairedBootstrap(values, seed, 200));
        expect(found.low).toBeLessThanOrEqual(found.high);
        expect(turned.high).toBeCloseTo(-found.low, 9);
        expect(turned.mean).toBeCloseTo(-found.mean, 9);
      }),
      { numRuns: 30 },
    );
  });
});

describe('nDCG@10 on the dev split', () => {
  it('is what the evaluation reports', async () => {
    const set = setOf(real);
    const [base, dimensions] = [model(2.1), [8, 2]];
    const { groups } = await evaluate(never, { set, base, tuned: null, dimensions });
    const dev = ndcgByDimension(set, base.queries, base.corpus, width, dimensions);
    for (const dimension of dimensions) {
      expect(dev[dimension]).toBeCloseTo(groups[0]!.metrics.base![dimension]!['ndcg@10']!, 12);
    }
  });
});
