import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import {
  exportPairs,
  isOwnTable,
  restoreExample,
  type ExportFormat,
} from '../../../src/pairs/exchange/export-pairs';
import { importPairs } from '../../../src/pairs/exchange/import-pairs';
import { readPairs } from '../../../src/pairs/exchange/read-pairs';
import type { Example } from '../../../src/pairs/types';
import { example } from './examples';

const formats: ExportFormat[] = ['csv', 'json', 'jsonl'];
const back = (examples: Example[], format: ExportFormat): (Example | null)[] => {
  const table = readPairs(`pairs.${format}`, new TextEncoder().encode(exportPairs(examples, format)));
  expect(isOwnTable(table)).toBe(true);
  expect(table.bad).toEqual([]);
  return table.rows.map((row) => restoreExample(row, table.format));
};

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.constantFrom(
      '=1+2',
      "'=x",
      "''@a",
      '-3',
      '+4',
      '\tq',
      'a,b;c|d',
      '"q"',
      'x\r\ny',
      'x\ny',
      "it's",
      '＝SUM(A1)',
      '多久？',
    ),
  )
  .filter((value) => value.trim() !== '');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anyExample: fc.Arbitrary<Example> = fc
  .record({
    id: fc.uuid(),
    anchor: text,
    positive: text,
    negatives: optional(fc.array(text, { minLength: 1, maxLength: 3 })),
    source: fc.constantFrom('person', 'import', 'model', 'rules'),
    writer: optional(text),
    chunkId: optional(fc.uuid()),
    documentId: optional(fc.uuid()),
    status: fc.constantFrom('accepted', 'rejected'),
    reason: optional(fc.constantFrom('duplicate', 'too-short')),
    edited: optional(fc.boolean()),
    split: fc.constantFrom('train', 'dev', 'test'),
    assigned: optional(fc.constantFrom('train', 'dev', 'test')),
    createdAt: fc.nat(),
  })
  .map(
    (made) =>
      Object.fromEntries(
        Object.entries(made).filter(([, value]) => value !== undefined),
      ) as unknown as Example,
  );

describe.each(formats)('%s', (format) => {
  test('what was exported is read back without loss', () => {
    fc.assert(
      fc.property(fc.array(anyExample, { minLength: 1, maxLength: 8 }), (examples) => {
        expect(back(examples, format)).toEqual(examples);
      }),
      { numRuns: 200 },
    );
  });

  test('generated questions stay generated when they are imported again', () => {
    const examples = [
      example({ anchor: 'Made?', source: 'rules', writer: 'template-why', split: 'dev' }),
      example({ anchor: 'Typed by hand?', source: 'person', split: 'test' }),
    ];
    const table = readPairs(`pairs.${format}`, new TextEncoder().encode(exportPairs(examples, format)));
    const options = {
      columns: null,
      split: 'auto',
      chunks: [],
      existing: [],
      seed: 1,
      now: 0,
      newId: () => 'new',
    } as const;
    const imported = importPairs([table], options).examples;
    expect(imported.map((e) => [e.source, e.split])).toEqual([
      ['rules', 'dev'],
      ['person', 'test'],
    ]);
  });
});

test('no cell of a CSV export begins a formula', () => {
  fc.assert(
    fc.property(fc.array(anyExample, { minLength: 1, maxLength: 5 }), (examples) => {
      const { data } = Papa.parse<string[]>(exportPairs(examples, 'csv').slice(1), { delimiter: ',' });
      for (const cell of data.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
    }),
    { numRuns: 200 },
  );
});
