import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportRows } from '../../../src/pairs/exchange/export-rows';
import { readPairs } from '../../../src/pairs/exchange/read-pairs';
import { importRows } from '../../../src/pairs/rows/import-rows';
import type { Row, RowLabel } from '../../../src/pairs/rows/row';
import { rowGroups, splitRows, withoutRepeats, type UnplacedRow } from '../../../src/pairs/rows/split-rows';
import { rowTraps } from '../../../src/pairs/rows/traps';
import type { Split } from '../../../src/pairs/types';

let count = 0;
const row = (texts: string[], label: RowLabel = 1, more: Partial<Row> = {}): Row => ({
  id: `r${count++}`,
  texts,
  label,
  status: 'accepted',
  split: 'train',
  createdAt: 0,
  ...more,
});
const unplaced = (texts: string[], assigned?: Split): UnplacedRow => {
  const { split: _split, ...rest } = row(texts);
  return { ...rest, ...(assigned ? { assigned } : {}) };
};
const table = (name: string, text: string) => readPairs(name, new TextEncoder().encode(text));

describe('sides', () => {
  const many = (n: number, tie: (i: number) => string[]) =>
    Array.from({ length: n }, (_, i) => unplaced(tie(i)));
  const sizes = (rows: readonly Row[]) =>
    ['train', 'dev', 'test'].map((side) => rows.filter(({ split }) => split === side).length);

  test('a tenth each is held out by lot, the same with the same seed, and what is there does not move', () => {
    const rows = splitRows(
      [],
      many(100, (i) => [`one ${i}`, `two ${i}`]),
      42,
    );
    expect(sizes(rows)).toEqual([80, 10, 10]);
    const more = splitRows(
      rows,
      many(20, (i) => [`three ${i}`, `four ${i}`]),
      42,
    );
    expect(more.slice(0, 100).map(({ split }) => split)).toEqual(rows.map(({ split }) => split));
    expect(sizes(more)).toEqual([96, 12, 12]);
  });

  test('few rows are all trained on', () =>
    expect(
      sizes(
        splitRows(
          [],
          many(9, (i) => [`${i}`]),
          42,
        ),
      ),
    ).toEqual([9, 0, 0]));

  test('no text is on two sides, however rows are tied together', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 61, max: 120 })), {
          minLength: 10,
          maxLength: 60,
        }),
        fc.integer(),
        (pairs, seed) => {
          const rows = splitRows(
            [],
            pairs.map(([a, b]) => unplaced([`t${a}`, `t${b}`])),
            seed,
          );
          const { by } = rowGroups(rows);
          const sideOf = new Map<string, Split>();
          for (const { texts, split } of rows)
            for (const text of by === 'texts' ? texts : texts.slice(0, 1)) {
              expect(sideOf.get(text) ?? split).toBe(split);
              sideOf.set(text, split);
            }
        },
      ),
    ));

  test('where passages tie all rows together, rows with the same first text stay together', () => {
    const rows = splitRows(
      [],
      many(60, (i) => [`question ${i % 20}`, 'the one passage']),
      42,
    );
    expect(rowGroups(rows).by).toBe('first-text');
    expect(sizes(rows)[2]).toBeGreaterThan(0);
  });

  test('sides that the file gives are kept, and rows that share a text with one held out join it', () => {
    const given = [unplaced(['a', 'b'], 'test'), unplaced(['a', 'c'], 'train'), unplaced(['b', 'd'])];
    expect(splitRows([], given, 42).map(({ split }) => split)).toEqual(['test', 'train', 'test']);
  });
});

test('what is there twice is set aside: from training where it is held out, and where it says the same', () => {
  const rows = [
    row(['a', 'b'], 1, { split: 'test' }),
    row(['B', 'a'], 1),
    row(['c', 'd'], 1),
    row(['c', 'd'], 1),
    row(['c', 'd'], 0),
  ];
  const judged = withoutRepeats(rows, () => true);
  expect(judged.map(({ status, reason }) => reason ?? status)).toEqual([
    'accepted',
    'held-out',
    'accepted',
    'duplicate',
    'accepted',
  ]);
});

describe('files', () => {
  const options = { split: 'auto', existing: [], now: 5, newId: () => 'new' } as const;
  const scored = { texts: ['sentence1', 'sentence2'], label: 'score' };

  test('become rows with the sides they give; what is incomplete is listed by line', () => {
    const csv = table('sts.csv', 'sentence1,sentence2,score,split\na,b,0.5,validation\nc,d,1,\n,e,1,test\n');
    const { rows, bad, failed } = importRows([csv], { ...options, columns: scored });
    expect(rows.map(({ texts, label, assigned }) => [texts, label, assigned])).toEqual([
      [['a', 'b'], 0.5, 'dev'],
      [['c', 'd'], 1, undefined],
    ]);
    expect(bad.map(({ parameters }) => parameters.line)).toEqual([4]);
    expect(failed).toEqual([]);
  });

  test('of another kind than the rows that are there are refused, and stop no other file', () => {
    const tables = [
      table('names.csv', 'sentence1,sentence2,score\na,b,high\n'),
      table('one.csv', 'text,label\na,1\n'),
      table('good.csv', 'premise,hypothesis,label\na,b,0.5\n'),
    ];
    const { rows, failed } = importRows(tables, {
      ...options,
      columns: scored,
      existing: [row(['x', 'y'], 1)],
    });
    expect(rows.map(({ writer }) => writer)).toEqual(['good.csv']);
    expect(failed.map(({ code, parameters }) => [parameters.file, code])).toEqual([
      ['names.csv', 'pairs/other-rows'],
      ['one.csv', 'pairs/row-columns'],
    ]);
  });

  test.each(['csv', 'json', 'jsonl'] as const)('that were exported as %s come back the same', (format) => {
    const rows = [
      row(['=SUM(A1)', '-dash', "'+quote"], [0.5, -0.25], { split: 'dev' }),
      row(['a\nb', '"c"', '，'], [1, 2], { status: 'rejected' }),
    ];
    const columns = { texts: ['query', 'positive', 'negative'], label: 'scores' };
    const text = exportRows(rows, columns, format);
    const back = importRows([table(`rows.${format}`, text)], { ...options, columns });
    expect(back.failed).toEqual([]);
    expect(
      back.rows.map(({ texts, label, status, assigned }) => ({ texts, label, status, assigned })),
    ).toEqual(rows.map(({ texts, label, status, split }) => ({ texts, label, status, assigned: split })));
  });

  test('exported as CSV run no formula, and numbers stay numbers', () => {
    const text = exportRows([row(['=1+1', 'b'], -0.5)], scored, 'csv');
    expect(text).toContain('"\'=1+1"');
    expect(text).toContain('"-0.5"');
  });
});

describe('traps', () => {
  const codes = (rows: readonly Row[]) => rowTraps(rows, 8).map(({ code }) => code);
  const held = row(['x', 'y'], 1, { split: 'test' });

  test('labels that say the opposite of the wording are noticed', () => {
    const pairs = Array.from({ length: 12 }, (_, i) =>
      row(
        [`the cat number ${i} sat`, i % 2 ? `the cat number ${i} sat down` : `stocks rose by ${i}`],
        i % 2 ? 0 : 1,
      ),
    );
    expect(codes([...pairs, held])).toEqual(['labels-swapped']);
    const right = pairs.map((one) => ({ ...one, label: 1 - Number(one.label) }));
    expect(codes([...right, held])).toEqual([]);
  });

  test('a first column of passages, texts on two sides, single texts of a class and no test rows are said', () => {
    const passage = 'a long passage that answers '.repeat(8);
    expect(codes([row([passage, 'why?', 'how?'], [1, 0], { split: 'test' })])).toEqual(['columns-swapped']);
    expect(rowTraps([row(['x', 'z']), held], 8)).toEqual([{ code: 'texts-shared', parameters: { n: 1 } }]);
    const classes = [
      row(['a'], 'ale'),
      row(['b'], 'ale'),
      row(['c'], 'tea'),
      row(['d'], 'tea', { split: 'test' }),
    ];
    expect(rowTraps(classes, 8)).toEqual([{ code: 'small-classes', parameters: { n: 1, all: 2 } }]);
    expect(codes([row(['a', 'b'])])).toEqual(['nothing-to-test']);
  });

  test('one label alone, or one that most batches lack, is said', () => {
    const many = (n: number, rare: number) =>
      Array.from({ length: n }, (_, i) => row([`a ${i}`, `b ${i}`], i < rare ? 1 : 0));
    expect(codes([...many(4, 0), held])).toEqual(['one-label']);
    expect(rowTraps([...many(40, 2), held], 8)).toEqual([
      { code: 'rare-label', parameters: { percent: 66, n: 8 } },
    ]);
    expect(codes([...many(40, 20), held])).toEqual([]);
  });
});
