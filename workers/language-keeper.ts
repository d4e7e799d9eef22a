import { fetchLanguage } from '../src/documents/ocr/fetch-language';
import { checkLanguageData, languageAddress } from '../src/documents/ocr/language-data';
import { startTesseract, type TesseractPaths } from '../src/documents/ocr/tesseract';
import { HoneError } from '../src/errors/hone-error';
import { keepLanguageData, removeLanguageData } from '../src/storage/language-data';
import { addToLedger } from '../src/storage/settings';
import type { ExtractWorker } from './types';

/** Keeps languages that a person brings or has fetched, once tesseract has started with them. */
export function languageKeeper(paths: TesseractPaths): Pick<ExtractWorker, 'keepLanguage' | 'fetchLanguage'> {
  async function keep(language: string, file: string, data: Uint8Array): Promise<void> {
    checkLanguageData(file, data);
    await keepLanguageData(language, data);
    try {
      await (await startTesseract([language], paths)).close();
    } catch (error) {
      await removeLanguageData(language);
      throw new HoneError('ocr/bad-language', { file }, { cause: error });
    }
  }
  return {
    keepLanguage: (language, file, data) => keep(language, file, new Uint8Array(data)),
    async fetchLanguage(language, onProgress) {
      const data = await fetchLanguage(language, onProgress, (url) => {
        addToLedger({ time: Date.now(), url, bytes: 0, purpose: 'ocr' }).catch((error: unknown) =>
          console.error('The ledger could not be written', error),
        );
      });
      await keep(language, languageAddress(language).split('/').at(-1) ?? language, data);
    },
  };
}
