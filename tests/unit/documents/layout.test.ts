import { expect, test } from 'vitest';
import { splitColumns, type Item } from '../../../src/documents/layout/columns';
import { titleLevels } from '../../../src/documents/layout/classify';
import { makeLines } from '../../../src/documents/layout/line';
import { joinLines, makeParagraphs } from '../../../src/documents/layout/paragraphs';
import type { Word } from '../../../src/documents/pdf/page-content';
import { plainText } from '../../../src/documents/pdf/word-builder';

const title = (text: string, size: number, bold = true) => ({ text, size, bold });

test('levels go by size; where chapters are numbered, by their numbers, the title page aside', () => {
  expect(titleLevels([title('Book', 20), title('Part', 16), title('Detail', 12)])).toEqual([1, 2, 3]);
  const numbered = [
    ...[title('Book', 24), title('A publisher', 18), title('1 Start', 14), title('1.1 More', 12)],
    ...[title('1.1.1 Most', 12), title('2 Middle', 14), title('3 End', 14)],
  ];
  expect(titleLevels(numbered)).toEqual([1, 2, 2, 3, 4, 2, 2]);
});

test('Chinese chapters, sections and headings by 一、 of one look are levels below one another', () => {
  const texts = ['第一章 总则', '第一节 范围', '一、对象', '（一）窑炉', '第二章 操作', '二、升温'];
  expect(titleLevels(texts.map((text) => title(text, 14)))).toEqual([1, 2, 3, 4, 1, 3]);
});

test('lines are joined: hyphens removed where a word was broken, kept in compounds, none in Chinese', () => {
  expect(joinLines(['the tempera-', 'ture of state-of-the-', 'art kilns'])).toBe(
    'the temperature of state-of-the-art kilns',
  );
  expect(joinLines(['水分全部排出', '为止。'])).toBe('水分全部排出为止。');
});

test('ligatures and radicals become plain letters', () => {
  expect(plainText('ﬁnal oﬃce\u00a0')).toBe('final office ');
  expect(plainText('⻅⻆⻓⻔⻘⻚⻛⻢⻨⻩⻬⻮')).toBe('见角长门青页风马麦黄齐齿');
  // A Kangxi radical, one outside the basic plane, and one that is no character.
  expect(plainText('⼿⺮⺀')).toBe('手𥫗⺀');
});

const word = (text: string, x0: number, y0: number, size = 10, width = text.length * 5): Word => ({
  ...{ text, x0, y0, x1: x0 + width, y1: y0 + size, baseline: y0 + 0.8 * size },
  ...{ size, bold: false, italic: false, font: 'f', turn: 0 },
});

test('terms with their meaning behind a tab are entries of their own, wrapped ones whole', () => {
  const lines = makeLines([
    ...[word('AES', 0, 0), word('Advanced', 80, 0), word('Encryption', 123, 0), word('Standard', 176, 0)],
    ...[word('CSA', 0, 12), word('Computer', 80, 12), word('Security', 123, 12), word('Act', 166, 12)],
    ...[word('DAA', 0, 24), word('Designated', 80, 24), word('Authority', 133, 24), word('for', 181, 24)],
    word('approval', 80, 36),
  ]);
  expect(makeParagraphs(lines).map((p) => p.text)).toEqual([
    'AES Advanced Encryption Standard',
    'CSA Computer Security Act',
    'DAA Designated Authority for approval',
  ]);
});

test('a superscript stays in its line, without a space', () => {
  const lines = makeLines([word('25 m', 0, 100), word('2', 20.2, 99, 6, 3), word('next', 0, 112)]);
  expect(lines.map((l) => l.text)).toEqual(['25 m²', 'next']);
});

test('short Chinese lines end, and lines set in by two characters begin, a paragraph', () => {
  const set = (text: string, x0: number, row: number) => word(text, x0, 20 * row, 10, 10 * text.length);
  const lines = makeLines([
    set('一、点火前的检查', 20, 0),
    set('点火之前应当检查烟道是否畅通，风门是否完', 20, 1),
    set('好，火焰观察孔是否清洁，每一项都要记入账本。', 0, 2),
    set('烟道内不得有积灰，积灰超过两厘米时就清扫。', 20, 3),
    set('升温分为三个阶段，由师傅根据坯体的厚薄决定', 20, 4),
    set('，不得随意更改。', 0, 5),
  ]);
  expect(makeParagraphs(lines).map((p) => p.lines.length)).toEqual([1, 2, 1, 2]);
});

test('a bold title that begins with a name in another font, and a caption that begins bold, are whole', () => {
  const bold = (w: Word): Word => ({ ...w, bold: true });
  const titleLines = makeLines([
    ...[
      word('KilnParser:', 0, 0),
      bold(word('A Unified Toolkit', 60, 0)),
      bold(word('for the Firing', 0, 12)),
    ],
  ]);
  expect(makeParagraphs(titleLines)).toHaveLength(1);
  const captionLines = makeLines([
    ...[bold(word('Figure 9. The kilns seen from', 0, 0)), word('the yard. Their doors are open.', 0, 12)],
  ]);
  expect(makeParagraphs(captionLines)).toHaveLength(1);
  const label = makeLines([bold(word('Table 1', 0, 0)), word('What was fired in the second season.', 0, 12)]);
  expect(makeParagraphs(label).map((p) => p.text)).toEqual(['Table 1 What was fired in the second season.']);
  const heading = makeLines([
    bold(word('Firing', 0, 0)),
    word('What was fired in the second season.', 0, 12),
  ]);
  expect(makeParagraphs(heading)).toHaveLength(2);
});

test('an initial over several lines opens the first of them', () => {
  const beside = [0, 12, 24].flatMap((y) =>
    ['alpha', 'beta', 'gamma'].map((t, i) => word(t, 40 + 32 * i, 100 + y)),
  );
  const lines = makeLines([word('T', 0, 98, 34, 30), ...beside]);
  expect(lines.map((l) => l.text)).toEqual(['Talpha beta gamma', 'alpha beta gamma', 'alpha beta gamma']);
});

test('Arabic is read from the right, figures in it from the left', () => {
  const lines = makeLines([
    word('12', 0, 0, 10, 10),
    word('عالم', 20, 0, 10, 20),
    word('مرحبا', 50, 0, 10, 20),
  ]);
  expect(lines[0]!.text).toBe('مرحبا عالم 12');
});

test('three columns of prose are read one after the other, three columns of a table line by line', () => {
  const column = (x: number, texts: readonly string[], lines: number): Item<never>[] =>
    Array.from({ length: lines }, (_, row) => {
      let at = x;
      return texts.map((text) => {
        const made = word(`${text}${row}`, at, 100 + 12 * row);
        at = made.x1 + 4;
        return { ...made, word: made };
      });
    }).flat();
  // 40 points between the columns: a gap that in one column would be a tab.
  const page = (texts: string[]) => [0, 1, 2].flatMap((i) => column(i * 190, texts, 9));
  const xs = (pieces: Item<never>[][]) => pieces.map((piece) => Math.min(...piece.map(({ x0 }) => x0)));
  expect(xs(splitColumns(page(['alpha', 'beta', 'gamma', 'delta', 'eps'])))).toEqual([0, 190, 380]);
  expect(splitColumns(page(['one', 'two']))).toHaveLength(1);
});

test('two short columns of Chinese, each line one run of characters, are columns', () => {
  const items = [0, 260].flatMap((x) =>
    Array.from({ length: 4 }, (_, row): Item<never> => {
      const made = word('均匀的窑炉需要干净的陶土和釉料', x, 100 + 14 * row, 10, 150);
      return { ...made, word: made };
    }),
  );
  expect(splitColumns(items).map((piece) => piece.length)).toEqual([4, 4]);
});

test('a gap between words that few lines close is no gutter, the one beside it is', () => {
  const row = (y: number) => [
    ...[word('aaaaaaaaaaaa', 30, y), word('bbbbbbbbbbbbbbbb', 110, y)],
    ...[word('cccccccccccccccc', 215, y), word('dddddddddddd', 315, y)],
  ];
  const wide = (y: number) => [word('over', 30, y, 10, 60), word('both', 110, y, 10, 270)];
  const columns = Array.from({ length: 8 }, (_, i) => row(40 + 12 * i)).flat();
  const items = [...wide(10), ...wide(22), ...columns].map((w): Item<never> => ({
    ...{ x0: w.x0, y0: w.y0, x1: w.x1, y1: w.y1 },
    word: w,
  }));
  const pieces = splitColumns(items).map((piece) => new Set(piece.map((i) => i.word!.text[0])));
  expect(pieces).toEqual([new Set(['o', 'b']), new Set(['a', 'b']), new Set(['c', 'd'])]);
});

test('an index and an exponent above one another hang on their letter, and are no line of their own', () => {
  const script = (text: string, x: number, y: number): Word => word(text, x, y, 6, text.length * 3);
  const lines = makeLines([
    ...[word('of', 0, 0), word('tokens', 13, 0), word('w', 46, 0), word('and', 70, 0), word('so', 88, 0)],
    ...[script('(i)', 51.2, -4), script('1', 51.2, 7)],
    ...[word('on', 0, 14), word('they', 13, 14), word('go', 36, 14)],
  ]);
  expect(lines.map((l) => l.text)).toEqual(['of tokens w₁^(i) and so', 'on they go']);
});
