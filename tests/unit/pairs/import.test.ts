import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { guessColumns } from '../../../src/pairs/exchange/columns';
import { importPairs, type ImportOptions } from '../../../src/pairs/exchange/import-pairs';
import { readPairs } from '../../../src/pairs/exchange/read-pairs';
import { chunk } from './chunks';
import { example } from './examples';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (name: string, text: string) => readPairs(name, bytes(text));
const importing = (more: Partial<ImportOptions> = {}): ImportOptions => {
  let made = 0;
  return {
    columns: null,
    split: 'auto',
    chunks: [],
    existing: [],
    seed: 1,
    now: 5,
    newId: () => `new-${made++}`,
    ...more,
  };
};
const texts = (name: string, text: string, more: Partial<ImportOptions> = {}) =>
  importPairs([read(name, text)], importing(more)).examples.map(({ anchor, positive, negatives }) =>
    negatives ? [anchor, positive, ...negatives] : [anchor, positive],
  );

describe('formats', () => {
  const pairs = [
    ['How often?', 'Every "six" weeks,\nalways'],
    ['多久？', '每六周'],
  ];
  test.each([
    ['a.csv', 'question,context\nHow often?,"Every ""six"" weeks,\nalways"\n多久？,每六周\n'],
    ['a.csv', 'question;context\r\nHow often?;"Every ""six"" weeks,\nalways"\r\n多久？;每六周'],
    ['a.tsv', 'query\tanswer\nHow often?\t"Every ""six"" weeks,\nalways"\n多久？\t每六周\n'],
    ['a.txt', 'anchor,positive\nHow often?,"Every ""six"" weeks,\nalways"\n多久？,每六周'],
    ['a.csv', 'How often?,"Every ""six"" weeks,\nalways"\n多久？,每六周'],
    ['a.json', JSON.stringify(pairs.map(([sentence1, sentence2]) => ({ sentence1, sentence2 })))],
    ['a.json', JSON.stringify({ data: pairs.map(([query, pos]) => ({ query, pos: [pos] })) })],
    ['a.json', JSON.stringify({ question: pairs.map((p) => p[0]), answer: pairs.map((p) => p[1]) })],
    ['a.json', JSON.stringify(pairs)],
    ['a.jsonl', pairs.map(([anchor, positive]) => JSON.stringify({ anchor, positive })).join('\n')],
    ['a', pairs.map(([anchor, positive]) => JSON.stringify({ anchor, positive })).join('\r\n')],
  ])('%s: %s', (name, text) => {
    expect(texts(name, text)).toEqual(pairs);
  });

  test.each([
    ['UTF-8 with byte order mark', Buffer.from('\ufeffquestion,context\n多久？,每六周\n', 'utf8')],
    ['UTF-16 little endian', Buffer.from('\ufeffquestion,context\n多久？,每六周\n', 'utf16le')],
    ['UTF-16 big endian', Buffer.from('\ufeffquestion,context\n多久？,每六周\n', 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from('question,context\n多久？,每六周\n', 'utf16le')],
    [
      'GB 18030',
      Buffer.concat([bytes('question,context\n'), Buffer.from('b6e0bec3a3bf2cc3bfc1f9d6dc0a', 'hex')]),
    ],
  ])('%s', (_name, content) => {
    const table = readPairs('a.csv', new Uint8Array(content));
    expect(table.columns).toEqual(['question', 'context']);
    expect(table.rows[0]?.values).toEqual({ question: '多久？', context: '每六周' });
  });

  test('Windows-1252', () => {
    const table = readPairs(
      'a.csv',
      new Uint8Array(Buffer.from('question,context\nWo?,Caf\xe9 am T\xfcmpel\n', 'latin1')),
    );
    expect(table.rows[0]?.values['context']).toBe('Café am Tümpel');
  });

  test('triplets and lists of negatives', () => {
    expect(texts('t.csv', 'anchor,positive,negative_1,negative_2\nq,p,n1,n2\nq2,p2,n3,\n')).toEqual([
      ['q', 'p', 'n1', 'n2'],
      ['q2', 'p2', 'n3'],
    ]);
    expect(texts('t.jsonl', '{"query":"q","pos":["p1","p2"],"neg":["n1","n2"]}')).toEqual([
      ['q', 'p1', 'n1', 'n2'],
      ['q', 'p2', 'n1', 'n2'],
    ]);
  });
});

describe('bad rows are named by line and nothing else is lost', () => {
  test('CSV: line breaks in cells are counted, rows of other lengths and empty cells left out', () => {
    const table = read('a.csv', 'question,context\n"a\nb",c\nonly one cell\n\nd,e,f\n,g\nh,i\n');
    const { examples, bad } = importPairs([table], importing());
    expect(examples.map((e) => [e.anchor, e.positive])).toEqual([
      ['a\nb', 'c'],
      ['h', 'i'],
    ]);
    expect(bad.map(({ parameters }) => [parameters.line, parameters.reason])).toEqual([
      [4, 'cells'],
      [6, 'cells'],
      [7, 'empty'],
    ]);
    expect(bad[0]?.code).toBe('pairs/bad-row');
  });

  test.each([
    ['never closed', 'question,context\na,"b\nc,d\ne,f\n'],
    ['closed by the next one', 'question,context\na,"b\n"c",d\ne,f\n'],
    ['followed by text', 'question,context\r\na,"b" x\r\nc,d\r\ne,f\r\n'],
  ])('CSV: a quote that is %s costs only its row', (_name, text) => {
    const { examples, bad } = importPairs([read('a.csv', text)], importing());
    expect(examples.map((e) => [e.anchor, e.positive])).toEqual([
      ['c', 'd'],
      ['e', 'f'],
    ]);
    expect(bad.map(({ parameters }) => [parameters.line, parameters.reason])).toEqual([[2, 'quotes']]);
  });

  test('JSONL: a broken line costs only itself', () => {
    const table = read(
      'a.jsonl',
      '{"query":"a","answer":"b"}\n{"query":"c",\n\n42\n{"query":"d","answer":"e"}\n',
    );
    const { examples, bad } = importPairs([table], importing());
    expect(examples.map((e) => e.anchor)).toEqual(['a', 'd']);
    expect(bad.map(({ parameters }) => [parameters.line, parameters.reason])).toEqual([
      [2, 'not-json'],
      [4, 'not-a-row'],
    ]);
  });

  test('several files are merged; one without usable columns stops nothing', () => {
    const tables = [
      read('a.csv', 'question,context\nq1,p1\n'),
      read('b.csv', 'x,y,z\n1,2,3\n'),
      read('c.jsonl', '{"anchor":"q2","positive":"p2"}'),
    ];
    const { examples, failed } = importPairs(tables, importing());
    expect(examples.map((e) => [e.anchor, e.writer])).toEqual([
      ['q1', 'a.csv'],
      ['q2', 'c.jsonl'],
    ]);
    expect(failed.map((error) => [error.code, error.parameters])).toEqual([
      ['pairs/no-columns', { file: 'b.csv' }],
    ]);
  });

  test.each([
    ['empty.csv', '  \n', 'file/empty'],
    ['header.csv', 'question,context\n', 'file/empty'],
    ['broken.json', '{"a": ', 'file/unreadable'],
    ['text.json', '"just text"', 'file/unreadable'],
  ])('%s', (name, text, code) => {
    expect(() => read(name, text)).toThrow(expect.objectContaining({ code, parameters: { file: name } }));
  });
});

describe('columns', () => {
  test.each([
    [['question', 'answer', 'context', 'ticker'], 'question', 'context', []],
    [['query', 'answer'], 'query', 'answer', []],
    [['sentence1', 'sentence2', 'score'], 'sentence1', 'sentence2', []],
    [['Anchor', 'Positive', 'Negative'], 'Anchor', 'Positive', ['Negative']],
    [['passage', 'frage'], 'frage', 'passage', []],
    [['title', 'text'], 'title', 'text', []],
    [['问题', '答案'], '问题', '答案', []],
    [['foo', 'bar'], 'foo', 'bar', []],
  ])('%j', (columns, anchor, positive, negatives) => {
    expect(guessColumns({ columns })).toEqual({ anchor, positive, negatives });
  });

  test('a person chooses where names do not tell', () => {
    expect(guessColumns({ columns: ['x', 'y', 'z'] })).toBeNull();
    const columns = { anchor: 'z', positive: 'x', negatives: [] };
    expect(texts('b.csv', 'x,y,z\n1,2,3\n4,5,6\n', { columns })).toEqual([
      ['3', '1'],
      ['6', '4'],
    ]);
  });
});

describe('linking and splitting', () => {
  const chunks = [
    chunk(
      'c1',
      'The brine valve closes within four seconds when the pressure rises above six bar.  Never open it by hand.',
    ),
    chunk('c2', '盐阀在回流管压力超过六巴时会在四秒内关闭，任何情况下都不得手动打开。', { documentId: 'zh' }),
  ];
  test.each([
    [
      'the brine valve closes within four seconds when the pressure rises above six bar. never open it by hand',
      'c1',
    ],
    ['closes within four seconds when the pressure rises above six bar', 'c1'],
    ['盐阀在回流管压力超过六巴时会在四秒内关闭', 'c2'],
    ['four seconds', undefined],
    ['The mast was painted red in the year of the great flood by two brothers', undefined],
  ])('%s stands in chunk %s', (positive, id) => {
    const text = JSON.stringify({ query: 'When does it close?', positive });
    const [made] = importPairs([read('a.jsonl', text)], importing({ chunks })).examples;
    expect(made?.chunkId).toBe(id);
    expect(made?.documentId).toBe(chunks.find((c) => c.id === id)?.documentId);
  });

  test('declared test questions are test only, for good', () => {
    const { examples } = importPairs(
      [read('a.csv', 'query,answer\na b c,d\ne f g,h\n')],
      importing({ split: 'test' }),
    );
    expect(examples.map((e) => [e.split, e.assigned])).toEqual([
      ['test', 'test'],
      ['test', 'test'],
    ]);
  });

  test('a pair that is there already is kept but set aside', () => {
    const existing = [example({ anchor: 'How often?', positive: 'Every week.' })];
    const { examples } = importPairs(
      [read('a.csv', 'query,answer\nhow often,Every week\nWhy?,Rust.\n')],
      importing({ existing }),
    );
    expect(examples.map((e) => [e.status, e.reason])).toEqual([
      ['rejected', 'duplicate'],
      ['accepted', undefined],
    ]);
  });
});

const financial = '../shared/data/financial-qa-10k/Financial-QA-10k.csv';
test.skipIf(!existsSync(financial) && !process.env['CI'])(
  '7,000 real rows are read and linked to their contexts',
  () => {
    const table = readPairs('Financial-QA-10k.csv', new Uint8Array(readFileSync(financial)));
    expect(table.columns).toEqual(['question', 'answer', 'context', 'ticker', 'filing']);
    expect(table.rows).toHaveLength(7000);
    const contexts = [...new Set(table.rows.map((row) => row.values['context'] as string))].filter(
      (t) => t !== '',
    );
    const chunks = contexts.map((text, i) => chunk(`c${i}`, text, { documentId: `d${i % 50}` }));
    const { examples, bad } = importPairs([table], importing({ chunks }));
    expect(examples).toHaveLength(6998);
    expect(bad.map((row) => row.parameters.reason)).toEqual(['empty', 'empty']);
    expect(examples.filter((e) => e.chunkId === undefined)).toEqual([]);
  },
);
