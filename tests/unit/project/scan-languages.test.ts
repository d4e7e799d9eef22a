import { expect, test } from 'vitest';
import { ocrLanguages } from '../../../src/project/language';

test('chosen languages are tried first, English always, Chinese where somebody speaks it', () => {
  expect(ocrLanguages({ language: 'en', ocrLanguages: [] }, 'scan.pdf', false)).toEqual(['eng']);
  expect(ocrLanguages({ language: 'en', ocrLanguages: ['deu'] }, 'scan.pdf', false)).toEqual(['deu', 'eng']);
  expect(ocrLanguages({ language: 'zh', ocrLanguages: ['chi_tra'] }, 'scan.pdf', false)).toEqual([
    'chi_tra',
    'chi_sim',
    'eng',
  ]);
  expect(ocrLanguages({ language: 'en', ocrLanguages: [] }, '手册.pdf', false)).toEqual(['chi_sim', 'eng']);
  expect(ocrLanguages({ language: 'en', ocrLanguages: [] }, 'scan.pdf', true)).toEqual(['chi_sim', 'eng']);
});
