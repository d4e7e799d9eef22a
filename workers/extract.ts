import { expose, transfer } from 'comlink';
import pdfWorkerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { chunkDocument } from '../src/documents/chunking/chunk-document';
import { Extractor } from '../src/documents/extractor';
import { pagesAtOnce } from '../src/documents/ocr/engine-pool';
import { startTesseract } from '../src/documents/ocr/tesseract';
import { unpackArchive } from '../src/documents/packed/archive';
import type { BaseModelReference, Tokenizer } from '../src/models/types';
import { root, tokenizerFrom } from './model-source';
import { carryErrors } from './transfer';
import type { ExtractWorker } from './types';

carryErrors();

const vendor = (path: string) => new URL(`vendor/${path}`, root).href;

const extractor = new Extractor({
  cMapUrl: vendor('pdfjs/cmaps/'),
  standardFontDataUrl: vendor('pdfjs/standard_fonts/'),
  wasmUrl: vendor('pdfjs/wasm/'),
  // A thread of its own: it parses the next page while this one lays out the last, and a hanging file can be ended.
  createPdfWorker: () => new Worker(pdfWorkerUrl, { type: 'module' }),
  ocrAtOnce: pagesAtOnce(
    navigator.hardwareConcurrency,
    (navigator as { deviceMemory?: number }).deviceMemory,
  ),
  startOcr: (languages) =>
    startTesseract(languages, {
      workerPath: vendor('tesseract/worker.min.js'),
      corePath: vendor('tesseract'),
      langPath: vendor('tesseract/lang'),
    }),
});

const tokenizers = new Map<string, Promise<Tokenizer>>();

function tokenizerOf(model: BaseModelReference): Promise<Tokenizer> {
  const key = JSON.stringify(model);
  const known = tokenizers.get(key);
  if (known) return known;
  const loading = tokenizerFrom(model);
  loading.catch(() => tokenizers.delete(key));
  tokenizers.set(key, loading);
  return loading;
}

expose({
  read: ({ name, bytes }, options, onProgress) =>
    extractor.read({ name, bytes: new Uint8Array(bytes) }, options, onProgress),
  async unpack(file, from) {
    const unpacked = await unpackArchive(
      { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) },
      from,
    );
    return (
      unpacked &&
      transfer(
        unpacked,
        unpacked.files.map(({ bytes }) => bytes.buffer),
      )
    );
  },
  async chunk(documents, model, options) {
    const tokenizer = await tokenizerOf(model);
    const count = (text: string) => tokenizer.count(text);
    return documents.flatMap(({ document, ...named }) =>
      chunkDocument({ ...named, title: document.title, elements: document.elements }, options, count),
    );
  },
  async renderPage({ name, bytes }, page, width) {
    const bitmap = await extractor.renderPage({ name, bytes: new Uint8Array(bytes) }, page, width);
    return transfer(bitmap, [bitmap]);
  },
  cancel: () => extractor.cancel(),
} satisfies ExtractWorker);
