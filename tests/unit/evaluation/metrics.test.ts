import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../../goldens/evaluation/information_retrieval.json';
import { evaluate } from '../../../src/evaluation/evaluate';
import { defaultCutoffs, meanMetrics, questionMetrics } from '../../../src/evaluation/metrics';
import { TopK, compareCodePoints, idOrder } from '../../../src/evaluation/ranking';
import { sharedFile } from './shared-data';

const signs = (rows: string[]): Float32Array =>
  Float32Array.from(rows.join(''), (sign) => (sign === '+' ? 1 : -1));

describe('InformationRetrievalEvaluator', () => {
  it.each([64, 16, 4] as const)(
    'gives the same figures at dimension %i, ties at the cut-off included',
    async (dimension) => {
      const queryIds = Object.keys(golden.queries);
      const corpusIds = Object.keys(golden.corpus);
      const vectors = {
        queries: signs(Object.values(golden.queries)),
        corpus: signs(Object.values(golden.corpus)),
        width: golden.width,
      };
      const evaluation = await evaluate(new AbortController().signal, {
        set: {
          queries: queryIds.map((id) => ({ id, text: id, source: 'person' })),
          corpus: corpusIds.map((id) => ({ id, text: id })),
          relevant: golden.relevant,
        },
        base: vectors,
        tuned: null,
        dimensions: [64, 16, 4],
      });
      const [group] = evaluation.groups;
      const expected: Record<string, number> = golden.metrics[dimension];
      expect(group!.questions).toBe(queryIds.length - 1); // one has no relevant passage
      expect(Object.keys(group!.metrics.base![dimension]!).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, value] of Object.entries(expected)) {
        expect(Math.abs(group!.metrics.base![dimension]![name]! - value), name).toBeLessThan(1e-9);
      }
    },
  );

  const losses = sharedFile('goldens/sentence-transformers-losses.json');
  it.skipIf(losses === null)('agrees on ranked lists with ties within 1e-9', () => {
    const { ir } = JSON.parse(readFileSync(losses!, 'utf8')) as {
      ir: {
        relevant: Record<string, string[]>;
        ranked: [number, string][][];
        metrics: Record<string, Record<string, number>>;
      };
    };
    const cutoffs = { ...defaultCutoffs, accuracy: [1, 3], precisionRecall: [1, 3], ndcg: [3, 10] };
    const perQuestion = Object.values(ir.relevant).map((relevant, at) => {
      const list = ir.ranked[at]!;
      const ids = list.map(([, id]) => id);
      const best = new TopK(list.length, idOrder(ids));
      list.forEach(([score], index) => best.offer(index, score));
      const ranked = Array.from(best.ranking().documents, (index) => ids[index]!);
      return questionMetrics(ranked, new Set(relevant), cutoffs);
    });
    const mean = meanMetrics(perQuestion);
    const expected = Object.entries(ir.metrics).flatMap(([name, values]) =>
      Object.entries(values).map(([k, value]) => [name.replace('@k', `@${k}`), value] as const),
    );
    expect(expected.length).toBe(Object.keys(mean).length);
    for (const [name, value] of expected) expect(Math.abs(mean[name]! - value), name).toBeLessThan(1e-9);
  });
});

describe('ranking', () => {
  it('orders ids as Python does', () => {
    const ids = ['\u{1f600}', '\uff5a', 'b', 'a', 'aa', '', 'B'];
    expect([...ids].sort(compareCodePoints)).toEqual(['', 'B', 'a', 'aa', 'b', '\uff5a', '\u{1f600}']);
  });

  it('keeps exactly what a full sort would keep', () => {
    const scored = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 5 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(scored, fc.integer({ min: 0, max: 70 }), (documents, k) => {
        const order = idOrder(documents.map(([id]) => id));
        const best = new TopK(k, order);
        documents.forEach(([, score], index) => best.offer(index, score));
        const sorted = documents
          .map(([, score], index) => ({ index, score }))
          .sort((a, b) => b.score - a.score || order[a.index]! - order[b.index]!);
        expect([...best.ranking().documents]).toEqual(sorted.slice(0, k).map(({ index }) => index));
      }),
    );
  });

  it('never keeps a score that is not a number', () => {
    const best = new TopK(2, idOrder(['a', 'b', 'c']));
    [NaN, 1, NaN].forEach((score, index) => best.offer(index, score));
    expect([...best.ranking().documents]).toEqual([1]);
  });
});
