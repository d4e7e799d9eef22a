import { expect, test } from 'vitest';
import type { Word } from '../../../src/documents/pdf/page-content';
import { isCipher, isNoise } from '../../../src/documents/pdf/text-doubt';

const words = (text: string): Word[] =>
  text.split(' ').map((one) => ({
    ...{ text: one, x0: 0, y0: 0, x1: 9, y1: 9 },
    ...{ baseline: 9, size: 9, bold: false, italic: false, font: 'f', turn: 0 },
  }));

test.each([
  'The large kiln is closed for repairs until the first Monday of March.',
  'Die Öfen gehören über größere Gefäße; Schließung um 12.30 Uhr.',
  'NIST SP 800-207 (2020), pp. 12-19, $1,200.50',
  '窑炉使用手册 第一章 总则',
  'Прочитайте внимательно инструкцию',
])('is text: %s', (text) => {
  expect(isNoise(words(text))).toBe(false);
});

test('what a program misread is noise', () => {
  expect(isNoise(words('N0t!c tq aII pqtt3rs Tbc Irgc k1In !s cI0scd fqr rcpa!rs unt1I'))).toBe(true);
});

test('a word of a hundred letters with a sign in it is judged at once', () => {
  expect(isNoise(words(`${'窑炉kiln'.repeat(16)}_file`))).toBe(true);
});

const page =
  'The large kiln is closed for repairs until the first Monday of March and then fired anew. '.repeat(12);
const shifted = page.replace(/\S/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 43));

test('letters that a font names wrongly are a cipher; text, codes of parts and a program are not', () => {
  expect(isCipher(words(shifted))).toBe(true);
  expect(isCipher(words(page))).toBe(false);
  expect(
    isCipher(words('for (int row = 0; row < rows.length; row++) total += rows[row].value(); '.repeat(12))),
  ).toBe(false);
  // A page of a few such letters may be a drawing.
  expect(isCipher(words(shifted.slice(0, 300)))).toBe(false);
});
