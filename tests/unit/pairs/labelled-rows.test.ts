import { describe, expect, test } from 'vitest';
import { guessRowColumns, readRows } from '../../../src/pairs/exchange/labelled-rows';
import { readPairs } from '../../../src/pairs/exchange/read-pairs';
import { classNames, guessSame } from '../../../src/pairs/rows/row-sets';
import type { RowColumns } from '../../../src/pairs/rows/row';

const table = (name: string, text: string) => readPairs(name, new TextEncoder().encode(text));
const jsonl = (...rows: object[]) => table('rows.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
const read = (one: ReturnType<typeof table>, columns?: RowColumns) => {
  const { rows, incomplete } = readRows([{ table: one, columns: columns ?? guessRowColumns(one)! }]);
  return { rows: rows.map(({ texts, label, split }) => ({ texts, label, split })), incomplete };
};

describe('columns are known by their names', () => {
  test.each<[string[], RowColumns | null]>([
    [['sentence1', 'sentence2', 'score'], { texts: ['sentence1', 'sentence2'], label: 'score' }],
    [['label', 'sentence2', 'sentence1'], { texts: ['sentence1', 'sentence2'], label: 'label' }],
    [['idx', 'premise', 'hypothesis', 'label'], { texts: ['premise', 'hypothesis'], label: 'label' }],
    [['text', 'label'], { texts: ['text'], label: 'label' }],
    [['Satz', 'label'], { texts: ['Satz'], label: 'label' }],
    [
      ['query', 'positive', 'negative_1', 'negative_2', 'scores'],
      { texts: ['query', 'positive', 'negative_1', 'negative_2'], label: 'scores' },
    ],
    [['文本', '标签'], { texts: ['文本'], label: '标签' }],
    [['question', 'answer'], null],
    [['a', 'b', 'c', 'label'], null],
  ])('%j', (columns, expected) => expect(guessRowColumns({ columns })).toEqual(expected));
});

describe('labels', () => {
  test('are numbers, from CSV and JSON alike', () => {
    const csv = table('sts.csv', 'sentence1,sentence2,score\na,b,0.5\nc,d,-1\n');
    expect(read(csv).rows).toEqual([
      { texts: ['a', 'b'], label: 0.5, split: '' },
      { texts: ['c', 'd'], label: -1, split: '' },
    ]);
    expect(read(jsonl({ sentence1: 'a', sentence2: 'b', label: true })).rows[0]?.label).toBe(1);
  });
  test('that are names stay names, and are numbered in the order of the names', () => {
    const { rows } = read(jsonl({ text: 'x', label: 'tea' }, { text: 'y', label: 'ale', split: 'dev' }));
    expect(rows.map(({ label, split }) => [label, split])).toEqual([
      ['tea', ''],
      ['ale', 'dev'],
    ]);
    const labels = rows.map(({ label }) => label);
    expect(classNames(labels, null)).toEqual(['ale', 'tea']);
    expect(classNames(labels, 'ale')).toEqual(['tea', 'ale']);
    expect(classNames([0.5, 1], null)).toBeNull();
  });
  test('of two names, the one that says the same is known where its wording tells', () => {
    expect(guessSame(['not_duplicate', 'duplicate'])).toBe('duplicate');
    expect(guessSame(['否', '是'])).toBe('是');
    expect(guessSame(['match', 'same'])).toBeNull();
    expect(guessSame(['ale', 'tea'])).toBeNull();
    expect(guessSame(['same', 'other', 'unsure'])).toBeNull();
  });
  test('are a teacher’s scores', () => {
    const rows = jsonl({ query: 'q', positive: 'p', negative: 'n', scores: [0.9, 0.25] });
    expect(read(rows).rows[0]).toEqual({ texts: ['q', 'p', 'n'], label: [0.9, 0.25], split: '' });
  });
  test('of two kinds are refused with the line', () => {
    const mixed = jsonl({ text: 'x', label: 1 }, { text: 'y', label: 'one' });
    expect(() => read(mixed)).toThrow('"line":2');
  });
  test('rows without a text or a label are left out and listed', () => {
    const gaps = jsonl({ text: 'x', label: 1 }, { text: '', label: 1 }, { text: 'z' });
    const { rows, incomplete } = read(gaps);
    expect(rows).toHaveLength(1);
    expect(incomplete.map(({ line }) => line)).toEqual([2, 3]);
  });
});
