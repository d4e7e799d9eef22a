import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { HoneError } from '../errors/hone-error';
import { asStorageError } from './database';

/** tesseract.js looks for a language here before it fetches it: idb-keyval's own database, under this folder's name. */
export const languageFolder = 'hone-ocr';

interface KeyedValues extends DBSchema {
  keyval: { key: string; value: Uint8Array };
}

const ending = '.traineddata';
const keyOf = (language: string) => `${languageFolder}/${language}${ending}`;

async function withValues<T>(work: (db: IDBPDatabase<KeyedValues>) => Promise<T>): Promise<T> {
  let db: IDBPDatabase<KeyedValues>;
  try {
    db = await openDB<KeyedValues>('keyval-store', 1, {
      upgrade: (made) => void made.createObjectStore('keyval'),
    });
  } catch (error) {
    throw new HoneError('storage/unavailable', {}, { cause: error });
  }
  try {
    return await work(db);
  } catch (error) {
    throw asStorageError(error);
  } finally {
    db.close();
  }
}

/** Keeps what tesseract reads a language with, packed or not, as tesseract calls it ('deu'). Throws HoneError 'storage/quota'. */
export const keepLanguageData = (language: string, data: Uint8Array): Promise<void> =>
  withValues(async (db) => void (await db.put('keyval', data, keyOf(language))));

export const removeLanguageData = (language: string): Promise<void> =>
  withValues((db) => db.delete('keyval', keyOf(language)));

/** The kept languages, by name, with their size in bytes. */
export const keptLanguageData = (): Promise<{ language: string; bytes: number }[]> =>
  withValues(async (db) => {
    const keys = (await db.getAllKeys('keyval')).filter((key) => key.startsWith(`${languageFolder}/`));
    return Promise.all(
      keys.map(async (key) => ({
        language: key.slice(languageFolder.length + 1, -ending.length),
        bytes: (await db.get('keyval', key))?.length ?? 0,
      })),
    );
  });
