import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NearDuplicates, nearDuplicateThreshold, shingles } from '../../../src/pairs/near-duplicates';
import { splitBy, splitChunks, splitExamples } from '../../../src/pairs/split';
import type { Split } from '../../../src/pairs/types';
import { chunk } from './chunks';
import { example } from './examples';

const overlap = (a: string, b: string): number => {
  const [first, second] = [shingles(a), shingles(b)];
  const shared = [...first].filter((shingle) => second.has(shingle)).length;
  return shared / (first.size + second.size - shared);
};
const library = (documents: number, sections: number, perSection: number) =>
  Array.from({ length: documents }, (_, d) =>
    Array.from({ length: sections }, (_, s) =>
      Array.from({ length: perSection }, (_, c) =>
        chunk(`${d}.${s}.${c}`, `Text ${c} of section ${s} in document ${d}`, {
          documentId: `doc${d}`,
          headings: [`Part ${s % 3}`, `Section ${s}`],
        }),
      ),
    ),
  ).flat(2);
const sidesBy = <T>(items: T[], key: (item: T) => string, side: (item: T) => Split | undefined) => {
  const sides = new Map<string, Set<Split | undefined>>();
  for (const item of items) sides.set(key(item), (sides.get(key(item)) ?? new Set()).add(side(item)));
  return sides;
};

describe('chunks', () => {
  test('of many documents: a document is on one side', () => {
    const chunks = library(40, 3, 4);
    expect(splitBy(chunks)).toBe('document');
    const sides = splitChunks(chunks, 1);
    for (const set of sidesBy(
      chunks,
      (c) => c.documentId,
      (c) => sides.get(c.id),
    ).values()) {
      expect(set.size).toBe(1);
    }
  });

  test('of one document: a section is on one side', () => {
    const chunks = library(1, 30, 5);
    expect(splitBy(chunks)).toBe('section');
    const sides = splitChunks(chunks, 1);
    for (const set of sidesBy(
      chunks,
      (c) => c.headings.join('>'),
      (c) => sides.get(c.id),
    ).values()) {
      expect(set.size).toBe(1);
    }
  });

  test('without sections: every chunk for itself', () => {
    expect(splitBy(library(1, 1, 30))).toBe('chunk');
  });

  test.each([
    [40, 3, 4],
    [1, 30, 5],
    [1, 1, 60],
    [6, 2, 5],
  ])('%d documents of %d sections of %d chunks: about 80, 10 and 10 percent', (...shape) => {
    for (let seed = 0; seed < 20; seed++) {
      const sides = [...splitChunks(library(...shape), seed).values()];
      const share = (side: Split): number => sides.filter((s) => s === side).length / sides.length;
      for (const side of ['test', 'dev'] as const) {
        expect(share(side)).toBeGreaterThanOrEqual(0.1);
        expect(share(side)).toBeLessThanOrEqual(0.25);
      }
    }
  });

  test('one huge document among small ones is never held out', () => {
    const chunks = [...library(10, 1, 3), ...library(1, 1, 300).map((c) => ({ ...c, documentId: 'huge' }))];
    for (let seed = 0; seed < 20; seed++) {
      const sides = splitChunks(chunks, seed);
      expect(chunks.filter((c) => c.documentId === 'huge').map((c) => sides.get(c.id))).not.toContain('test');
      expect([...sides.values()]).toContain('test');
    }
  });

  test('another seed gives another split', () => {
    const chunks = library(40, 1, 2);
    expect([...splitChunks(chunks, 1).values()]).not.toEqual([...splitChunks(chunks, 2).values()]);
  });
});

const subjects = 'harbour valve gauge ferry lantern archive kiln quarry orchard mill'.split(' ');
const about = (c: { id: string; documentId: string }, i: number) =>
  example({
    id: `q${c.id}-${i}`,
    anchor: `Who repairs ${subjects[i % 10]} ${c.id} near ${c.documentId} since ${1900 + i}?`,
    positive: c.id,
    chunkId: c.id,
  });

describe('examples', () => {
  test('follow their passage, and the same call gives the same splits', () => {
    const chunks = library(30, 2, 3);
    const examples = chunks.map(about);
    const split = splitExamples(examples, chunks, 4);
    const sides = splitChunks(chunks, 4);
    const followed = split.filter((e) => e.split === sides.get(e.chunkId!));
    expect(followed.length).toBe(split.length);
    expect(splitExamples(examples, chunks, 4)).toEqual(split);
  });

  test('adding pairs does not move those that are there', () => {
    const chunks = library(30, 2, 3);
    const examples = chunks.map(about);
    const before = splitExamples(examples.slice(0, 90), chunks, 4).map((e) => e.split);
    const after = splitExamples(examples, chunks, 4).map((e) => e.split);
    expect(after.slice(0, 90)).toEqual(before);
  });

  test('imported passages are split by their text, equal ones together', () => {
    const examples = Array.from({ length: 1000 }, (_, i) =>
      example({ anchor: `Unlike ${i} question${i} about${i}`, positive: `Passage ${i >> 1}` }),
    );
    const split = splitExamples(examples, [], 1);
    for (const set of sidesBy(
      split,
      (e) => e.positive,
      (e) => e.split,
    ).values())
      expect(set.size).toBe(1);
    const share = (side: Split): number => split.filter((e) => e.split === side).length / 1000;
    expect(share('test')).toBeCloseTo(0.1, 1);
    expect(share('dev')).toBeCloseTo(0.1, 1);
  });

  test('what a person assigned is kept', () => {
    const chunks = library(10, 1, 4);
    const examples = chunks.map((c, i) => ({ ...about(c, i), assigned: 'test' as const }));
    expect(splitExamples(examples, chunks, 1).every((e) => e.split === 'test')).toBe(true);
  });

  test.each([
    ['How often must the pump filter be cleaned?', 'How often must the pump filter be cleaned'],
    ['How often must the pump filter be cleaned?', 'how often must the pump filter be cleaned now?'],
    ['水泵的滤芯多久需要清洗一次？', '水泵的滤芯多久需要清洗一次'],
    ['水泵的滤芯多久需要清洗一次？', '水泵的滤芯多久需要清洗一次呢？'],
  ])('%s is kept on one side with %s', (held, near) => {
    const [, moved, other] = splitExamples(
      [
        example({ anchor: held, assigned: 'test' }),
        example({ anchor: near, assigned: 'train', source: 'model' }),
        example({ anchor: 'Why is the gauge read by radio? 为什么', assigned: 'train' }),
      ],
      [],
      1,
    );
    expect(moved?.split).toBe('test');
    expect(other?.split).toBe('train');
  });

  test('no accepted question in train is near one held out, whatever the questions', () => {
    const word = fc.constantFrom('how', 'is', 'the', 'pump', 'valve', 'cleaned', '水泵', '多久', '清洗');
    const question = fc.array(word, { minLength: 2, maxLength: 7 }).map((words) => words.join(' '));
    const side = fc.constantFrom<Split>('train', 'dev', 'test');
    fc.assert(
      fc.property(fc.array(fc.tuple(question, side), { maxLength: 25 }), (pairs) => {
        const split = splitExamples(
          pairs.map(([anchor, assigned]) => example({ anchor, assigned })),
          [],
          1,
        );
        for (const a of split) {
          for (const b of split) {
            if (a.split === b.split) continue;
            expect(overlap(a.anchor, b.anchor)).toBeLessThan(nearDuplicateThreshold);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

test('the index finds the near-duplicates that comparing all with all finds', () => {
  const text = fc
    .array(fc.constantFrom(...'abcdefgh'), { minLength: 1, maxLength: 9 })
    .map((w) => w.join(' '));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
      const found = new NearDuplicates(texts).of(0).sort((a, b) => a - b);
      const near = texts.flatMap((t, i) =>
        i > 0 && overlap(t, texts[0]!) >= nearDuplicateThreshold ? [i] : [],
      );
      expect(found).toEqual(near);
    }),
    { numRuns: 300 },
  );
});
