import { expect, test } from 'vitest';
import type { Word } from '../../../src/documents/pdf/page-content';
import { isNoise } from '../../../src/documents/pdf/text-doubt';

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
