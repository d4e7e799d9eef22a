import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CosineRanker } from '../../../src/evaluation/cosine';
import { fuse } from '../../../src/evaluation/fusion';
import { truncate } from '../../../src/evaluation/matryoshka';
import { idOrder } from '../../../src/evaluation/ranking';
import { SearchIndex } from '../../../src/evaluation/search-index';
import { readBeir, writeBeir } from '../../../src/evaluation/beir';
import type { EvaluationSet } from '../../../src/evaluation/types';

const numbers = (length: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: length, maxLength: length });

describe('cosine ranking', () => {
  it('is a full sort by the cosine of truncated vectors', () => {
    const shapes = fc.record({
      queries: fc.integer({ min: 1, max: 6 }),
      passages: fc.integer({ min: 1, max: 40 }),
    });
    const cases = shapes.chain(({ queries, passages }) =>
      fc.tuple(numbers(queries * 8), numbers(passages * 8)),
    );
    fc.assert(
      fc.property(
        cases,
        fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1 }),
        ([q, c], dimensions) => {
          const [queries, corpus] = [Float32Array.from(q), Float32Array.from(c)];
          const [n, m] = [queries.length / 8, corpus.length / 8];
          const order = idOrder(Array.from({ length: m }, (_, at) => `d${at}`));
          const ranked = new CosineRanker(corpus, 8, dimensions, order).rank(queries, 10);
          for (const dimension of dimensions) {
            const [a, b] = [truncate(queries, 8, dimension), truncate(corpus, 8, dimension)];
            for (let query = 0; query < n; query += 1) {
              const cosines = Array.from({ length: m }, (_, passage) => {
                let sum = 0;
                for (let at = 0; at < dimension; at += 1)
                  sum += a[query * dimension + at]! * b[passage * dimension + at]!;
                return sum;
              });
              const { documents, scores } = ranked.get(dimension)![query]!;
              const best = [...cosines].sort((x, y) => y - x).slice(0, 10);
              expect(documents).toHaveLength(best.length);
              documents.forEach((document, at) => {
                expect(scores[at]).toBeCloseTo(cosines[document]!, 5);
                expect(scores[at]).toBeCloseTo(best[at]!, 5);
              });
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('truncates to unit vectors and leaves zeros alone', () => {
    expect([...truncate(Float32Array.of(3, 4, 9, 0, 0, 1), 3, 2)]).toEqual([
      expect.closeTo(0.6, 6),
      expect.closeTo(0.8, 6),
      0,
      0,
    ]);
    expect(() => truncate(new Float32Array(6), 3, 4)).toThrow('dimension 4');
    expect(() => truncate(new Float32Array(5), 3, 2)).toThrow('rows');
  });
});

describe('reciprocal rank fusion', () => {
  it('adds 1 / (60 + rank)', () => {
    const list = (...documents: number[]) => ({
      documents: Int32Array.from(documents),
      scores: new Float64Array(documents.length),
    });
    const { documents, scores } = fuse([list(0, 1, 2), list(2, 3)], idOrder(['d', 'c', 'b', 'a']));
    expect([...documents]).toEqual([2, 0, 3, 1]); // the third and fourth tie and go by id
    expect([...scores]).toEqual([1 / 63 + 1 / 61, 1 / 61, 1 / 62, 1 / 62]);
  });
});

describe('search', () => {
  const passages = {
    ids: ['a', 'b', 'c'],
    texts: ['the valve leaks', 'a pump hums', 'valve and pump'],
    width: 2,
    base: Float32Array.of(1, 0, 0, 1, 0.6, 0.8),
    tuned: null,
  };
  const index = new SearchIndex(passages);

  it('answers by every system whose model is there', () => {
    const hits = index.search(
      'valve pump',
      { base: Float32Array.of(0, 1) },
      ['base', 'tuned', 'bm25', 'fusion_base'],
      2,
      2,
    );
    expect(hits.tuned).toBeUndefined();
    expect(hits.base!.map(({ chunkId }) => chunkId)).toEqual(['b', 'c']);
    expect(hits.base![1]!.score).toBeCloseTo(0.8, 6);
    expect(hits.bm25![0]!.chunkId).toBe('c');
    expect(index.search('leaks', {}, ['bm25'], 2, 2).bm25!.map(({ chunkId }) => chunkId)).toEqual(['a']);
    expect(hits.fusion_base![0]!.chunkId).toBe('c');
  });

  it('uses the dimension asked for', () => {
    const hits = index.search('', { base: Float32Array.of(1, 5) }, ['base'], 1, 3);
    expect(hits.base!.map(({ chunkId, score }) => [chunkId, score])).toEqual([
      ['a', 1],
      ['c', 1],
      ['b', 0],
    ]);
  });
});

describe('BEIR files', () => {
  const text = fc.string({ unit: 'binary' });
  it('give back the set they were written from', () => {
    const sets = fc.record({
      queries: fc.array(
        fc.record({ id: fc.uuid(), text, source: fc.constantFrom('person', 'import', 'model', 'rules') }),
        { maxLength: 5 },
      ),
      corpus: fc.array(fc.record({ id: fc.uuid(), text: text.map((value) => value.trim()) }), {
        maxLength: 5,
      }),
      relevant: fc.dictionary(fc.uuid(), fc.array(fc.uuid(), { minLength: 1, maxLength: 3 }), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
    });
    fc.assert(
      fc.property(sets, (set) => {
        const { set: read, skipped } = readBeir(writeBeir(set as EvaluationSet));
        expect(read).toEqual(set);
        expect(skipped).toEqual([]);
      }),
    );
  });

  it('are read line by line, and a broken line is named and left out', () => {
    const { set, skipped } = readBeir({
      corpus: '{"_id":"1","title":"Pumps","text":"hum"}\nnonsense\n{"_id":"2","text":"leak"}\r\n[]\n',
      queries: '{"_id":7,"text":"why?"}\n{"text":"no id"}\n',
      qrels: 'query-id\tcorpus-id\tscore\n7\t1\t1\n7\t2\t0\nodd\n7\t2\tmany\n',
    });
    expect(set).toEqual({
      corpus: [
        { id: '1', text: 'Pumps hum' },
        { id: '2', text: 'leak' },
      ],
      queries: [{ id: '7', text: 'why?', source: 'import' }],
      relevant: { 7: ['1'] },
    });
    expect(skipped.map(({ code, parameters }) => [code, parameters.file, parameters.line])).toEqual([
      ['pairs/bad-row', 'corpus.jsonl', 2],
      ['pairs/bad-row', 'corpus.jsonl', 4],
      ['pairs/bad-row', 'queries.jsonl', 2],
      ['pairs/bad-row', 'qrels.tsv', 4],
      ['pairs/bad-row', 'qrels.tsv', 5],
    ]);
  });
});
