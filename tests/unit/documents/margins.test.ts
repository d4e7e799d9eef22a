import { expect, test } from 'vitest';
import { layoutDocument } from '../../../src/documents/layout/layout-document';
import type { UprightPage } from '../../../src/documents/layout/upright';
import type { Word } from '../../../src/documents/pdf/page-content';
import { tightWords } from '../../../src/documents/pdf/tight-spaces';
import { line, word } from './made-page';

const blank: UprightPage = {
  ...{ width: 595, height: 842, words: [], rules: [], fills: [], sideways: [] },
  toShown: (box) => box,
};
const read = async (words: Word[]) =>
  (await layoutDocument([{ ...blank, words }]))
    .flat()
    .map(({ type, text }) => (type === 'Table' ? 'a table' : text));

const sentence = 'the kiln is charged at dusk and fired until the cone has bent over as far as it may';

test('what two parties sign beside one another is read one after the other', async () => {
  const preamble = Array.from({ length: 4 }, (_, i) => line(sentence, 60, 60 + 13 * i)).flat();
  const party = (name: string, x: number) =>
    [name, 'By: ________________', 'Name: Ana Lull', 'Title: Potter', 'Date: 3 May'].flatMap((own, i) =>
      line(own, x, 160 + 24 * i),
    );
  const text = (await read([...preamble, ...party('Harl Kilns', 60), ...party('Fog Cones', 320)])).join('\n');
  expect(text).not.toContain('a table');
  expect(text.indexOf('Fog Cones')).toBeGreaterThan(text.indexOf('Date: 3 May'));
  expect(text.indexOf('Harl Kilns')).toBeGreaterThan(text.indexOf('far as it may'));
  const chinese = (one: string, x: number) =>
    [`${one}（盖章）：`, '法定代表人：', '日期：'].flatMap((own, i) => line(own, x, 160 + 24 * i));
  const contract = (await read([...preamble, ...chinese('甲方', 60), ...chinese('乙方', 320)])).join('\n');
  expect(contract.indexOf('乙方')).toBeGreaterThan(contract.indexOf('日期'));
});

test('the numbers of lines in a margin are no text, those of the rows of a table are', async () => {
  const numbered = Array.from({ length: 20 }, (_, i) => [
    word(`${i + 1}`, i < 9 ? 45 : 40, 60 + 24 * i),
    ...line(sentence, 80, 60 + 24 * i),
  ]).flat();
  expect((await read(numbered)).join(' ')).toBe(Array.from({ length: 20 }, () => sentence).join(' '));
  const rows = Array.from({ length: 20 }, (_, i) => [
    word(`${i + 1}`, i < 9 ? 45 : 40, 60 + 24 * i),
    ...line(`Kiln ${'abcdefghijklmnopqrst'[i]}`, 80, 60 + 24 * i),
    ...line(`${i}21.5`, 240, 60 + 24 * i),
  ]).flat();
  expect(await read(rows)).toEqual(['a table']);
  const first = Array.from({ length: 20 }, (_, i) => [
    word(`${i + 1}`, i < 9 ? 45 : 40, 60 + 24 * i),
    ...(i === 6 ? line('IN THE KILN COURT', 80, 60 + 24 * i) : []),
  ]).flat();
  const pages = [first, numbered].map((words) => ({ ...blank, words }));
  expect((await layoutDocument(pages))[0]!.map(({ text }) => text)).toEqual(['IN THE KILN COURT']);
});

test('words set so tightly that no gap is as wide as a space are words', () => {
  const spaced = (text: string, gapOf: (space: boolean) => number) => {
    let at = 0;
    return [...text.replaceAll(' ', '')].map((_, i, all) => {
      const before = text
        .split(' ')
        .reduce<number[]>((ends, part) => [...ends, (ends.at(-1) ?? 0) + part.length], []);
      const along = i === 0 ? 0 : at + gapOf(before.includes(i));
      at = along + 5;
      return { text: all[i]!, along, end: at };
    });
  };
  const read = (text: string, gapOf: (space: boolean) => number) =>
    tightWords(spaced(text, gapOf), 10).map((piece) => piece.map((letter) => letter.text).join(''));
  // Set unevenly: 'Com mitted', 'A ppropriations', '1,0 21,339'.
  expect(read('Com mitted', (space) => (space ? 1.2 : 0.5))).toEqual(['Committed']);
  expect(read('P ercentages', (space) => (space ? 1.2 : 0))).toEqual(['Percentages']);
  expect(read('1,0 21,33 9', (space) => (space ? 1.3 : 0))).toEqual(['1,021,339']);
  expect(read('charge of the kiln', (space) => (space ? 1.2 : 0))).toEqual(['charge', 'of', 'the', 'kiln']);
  expect(read('charge kiln', (space) => (space ? 1.2 : 0.1))).toEqual(['charge', 'kiln']);
  // Spaced throughout, or kerned.
  expect(read('charge of the kiln', () => 1.2)).toEqual(['chargeofthekiln']);
  expect(read('charge of the kiln', (space) => (space ? 0.5 : 0))).toEqual(['chargeofthekiln']);
});
