import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { readDocument } from '../../../src/documents/read-document';
import type { Assets } from '../../../src/documents/reader';
import type { Element, ReadDocument } from '../../../src/documents/types';
import { HoneError, type ErrorCode } from '../../../src/errors/hone-error';

// pdf.js asks for Node 22; what Node 20 lacks of the language is short.
const missing: [object, string, (this: never, ...values: never[]) => unknown][] = [
  [
    Promise,
    'withResolvers',
    () => {
      const made: Record<string, unknown> = {};
      made['promise'] = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
      return made;
    },
  ],
  [Promise, 'try', (work: () => unknown) => new Promise((resolve) => resolve(work()))],
  [
    ArrayBuffer.prototype,
    'transferToFixedLength',
    function (this: ArrayBuffer, length = this.byteLength) {
      const copy = new ArrayBuffer(length);
      new Uint8Array(copy).set(new Uint8Array(this).subarray(0, length));
      return copy;
    },
  ],
  [
    Uint8Array.prototype,
    'toHex',
    function (this: Uint8Array) {
      return Buffer.from(this).toString('hex');
    },
  ],
];
for (const [home, name, value] of missing) {
  if (!(name in home)) Object.defineProperty(home, name, { value, configurable: true });
}

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
export const fixtures = fileURLToPath(new URL('../../fixtures/documents/', import.meta.url));

export const assets: Assets = {
  cMapUrl: join(folder, 'cmaps/'),
  standardFontDataUrl: join(folder, 'standard_fonts/'),
  wasmUrl: join(folder, 'wasm/'),
  startOcr: () => Promise.reject(new HoneError('ocr/failed')),
};

export const read = (
  name: string,
  bytes: Uint8Array,
  more: Partial<Assets> & {
    signal?: AbortSignal;
    onProgress?: (p: { done: number; total: number }) => void;
  } = {},
): Promise<ReadDocument> =>
  readDocument(
    { name, bytes },
    {
      signal: more.signal ?? new AbortController().signal,
      ocrLanguages: ['eng'],
      ocrEngine: 'automatic',
      assets: { ...assets, ...more },
      onProgress: more.onProgress ?? (() => undefined),
    },
  );

export const readFixture = (name: string): Promise<ReadDocument> =>
  read(name, new Uint8Array(readFileSync(join(fixtures, name))));

export const readText = (name: string, text: string): Promise<ReadDocument> =>
  read(name, new TextEncoder().encode(text));

/** 'Title: ...' for each element, so that a test shows what a person would see. */
export const outline = (elements: readonly Element[]): string[] =>
  elements.map((e) => `${e.type}: ${e.text}`);

export async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'no error'> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    if (error instanceof HoneError) return error.code;
    throw error;
  }
}
