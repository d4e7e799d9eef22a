import { expose, transfer } from 'comlink';
import pdfWorkerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { Chunker, chunkDocument } from '../src/documents/chunking/chunk-document';
import { Extractor, type KeptFile } from '../src/documents/extractor';
import { ElementKeeper, keptParts } from '../src/documents/kept-elements';
import { pagesAtOnce } from '../src/documents/ocr/engine-pool';
import { hasPaddle } from '../src/documents/ocr/paddle/fetch-files';
import { startPaddleThread } from '../src/documents/ocr/paddle/paddle-thread';
import { startTesseract } from '../src/documents/ocr/tesseract';
import { unpackArchive } from '../src/documents/packed/archive';
import { contentsOf } from '../src/documents/stored-file';
import type { Element } from '../src/documents/types';
import { HoneError } from '../src/errors/hone-error';
import type { BaseModelReference, Tokenizer } from '../src/models/types';
import { projectCollection } from '../src/storage/collection';
import type { StoredFile } from '../src/storage/database';
import { languageFolder } from '../src/storage/language-data';
import { languageKeeper } from './language-keeper';
import { root, tokenizerFrom } from './model-source';
import { withPace } from './paced-progress';
import { carryErrors } from './transfer';
import type { ExtractWorker, FileSource } from './types';

carryErrors();

const paddleFolder = new URL('models/pp-ocrv6/', root).href;
const paddleThread = () => new Worker(new URL('./recognize.ts', import.meta.url), { type: 'module' });

const vendor = (path: string) => new URL(`vendor/${path}`, root).href;

const tesseract = {
  workerPath: vendor('tesseract/worker.min.js'),
  corePath: vendor('tesseract'),
  langPath: vendor('tesseract/lang'),
  cachePath: languageFolder,
};

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
  paddleInstalled: () => hasPaddle(paddleFolder),
  startOcr: (asked) =>
    asked === 'paddle'
      ? startPaddleThread(paddleThread(), paddleFolder, 0)
      : startTesseract(asked, tesseract),
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

const files = projectCollection<StoredFile>('files');

function kept(source: FileSource): KeptFile {
  const { name } = source;
  if ('bytes' in source) {
    const { bytes } = source;
    return { key: `${name} ${bytes.byteLength}`, name, contents: () => contentsOf(name, bytes) };
  }
  const { projectId, id } = source;
  const contents = async () => {
    const file = await files.get(projectId, id);
    if (!file) throw new HoneError('file/unreadable', { file: name });
    return contentsOf(name, file.bytes);
  };
  return { key: `${projectId} ${id}`, name, contents };
}

expose({
  async read(source, options, onProgress, onFirstPages) {
    const file = await kept(source).contents();
    return withPace(onProgress, (paced) => extractor.read(file, options, paced, onFirstPages));
  },
  async readKept(source, options, onProgress, onFirstPages) {
    const file = await kept(source).contents();
    const keeper = new ElementKeeper(source.projectId, source.id);
    const keep = (elements: Element[]) => keeper.add(elements);
    const document = await withPace(onProgress, (paced) =>
      extractor.readInParts(file, options, keep, paced, onFirstPages),
    );
    return keeper.finish(document);
  },
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
  async chunkKept({ name, identity, title, ...document }, corrections, model, options, onChunks) {
    const tokenizer = await tokenizerOf(model);
    const source = { id: document.id, name, identity, title };
    const chunker = new Chunker(source, options, (text) => tokenizer.count(text));
    // Awaited: what the page has not taken yet would pile up.
    for await (const elements of keptParts(document, corrections)) await onChunks(chunker.add(elements));
    await onChunks(chunker.finish());
  },
  glance: (source) => extractor.glance(kept(source)),
  async renderPage(source, page, width) {
    const bitmap = await extractor.renderPage(kept(source), page, width);
    return bitmap && transfer(bitmap, [bitmap]);
  },
  prepare: () => extractor.prepare(),
  ...languageKeeper(tesseract),
  cancel: () => extractor.cancel(),
} satisfies ExtractWorker);
