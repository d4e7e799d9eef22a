import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bm25 } from '../../../src/evaluation/bm25';
import { meanMetrics, questionMetrics } from '../../../src/evaluation/metrics';
import { idOrder } from '../../../src/evaluation/ranking';
import { words } from '../../../src/evaluation/words';
import { chineseReading, cranfield, financialFilings, type Collection } from './open-collections';

const orderOf = (count: number): Int32Array => idOrder(Array.from({ length: count }, (_, at) => `d${at}`));

describe('words', () => {
  it('are stems of lower-cased runs of letters, digits and marks', () => {
    expect(words('The ÉCOLE’s 3.5 kV motors, e\u0301tat')).toEqual([
      'the',
      'école',
      's',
      '3',
      '5',
      'kv',
      'motor',
      'état',
    ]);
    expect(words('tuning tuned tunes')).toEqual(['tune', 'tune', 'tune']);
  });

  it('are pairs of characters where a script has no spaces', () => {
    expect(words('向量检索很快')).toEqual(['向量', '量检', '检索', '索很', '很快']);
    expect(words('GPU显存16GB')).toEqual(['gpu', '显存', '16gb']);
    expect(words('好。')).toEqual(['好']);
  });

  it('fold full-width forms', () => {
    expect(words('ＡＢＣ１２')).toEqual(words('abc12'));
  });

  it('come from any text whatever', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => words(text).every((word) => word !== '')));
  });
});

describe('BM25', () => {
  it('scores as the formula says', () => {
    const bm25 = new Bm25(['red fox', 'red red dog runs', 'blue whale'], orderOf(3));
    const { documents, scores } = bm25.rank('red dog');
    const [mean, k1, b] = [8 / 3, 1.2, 0.75];
    const part = (count: number, length: number) =>
      (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / mean));
    const [idfRed, idfDog] = [Math.log(1 + 1.5 / 2.5), Math.log(1 + 2.5 / 1.5)];
    expect([...documents]).toEqual([1, 0]);
    expect(scores[0]).toBeCloseTo(idfRed * part(2, 4) + idfDog * part(1, 4), 12);
    expect(scores[1]).toBeCloseTo(idfRed * part(1, 2), 12);
  });

  it('finds nothing for a question without known words, and ranks equal passages by id', () => {
    const bm25 = new Bm25(['a b', 'a b', 'c'], idOrder(['z', 'y', 'x']));
    expect(bm25.rank('?').documents).toHaveLength(0);
    expect(bm25.rank('zebra').documents).toHaveLength(0);
    expect([...bm25.rank('a').documents]).toEqual([1, 0]);
    expect(new Bm25([], orderOf(0)).rank('a').documents).toHaveLength(0);
  });

  it('answers the same question twice alike', () => {
    const bm25 = new Bm25(['one two', 'two three', 'three one'], orderOf(3));
    expect(bm25.rank('two one')).toEqual(bm25.rank('two one'));
  });
});

const ndcg = ({ passages, questions }: Collection): number => {
  const bm25 = new Bm25(passages, orderOf(passages.length));
  return meanMetrics(
    questions.map(({ text, relevant }) => questionMetrics(bm25.rank(text).documents, relevant)),
  )['ndcg@10']!;
};

/** nDCG@10 as another BM25 measured it on the same data (the figures in each collection's own note). */
const published = [
  { name: 'financial filings', load: financialFilings, expected: 0.747 },
  { name: 'Cranfield', load: cranfield, expected: 0.387 },
  { name: 'Chinese reading comprehension', load: chineseReading, expected: 0.981 },
];

describe.each(published)('BM25 on $name', ({ load, expected }) => {
  const collection = load();
  it.skipIf(collection === null)(`reaches nDCG@10 ${expected}`, () => {
    const found = ndcg(collection!);
    console.info(`nDCG@10 ${found.toFixed(4)}`);
    expect(found).toBeGreaterThan(expected - 0.01);
  });
});
