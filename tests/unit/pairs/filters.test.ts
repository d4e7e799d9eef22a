import { describe, expect, test } from 'vitest';
import { findDuplicates, QuestionFilter } from '../../../src/pairs/filters';
import type { FilterReason } from '../../../src/pairs/types';
import { example } from './examples';

const passage =
  'The brine valve closes within four seconds when the pressure in the return line rises above six bar, and it must never be opened by hand.';
const chinese = '盐阀在回流管压力超过六巴时会在四秒内关闭，任何情况下都不得手动打开，否则会损坏密封圈。';

const cases: [string, string, FilterReason | null][] = [
  ['How fast does the brine valve close?', passage, null],
  ['What is it?', passage, null],
  ['Explain why operators may not open the brine valve', passage, null],
  ['What happens in the context of a pressure test?', passage, null],
  ['Which rules are in the document retention policy?', passage, null],
  ['盐阀多快会关闭？', chinese, null],
  ['GPU 的显存容量对 BERT 训练有什么影响？', chinese, null],
  ['中文中如何表示时间？', chinese, null],
  ['Valve?', passage, 'too-short'],
  ['阀门？', chinese, 'too-short'],
  [`Why ${'very '.repeat(70)}slow?`, passage, 'too-long'],
  [`为什么${'非常'.repeat(60)}慢？`, chinese, 'too-long'],
  ['According to the text, how fast does the valve close?', passage, 'refers-to-passage'],
  ['How fast does the valve close in this passage?', passage, 'refers-to-passage'],
  ['What does the author say about the valve?', passage, 'refers-to-passage'],
  ['What is the limit mentioned above for the valve?', passage, 'refers-to-passage'],
  ['根据本文，盐阀多快会关闭？', chinese, 'refers-to-passage'],
  ['文中提到的盐阀有什么作用？', chinese, 'refers-to-passage'],
  ['这段话主要讲了什么？', chinese, 'refers-to-passage'],
  ['盐阀多快会关闭？', passage, 'wrong-language'],
  ['How fast does the brine valve close?', chinese, 'wrong-language'],
  [
    'The brine valve closes within four seconds when the pressure in the return line rises?',
    passage,
    'copied-from-passage',
  ],
  ['盐阀在回流管压力超过六巴时会在四秒内关闭？', chinese, 'copied-from-passage'],
  ['The brine valve and its closing time', passage, 'not-a-question'],
  ['盐阀与回流管的关系', chinese, 'not-a-question'],
];

describe('a question by a model', () => {
  test.each(cases)('%s', (question, text, reason) => {
    expect(new QuestionFilter('model').reason(question, text)).toBe(reason);
  });

  test('is set aside the second time, whatever its case, width or punctuation', () => {
    const filter = new QuestionFilter('model');
    expect(filter.reason('How fast does the valve close?', passage)).toBeNull();
    expect(filter.reason('how fast  does the VALVE close', passage)).toBe('duplicate');
  });
});

test('rules may copy sentences, and a person may ask as they like', () => {
  const sentence = 'The brine valve closes within four seconds when the pressure in the return line rises';
  expect(new QuestionFilter('rules').reason(sentence, passage)).toBeNull();
  const person = new QuestionFilter('person');
  expect(person.reason('Valve', passage)).toBeNull();
  expect(person.reason('Valve', passage)).toBeNull();
});

test('of equal questions the real one stays, and real questions may have several passages', () => {
  const examples = [
    example({ id: 'rules', anchor: 'How fast?', positive: 'a', source: 'rules' }),
    example({ id: 'model', anchor: 'how fast', positive: 'b', source: 'model' }),
    example({ id: 'real-1', anchor: 'How fast?', positive: 'a', source: 'person' }),
    example({ id: 'real-2', anchor: 'How fast?', positive: 'b', source: 'import' }),
    example({ id: 'twice', anchor: 'How fast?', positive: 'B.', source: 'import' }),
    example({ id: 'rejected', anchor: 'How fast?', positive: 'a', source: 'rules', status: 'rejected' }),
  ];
  expect(findDuplicates(examples)).toEqual(new Set(['rules', 'model', 'twice']));
});
