import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { HoneError } from '../../errors/hone-error';
import type { Assets } from '../reader';
import type { FileContents } from '../stored-file';
import { takeThread, type PdfThread } from './pdf-thread';
import { StoredRange } from './stored-range';
import { WorkerCanvasFactory, WorkerFilterFactory } from './worker-canvas';

const openLimit = 30_000;
// A thread that does not say within this time that it has closed a file hangs on it.
const closeLimit = 1000;
/** Which pictures are decoded: drawing a page needs all of them; small ones are no scans and cost little. */
export type DecodedPictures = 'none' | 'small' | 'all';
/** Pixels of the largest that is not left out; decoded one of 120 million takes half a gigabyte. */
export const mostPixels = { none: 1, small: 2e6, all: 120e6 };

// Bytes of a file in storage that its thread is given at once: a list of pages without branches has pdf.js ask for nearly
// all of it, and leave behind as much again.
const mostWhole = 100_000_000;
// Bytes of a longer one that are asked for at a time: some dozens of pages of text.
const rangeChunkSize = 1 << 18;

const hasFontFaces = typeof FontFace !== 'undefined';
// Where pdf.js puts the fonts it loaded; nothing is ever set in them.
const noDocument = { fonts: { add: () => undefined, delete: () => false } } as unknown as HTMLDocument;

export interface OpenPdf {
  document: PDFDocumentProxy;
  /** undefined: pdf.js runs in the caller's. */
  thread: PdfThread | undefined;
  /** `thread` 'end': it is not kept for the next file, and what it holds is given back. */
  close(thread?: 'end'): void;
}

/**
 * Opens a PDF with pdf.js. `pictures`: with 'all' it can be drawn, otherwise only be read.
 * The bytes are copied, so that a file can be opened again, unless they are `given` away. Of a very long file in storage
 * pdf.js asks for the parts it needs. `within`: a thread in which it is open already and which is left to whoever opened it
 * there: it has read the file's pages once, which makes it fast, and another thread takes a while to start.
 * Throws HoneError 'pdf/encrypted', 'pdf/broken', also when opening takes longer than `limit` milliseconds.
 */
export async function openPdf(
  file: FileContents & { given?: boolean },
  assets: Assets,
  pictures: DecodedPictures,
  { limit = assets.patience?.open ?? openLimit, within }: { limit?: number; within?: PdfThread } = {},
): Promise<OpenPdf> {
  const source = await sourceOf(file);
  const drawing = pictures === 'all';
  const own = within || !assets.createPdfWorker ? undefined : takeThread(assets.createPdfWorker);
  const thread = within ?? own;
  const task = getDocument({
    ...source,
    ...(thread && { worker: thread.worker }),
    cMapUrl: assets.cMapUrl,
    cMapPacked: true,
    standardFontDataUrl: assets.standardFontDataUrl,
    wasmUrl: assets.wasmUrl,
    // The thread fetches maps and fonts itself; without a window pdf.js would not let it.
    ...(thread && { useWorkerFetch: true }),
    useSystemFonts: false,
    // Drawing takes each glyph's outline, which works where there is no document; reading needs none, so there the browser is
    // given the fonts, which takes a fraction of the time.
    disableFontFace: drawing || !hasFontFaces,
    ...(!drawing && hasFontFaces && { ownerDocument: noDocument }),
    ...(typeof OffscreenCanvas !== 'undefined' && {
      CanvasFactory: WorkerCanvasFactory,
      FilterFactory: WorkerFilterFactory,
    }),
    // Only these carry a font's name, which says whether it is bold.
    fontExtraProperties: !drawing,
    isOffscreenCanvasSupported: typeof OffscreenCanvas !== 'undefined',
    maxImageSize: mostPixels[pictures],
    stopAtErrors: false,
    verbosity: 0,
  });
  const close = (after?: 'end') => {
    withLimit(task.destroy(), closeLimit).then(
      () => (after === 'end' ? own?.end() : own?.keep()),
      () => own?.end(),
    );
  };
  try {
    return { document: await withLimit(task.promise, limit), thread, close };
  } catch (error) {
    task.destroy().catch(ignoreClosed);
    own?.end();
    const name = error instanceof Error ? error.name : '';
    const code = name === 'PasswordException' ? 'pdf/encrypted' : 'pdf/broken';
    throw new HoneError(code, { file: file.name }, { cause: error });
  }
}

async function sourceOf({ bytes, given, stored }: FileContents & { given?: boolean }) {
  if (!stored) return { data: given ? bytes : bytes.slice() };
  return stored.size <= mostWhole
    ? { data: new Uint8Array(await stored.arrayBuffer()) }
    : { range: new StoredRange(stored), rangeChunkSize, disableAutoFetch: true, disableStream: true };
}

/** What is still under way when a document closes ends with errors that concern nobody. */
function ignoreClosed(_error: unknown): void {
  return undefined;
}

export class TimeLimit extends Error {
  override readonly name = 'TimeLimit';
}

/** The promise, or TimeLimit after `limit` milliseconds; works only when the work is on another thread or yields. */
export function withLimit<T>(promise: Promise<T>, limit: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimeLimit(`not done after ${limit} ms`)), limit);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
