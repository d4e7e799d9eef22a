import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chunkDocument } from '../../../src/documents/chunking/chunk-document';
import { sentences } from '../../../src/documents/chunking/sentences';
import { splitText } from '../../../src/documents/chunking/split-text';
import { toElements, type Draft } from '../../../src/documents/element';
import { defaultChunking, type Chunk, type ChunkingOptions } from '../../../src/documents/types';

// A stand-in for a tokenizer that is exact to check by hand: a word or a Chinese character is one token.
const count = (text: string): number => text.match(/[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+/g)?.length ?? 0;

const chunks = (drafts: Draft[], options: Partial<ChunkingOptions> = {}): Chunk[] =>
  chunkDocument(
    { id: 'd', name: 'd.pdf', identity: 'd.pdf', title: 'Kilns', elements: toElements('d.pdf', drafts) },
    { ...defaultChunking, ...options },
    count,
  );
const text = (words: number, word = 'word'): string => `${Array(words).fill(word).join(' ')}.`;
const title = (t: string, level = 1): Draft => ({ type: 'Title', text: t, page: 1, level });
const body = (t: string, page = 1): Draft => ({ type: 'NarrativeText', text: t, page, bbox: [0, 0, 10, 10] });

test('a title opens a chunk and is in it; the titles above are its path', () => {
  const made = chunks([
    title('One'),
    body(text(80)),
    title('One A', 2),
    body(text(80, 'other')),
    title('Two'),
    body(text(80, 'last')),
  ]);
  expect(made.map((c) => c.text.split('\n')[0])).toEqual(['One', 'One A', 'Two']);
  expect(made.map((c) => c.headings)).toEqual([['One'], ['One', 'One A'], ['Two']]);
});

test('small sections are merged under the titles they share', () => {
  const made = chunks([
    title('One'),
    body(text(5)),
    title('A', 2),
    body(text(5)),
    title('B', 2),
    body(text(5)),
  ]);
  expect(made).toHaveLength(1);
  expect(made[0]!.headings).toEqual(['One']);
  expect(made[0]!.text).toContain('B');
});

test('running heads, feet and page numbers are in no chunk', () => {
  const furniture: Draft[] = [
    { type: 'Header', text: 'HEAD', page: 1 },
    { type: 'Footer', text: 'FOOT', page: 1 },
    { type: 'PageNumber', text: '7', page: 1 },
  ];
  const made = chunks([...furniture, body('The text itself stays.')]);
  expect(made.map((c) => c.text)).toEqual(['The text itself stays.']);
});

test('a long text is cut between sentences, English and Chinese', () => {
  const english = Array.from({ length: 12 }, (_, i) => `Sentence ${i} has exactly six words.`).join(' ');
  for (const part of splitText(english, 20, 0, count)) expect(part).toMatch(/^Sentence .*words\.$/);
  const chinese = '窑门不可打开。温度要慢慢升高！为什么？因为坯体会开裂；请记录读数。'.repeat(6);
  for (const part of splitText(chinese, 20, 0, count)) expect(part).toMatch(/[。！？；]$/);
  expect(sentences('See Fig. 3 and e.g. No. 7. It works. 好。')).toEqual([
    'See Fig. 3 and e.g. No. 7. ',
    'It works. ',
    '好。',
  ]);
});

test('overlap repeats whole sentences', () => {
  const parts = splitText('One two three. Four five six. Seven eight nine.', 6, 3, count);
  expect(parts).toEqual(['One two three. Four five six.', 'Four five six. Seven eight nine.']);
});

test('a table stays whole with its caption, or is cut between rows, each with its headings', () => {
  const cells = Array.from({ length: 31 }, (_, row) =>
    [0, 1].map((col) => ({
      row,
      col,
      row_span: 1,
      col_span: 1,
      text: row === 0 ? `Head${col}` : `cell ${row} ${col}`,
    })),
  ).flat();
  const table: Draft = { type: 'Table', text: '', page: 2, bbox: [0, 0, 50, 50], cells, headerRows: 1 };
  const drafts: Draft[] = [
    title('Data'),
    { type: 'FigureCaption', text: 'Table 1. Readings', page: 2 },
    table,
  ];
  const whole = chunks(drafts, { maxTokens: 1000 });
  expect(whole).toHaveLength(1);
  const first = 'Head0: cell 1 0; Head1: cell 1 1';
  expect(whole[0]!.text.startsWith(`Data\n\nTable 1. Readings\n\n${first}\n`)).toBe(true);
  const cut = chunks(drafts, { maxTokens: 60 });
  expect(cut.length).toBeGreaterThan(2);
  for (const chunk of cut) {
    expect(chunk).toMatchObject({ kind: 'table', headings: ['Data'] });
    expect(chunk.tokens).toBeLessThanOrEqual(60);
    expect(chunk.text.split('\n').at(-1)).toMatch(/^Head0: cell \d+ 0; Head1: cell \d+ 1$/);
  }
  expect(cut.flatMap((c) => c.text.match(/cell \d+ 0/g) ?? [])).toHaveLength(30);
});

/** A table of these rows, one cell each place. */
const table = (rows: string[][], more: Partial<Draft> = {}): Draft => ({
  ...{ type: 'Table', text: '', page: 1, bbox: [0, 0, 50, 50], headerRows: 1 },
  cells: rows.flatMap((cells, row) =>
    cells.map((content, col) => ({ row, col, row_span: 1, col_span: 1, text: content })),
  ),
  ...more,
});

test('headings over several columns and labels over several rows are in every row they belong to', () => {
  const drawn = table([]);
  drawn.headerRows = 2;
  drawn.cells = [
    { row: 0, col: 0, row_span: 2, col_span: 1, text: 'Kiln' },
    { row: 0, col: 1, row_span: 1, col_span: 2, text: 'Heat' },
    { row: 1, col: 1, row_span: 1, col_span: 1, text: 'low' },
    { row: 1, col: 2, row_span: 1, col_span: 1, text: 'high' },
    { row: 2, col: 0, row_span: 2, col_span: 1, text: 'north' },
    { row: 2, col: 1, row_span: 1, col_span: 1, text: '900' },
    { row: 2, col: 2, row_span: 1, col_span: 1, text: '1250' },
    { row: 3, col: 1, row_span: 1, col_span: 1, text: '910' },
    { row: 3, col: 2, row_span: 1, col_span: 1, text: '' },
  ];
  expect(chunks([drawn])[0]!.text.split('\n')).toEqual([
    'Kiln: north; Heat low: 900; Heat high: 1250',
    'Kiln: north; Heat low: 910',
  ]);
});

test('where headings are too long to be in every row they stand above the rows of each part', () => {
  const long = Array.from({ length: 9 }, (_, i) => `heading${i}`).join(' ');
  const made = chunks([table([['Kiln', long], ...[1, 2, 3, 4, 5].map((i) => [`kiln ${i}`, `${i}00`])])], {
    maxTokens: 24,
  });
  expect(made.length).toBeGreaterThan(1);
  for (const { text: shown } of made) expect(shown.split('\n')[0]).toBe(`Kiln | ${long}`);
});

test('a chunk of a table that goes on over pages knows the pages of its own rows', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [`row ${i}`, `${i}`]);
  const drawn = table([['Name', 'Count'], ...rows], {
    parts: [
      { page: 1, bbox: [0, 0, 50, 50], row: 0, heads: 0 },
      { page: 2, bbox: [0, 0, 50, 90], row: 21, heads: 1 },
    ],
  });
  const pages = (options: Partial<ChunkingOptions>) =>
    chunks([drawn], { maxTokens: 60, ...options }).map(({ regions }) => regions.map((r) => r.page).join());
  expect(new Set(pages({}))).toEqual(new Set(['1', '1,2', '2']));
  expect(new Set(pages({ multipage: false }))).toEqual(new Set(['1', '2']));
});

test('a caption below its table opens the table, not what comes after it', () => {
  const caption: Draft = { type: 'FigureCaption', text: 'Table 3. Stock', page: 1, bbox: [0, 52, 50, 60] };
  const made = chunks([
    table([
      ['Name', 'Count'],
      ['clay', '3'],
      ['sand', '4'],
    ]),
    caption,
    body(text(30)),
  ]);
  expect(made[0]!.text.startsWith('Table 3. Stock\n\nName: clay; Count: 3')).toBe(true);
  expect(made[1]!.text).toBe(text(30));
});

test('a chunk knows the pages and boxes its text stands on', () => {
  const made = chunks([body('First part.', 1), body('Second part.', 2)]);
  expect(made[0]!.regions.map((r) => r.page)).toEqual([1, 2]);
  expect(made[0]!.elementIds).toHaveLength(2);
});

test('ids are stable, and equal texts have different ones', () => {
  const drafts = [title('A'), body(text(90)), title('A'), body(text(90))];
  const made = chunks(drafts);
  expect(made.map((c) => c.id)).toEqual(chunks(drafts).map((c) => c.id));
  expect(new Set(made.map((c) => c.id)).size).toBe(made.length);
});

test('whatever comes in: no chunk over the limit, no word lost or cut', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}[.!?,]?$/);
  const draft = fc.record({
    type: fc.constantFrom<Draft['type']>('Title', 'NarrativeText', 'ListItem'),
    text: fc.array(word, { minLength: 1, maxLength: 120 }).map((w) => w.join(' ')),
    page: fc.constant(1),
    level: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(draft, { maxLength: 12 }), fc.integer({ min: 8, max: 90 }), (drafts, maxTokens) => {
      const options = {
        maxTokens,
        softMaxTokens: Math.ceil(maxTokens * 0.8),
        combineUnderTokens: Math.ceil(maxTokens / 4),
      };
      const made = chunks(drafts, options);
      for (const chunk of made) {
        expect(chunk.tokens).toBe(count(chunk.text));
        expect(chunk.tokens).toBeLessThanOrEqual(maxTokens);
      }
      const words = (t: string) => t.split(/\s+/).filter(Boolean);
      expect(made.flatMap((c) => words(c.text))).toEqual(drafts.flatMap((d) => words(d.text)));
    }),
    { numRuns: 150 },
  );
});

test('without multipage no chunk goes on over the end of a page, and none is joined over it', () => {
  const drafts = [title('One'), body('First page.'), body('Second page.', 2), body('Third page.', 3)];
  expect(chunks(drafts)).toHaveLength(1);
  const made = chunks(drafts, { multipage: false });
  expect(made.map((c) => c.text)).toEqual(['One\n\nFirst page.', 'Second page.', 'Third page.']);
  for (const { regions } of made)
    expect(new Set(regions.map(({ page }) => page)).size).toBeLessThanOrEqual(1);
});

test("with context the document's title and the titles above stand before the text, each once", () => {
  const drafts = [title('Firing'), title('Heating', 2), body(text(120)), body(text(120, 'slow'))];
  const plain = chunks(drafts);
  const made = chunks(drafts, { context: true });
  expect(made.map((c) => c.text.split('\n\n').slice(0, 2))).toEqual([
    ['Kilns', 'Firing'],
    ['Kilns › Firing › Heating', text(120, 'slow')],
  ]);
  // Pairs stay when the switch is turned: the ids are those of the texts.
  expect(made.map((c) => c.id)).toEqual(plain.map((c) => c.id));
  expect(made.map((c) => c.tokens)).toEqual(made.map((c) => count(c.text)));
});

test('with context, too, no chunk is over the limit', () => {
  const element = fc.oneof(
    fc.record({ words: fc.integer({ min: 1, max: 12 }), level: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ words: fc.integer({ min: 1, max: 150 }), page: fc.integer({ min: 1, max: 3 }) }),
  );
  fc.assert(
    fc.property(fc.array(element, { maxLength: 12 }), fc.boolean(), (list, multipage) => {
      const drafts = list.map((e) =>
        'level' in e ? title(text(e.words, 'head'), e.level) : body(text(e.words), e.page),
      );
      for (const chunk of chunks(drafts, { context: true, multipage, maxTokens: 60, softMaxTokens: 40 }))
        expect(count(chunk.text)).toBeLessThanOrEqual(60);
    }),
  );
});

test('a text without sentences is counted a few times over, not once for each of its words', () => {
  let counted = 0;
  const long = Array.from({ length: 3000 }, (_, i) => `w${i % 400}`).join(' ');
  const parts = splitText(long, 250, 50, (part) => {
    counted += part.length;
    return count(part);
  });
  expect(parts.length).toBeGreaterThan(10);
  expect(counted).toBeLessThan(6 * long.length);
});
