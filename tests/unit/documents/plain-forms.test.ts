import { expect, test } from 'vitest';
import { toElements } from '../../../src/documents/element';

test('full-width letters and figures become plain ones in text, cells, links and doubtful words; Chinese marks stay', () => {
  const cell = { row: 0, col: 0, row_span: 1, col_span: 1, text: 'ＢＭ２５' };
  const [prose, table] = toElements('a.pdf', [
    {
      type: 'NarrativeText',
      text: '２０２６年，窑温３．５％，１０：３０点火（Ｋｉｌｎ）。ｶﾏ',
      page: 1,
      links: [{ text: 'Ｋｉｌｎ', url: 'https://kiln.example/' }],
      doubtful: ['Ｋｉｌｎ'],
    },
    { type: 'Table', text: '', page: 1, cells: [cell] },
  ]);
  expect(prose).toMatchObject({
    text: '2026年，窑温3.5%，10:30点火（Kiln）。カマ',
    links: [{ text: 'Kiln' }],
    doubtful: ['Kiln'],
  });
  expect(table).toMatchObject({ text: 'BM25', rows: [['BM25']] });
});

test('ligatures, soft hyphens and accents beside their letters become plain letters in files of every kind', () => {
  const [element] = toElements('a.docx', [
    { type: 'NarrativeText', text: 'The ﬁring of an eﬃcient ki\u00adln, cafe\u0301, か\u3099', page: 1 },
  ]);
  expect(element!.text).toBe('The firing of an efficient kiln, café, が');
});
