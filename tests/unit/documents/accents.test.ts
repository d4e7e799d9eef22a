import { expect, test } from 'vitest';
import { WordBuilder, type Glyph } from '../../../src/documents/pdf/word-builder';

const glyph = (text: string, x: number, dx = 5, y = 100): Glyph => ({
  ...{ text, x, y, dx, dy: 0 },
  look: {
    ...{ size: 10, font: 'f', bold: false, italic: false },
    ...{ above: 0.8, below: 0.2, mark: undefined, color: '#000000' },
  },
});

const read = (...glyphs: Glyph[]): string[] => {
  const builder = new WordBuilder();
  for (const one of glyphs) builder.add(one);
  builder.close();
  return builder.words.map(({ text }) => text);
};

test('an accent that is drawn by itself at its letter is part of the letter', () => {
  expect(read(glyph('K', 0), glyph('´', 5), glyph('e', 5), glyph('s', 10))).toEqual(['Kés']);
  // Two of them, a dotless letter, one under its letter, one behind it, and one raised over a capital.
  expect(read(glyph('y', 0), glyph('˜', 5), glyph('ˆ', 5), glyph('e', 5), glyph('n', 10))).toEqual(['yễn']);
  expect(read(glyph('d', 0), glyph('´', 4.6), glyph('ı', 5, 3), glyph('a', 8))).toEqual(['día']);
  expect(read(glyph('n', 0), glyph('¸', 5), glyph('c', 5), glyph('o', 10))).toEqual(['nço']);
  expect(read(glyph('u', 0), glyph('¨', 0), glyph('b', 5))).toEqual(['üb']);
  expect(read(glyph('´', 0, 5, 98), glyph('E', 0.4, 6), glyph('l', 6.4))).toEqual(['Él']);
});

test('marks of that look that stand by themselves stay as they are', () => {
  expect(read(glyph('~', 0), glyph('/', 5), glyph('x', 10))).toEqual(['~/x']);
  expect(read(glyph('5', 0), glyph('`', 5), glyph('a', 10))).toEqual(['5`a']);
  expect(read(glyph('x', 0), glyph('^', 5), glyph('2', 10))).toEqual(['x^2']);
  expect(read(glyph('a', 0), glyph('~', 5))).toEqual(['a~']);
});
