import { expect, test } from 'vitest';
import { nextPassage } from '../../../src/pairs/next-passage';
import type { Example } from '../../../src/pairs/types';
import { chunk } from './chunks';
import { example } from './examples';

const long =
  'The keeper of the lower lock writes down the height of the water every morning before the first ferry leaves.';
const chunks = ['a', 'b', 'c'].flatMap((documentId) =>
  [0, 1, 2, 3].map((i) =>
    chunk(`${documentId}${i}`, `${long} ${documentId}${i}`, { documentId, headings: [`Section ${i >> 1}`] }),
  ),
);
const asked = (id: string): Example => example({ chunkId: id, source: 'person' });

test('goes round documents, then round their sections, and ends when all are asked about', () => {
  const examples: Example[] = [];
  const order: string[] = [];
  for (let next = nextPassage(chunks, examples, new Set()); next;) {
    order.push(next.id);
    examples.push(asked(next.id));
    next = nextPassage(chunks, examples, new Set());
  }
  expect([...order].sort()).toEqual(chunks.map((c) => c.id));
  expect(new Set(order.slice(0, 3).map((id) => id[0])).size).toBe(3);
  const firstTwoOfA = order.filter((id) => id.startsWith('a')).slice(0, 2);
  expect(new Set(firstTwoOfA.map((id) => Number(id[1]) >> 1)).size).toBe(2);
});

test('a skipped passage does not come back, and the next is from another document', () => {
  const first = nextPassage(chunks, [], new Set())!;
  const second = nextPassage(chunks, [], new Set([first.id]))!;
  expect(second.documentId).not.toBe(first.documentId);
});

test('passages that are too short are left out; Chinese is counted by characters', () => {
  expect(nextPassage([chunk('x', 'Too short to ask about.')], [], new Set())).toBeNull();
  const chinese = chunk('z', '下闸的管理员每天早晨在第一班渡船离开之前记录水位，并把结果报告给港务局。');
  expect(nextPassage([chinese], [], new Set())?.id).toBe('z');
});

test('generated and rejected questions do not count as asked', () => {
  const one = [chunks[0]!];
  expect(nextPassage(one, [example({ chunkId: 'a0', source: 'rules' })], new Set())?.id).toBe('a0');
  expect(nextPassage(one, [{ ...asked('a0'), status: 'rejected' }], new Set())?.id).toBe('a0');
  expect(nextPassage(one, [asked('a0')], new Set())).toBeNull();
});
