import { expect, test } from 'vitest';
import { makeLine } from '../../../src/documents/layout/line';
import { makeParagraphs } from '../../../src/documents/layout/paragraphs';
import { spelled } from '../../../src/documents/layout/right-to-left';
import type { Word } from '../../../src/documents/pdf/page-content';

const word = (text: string, x0: number, y0 = 0, width = text.length * 5): Word => ({
  ...{ text, x0, y0, x1: x0 + width, y1: y0 + 10, baseline: y0 + 8 },
  ...{ size: 10, bold: false, italic: false, font: 'f', turn: 0 },
});

test.each([
  // As fonts draw them, taken from the right: brackets mirrored, figures backwards.
  [')إذا', '(إذا'],
  ['رطبا(', 'رطبا)'],
  ['החומר(.', 'החומר).'],
  ['(سليم)', '(سليم)'],
  ['4202م', '2024م'],
  ['בב"ה', 'בב"ה'],
])('%s is spelled %s', (glyphs, text) => {
  expect(spelled(glyphs)).toBe(text);
});

test('in a line from the right a mark at the left of a figure or a Latin word ends it', () => {
  expect(makeLine([word('.2024', 0), word('של', 40), word('הנתונים', 60)]).text).toBe('הנתונים של 2024.');
  expect(makeLine([word('الإنتاج', 0), word('من', 60), word('%45.5', 80), word('بنسبة', 120)]).text).toBe(
    'بنسبة 45.5% من الإنتاج',
  );
  expect(makeLine([word('.pdf', 0), word('file', 40)]).text).toBe('.pdf file');
});

test('a Latin name keeps its order, brackets of another font stand the right way round', () => {
  const words = [word('كبير', 0), word('Master', 40), word('Kiln', 80), word('برنامج', 120)];
  words[1] = word('Kiln', 40);
  words[2] = word('Master', 70);
  expect(makeLine(words).text).toBe('برنامج Kiln Master كبير');
  expect(makeLine([word('(', 0, 0, 4), word('دولار', 4), word(')', 29, 0, 4), word('السعر', 40)]).text).toBe(
    'السعر (دولار)',
  );
});

test('a paragraph from the right ends with a line that ends short at the left', () => {
  const long = (y: number) =>
    ['واحد', 'اثنان', 'ثلاثة', 'أربعة', 'خمسة'].map((w, i) => word(w, 20 + 40 * i, y, 36));
  const short = (y: number) => [word('ستة.', 180, y, 36)];
  const lines = [long(0), long(14), short(28), long(42), long(56)].map(makeLine);
  expect(makeParagraphs(lines).map((p) => p.lines.length)).toEqual([3, 2]);
});

test.each([
  // Words from the left as drawn, and the line as written; Chromium draws the latter as the former.
  [['درجة', '15-12', 'الفرن'], 'الفرن 12-15 درجة'],
  [['درجة', '15', '-', '12', 'الفرن'], 'الفرن 12 - 15 درجة'],
  [['فقط', '15%', '–', '10%', 'من'], 'من 10% – 15% فقط'],
  [['درجة', '١٥-١٢', 'من'], 'من ١٢-١٥ درجة'],
  [['كان', '15-01-2024', 'في'], 'في 2024-01-15 كان'],
  [['الموسم', '12/15', 'في'], 'في 12/15 الموسم'],
  [['הנה', '12-15', 'מעלות'], 'מעלות 12-15 הנה'],
  [['הנה', '15–12', 'מעלות'], 'מעלות 12–15 הנה'],
  // Behind a Latin name, and set from the left on purpose.
  [['هنا', 'Kiln', '12-15', 'نموذج'], 'نموذج Kiln 12-15 هنا'],
  [['درجة', '12-15', 'الفرن'], 'الفرن 12-15 درجة'],
])('%s is written %s', (drawn, written) => {
  const latin = drawn.indexOf('Kiln');
  const words = drawn.map((text, i) => word(text, 50 * i, 0, 40));
  // A Latin name and the figures behind it stand from the left.
  if (latin >= 0)
    words.splice(latin, 2, word('Kiln', 50 * latin, 0, 40), word('12-15', 50 * latin + 50, 0, 40));
  expect(makeLine(words).text).toBe(written);
});
