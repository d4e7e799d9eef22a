import { expect, test } from 'vitest';
import { ocrLanguages } from '../../../src/project/language';

test('chosen languages are tried first, English always, Chinese where somebody speaks it', () => {
  expect(ocrLanguages({ language: 'en', ocrLanguages: [] }, 'scan.pdf', [])).toEqual(['eng']);
  expect(ocrLanguages({ language: 'en', ocrLanguages: ['deu'] }, 'scan.pdf', [])).toEqual(['deu', 'eng']);
  expect(ocrLanguages({ language: 'zh', ocrLanguages: ['chi_tra'] }, 'scan.pdf', [])).toEqual([
    'chi_tra',
    'chi_sim',
    'eng',
  ]);
  expect(ocrLanguages({ language: 'en', ocrLanguages: [] }, '手册.pdf', [])).toEqual(['chi_sim', 'eng']);
});
