import { gzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkLanguageData, languageOfFile } from '../../../src/documents/ocr/language-data';
import { codeOf } from './reading';

const folder = dirname(createRequire(import.meta.url).resolve('@tesseract.js-data/deu/package.json'));
const german = new Uint8Array(readFileSync(join(folder, '4.0.0_best_int', 'deu.traineddata.gz')));
const check = async (data: Uint8Array) => codeOf((async () => checkLanguageData('deu.traineddata', data))());

test('published data is taken', async () => {
  expect(await check(german)).toBe('no error');
});

test('a page saved by mistake, another format, an empty file and half a download are refused', async () => {
  const page = new TextEncoder().encode(`<!doctype html><title>Not found</title>${' '.repeat(500)}`);
  expect(await check(page)).toBe('ocr/bad-language');
  expect(await check(gzipSync(page))).toBe('ocr/bad-language');
  expect(await check(new Uint8Array(0))).toBe('ocr/bad-language');
  expect(await check(german.subarray(0, german.length / 2))).toBe('ocr/bad-language');
});

test('data without a network, for the engine of old, is refused', async () => {
  const table = new DataView(new ArrayBuffer(1000));
  table.setInt32(0, 24, true);
  for (let part = 0; part < 24; part++) table.setBigInt64(4 + 8 * part, part === 1 ? 500n : -1n, true);
  expect(await check(new Uint8Array(table.buffer))).toBe('ocr/bad-language');
  table.setBigInt64(4 + 8 * 17, 600n, true);
  expect(await check(new Uint8Array(table.buffer))).toBe('no error');
});

test('a file that unpacks to hundreds of megabytes is refused on the way', async () => {
  expect(await check(gzipSync(new Uint8Array(130e6), { level: 9 }))).toBe('ocr/bad-language');
});

test('the language is told by the name of the file', () => {
  expect(languageOfFile('deu.traineddata')).toBe('deu');
  expect(languageOfFile('folder/chi_tra_vert.traineddata.gz')).toBe('chi_tra_vert');
  expect(languageOfFile('fra (1).traineddata.gz')).toBe('fra');
  expect(languageOfFile('model.traineddata')).toBeNull();
  expect(languageOfFile('deu.zip')).toBeNull();
});
