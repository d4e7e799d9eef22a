import { expect, test } from 'vitest';
import type { Chunk } from '../../../src/documents/types';
import { parseQuestions, questionExamples } from '../../../src/project/sample-questions';

const chunk = (id: string, documentName: string, text: string): Chunk => ({
  id,
  documentId: documentName,
  documentName,
  text,
  headings: [],
  regions: [],
  elementIds: [],
  kind: 'text',
  tokens: 10,
});

const chunks = [
  chunk(
    'a',
    'book-1-start.pdf',
    'The mineral locks water into its own lat-\ntice as it “gels”. More about it follows here',
  ),
  chunk('b', 'book-1-start.pdf', 'and it then ends over there. Grade | Use\nBroad | filter cloth'),
  chunk('c', 'book-2-end.pdf', 'the mineral locks water into its own lattice'),
];

const ask = (answer_quote: string, volume?: string) =>
  questionExamples(
    [{ _id: 'q', question: 'why?', answer_quote, ...(volume ? { volume } : {}) }],
    chunks,
    'questions.jsonl',
  );

test('a quote is found across hyphens, line ends, quotation marks and table marks', () => {
  expect(ask('into its own lattice as it "gels"').examples.map(({ chunkId }) => chunkId)).toEqual(['a']);
  expect(ask('Broad filter cloth').examples.map(({ chunkId }) => chunkId)).toEqual(['b']);
});

test('every passage that holds it counts, within the volume where one is named', () => {
  const quote = 'locks water into its own lattice';
  expect(ask(quote).examples.map(({ chunkId }) => chunkId)).toEqual(['a', 'c']);
  expect(ask(quote, '2-end').examples.map(({ chunkId }) => chunkId)).toEqual(['c']);
});

test('a quote cut in two by chunking is found by its halves; one that is nowhere is named', () => {
  expect(
    ask('More about it follows here and it then ends over there').examples.map(({ chunkId }) => chunkId),
  ).toEqual(['a', 'b']);
  expect(ask('nothing of the kind stands anywhere')).toEqual({ examples: [], lost: ['q'] });
});

test('the questions are only ever used to test', () => {
  expect(ask('Broad filter cloth').examples).toMatchObject([
    { anchor: 'why?', source: 'import', split: 'test', assigned: 'test', status: 'accepted' },
  ]);
});

test('a line that is no question is named', () => {
  const good = '{"_id":"1","question":"why","answer_quote":"so"}';
  expect(parseQuestions(`${good}\n\n${good}\n`, 'q.jsonl')).toHaveLength(2);
  for (const bad of ['{"_id":"1"}', 'not json', '[]'])
    expect(() => parseQuestions(`${good}\n${bad}`, 'q.jsonl')).toThrow(
      expect.objectContaining({ code: 'pairs/bad-row', parameters: { file: 'q.jsonl', line: 2 } }),
    );
});
