import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import { ElementMaker, toElements, type Draft } from './element';
import { emlReader } from './email/read-eml';
import { fileKind, isLockedOffice } from './file-kind';
import { htmlReader } from './html/read-html';
import { markdownReader } from './markdown/read-markdown';
import { allLanguages, enginesFor, type OcrChoice, type OcrRequest } from './ocr/choice';
import { forFiles, widening, type PageEngines } from './ocr/widening';
import { savedAs } from './other-format';
import { imageReader } from './ocr/read-image';
import { docxReader } from './packed/word/read-docx';
import { epubReader } from './packed/read-epub';
import { pptxReader } from './packed/slides/read-pptx';
import { xlsxReader } from './packed/sheets/read-xlsx';
import { pdfReader } from './pdf/read-pdf';
import type { Assets, ReadContext, Reader } from './reader';
import type { FileContents } from './stored-file';
import { csvReader } from './text/read-csv';
import { textReader } from './text/read-text';
import type { Element, ReadDocument } from './types';

/** One reader per format; a new format is a new line here. */
const readers: readonly Reader[] = [
  pdfReader,
  imageReader,
  htmlReader,
  markdownReader,
  textReader,
  csvReader,
  docxReader,
  xlsxReader,
  pptxReader,
  epubReader,
  emlReader,
];

export interface ReadSettings {
  signal: AbortSignal;
  /** tesseract's names, the first weighs most, e.g. ['chi_sim', 'eng']. */
  ocrLanguages: readonly string[];
  ocrEngine: OcrChoice;
  assets: Assets;
  onProgress: OnProgress;
  /** Told once of the first pages of a long document. */
  onFirstPages?: (elements: Element[]) => void;
}

/**
 * Reads one file. Throws HoneError: 'file/empty' (no bytes, or no text in it), 'file/unsupported', 'file/other-format', 'file/unreadable',
 * 'pdf/encrypted', 'pdf/broken', 'ocr/failed', 'ocr/no-paddle', 'cancelled'.
 */
export async function readDocument(file: FileContents, settings: ReadSettings): Promise<ReadDocument> {
  const elements: Element[] = [];
  const read = await readInParts(file, settings, (part) => {
    for (const element of part) elements.push(element);
  });
  return { ...read, elements };
}

/** The same, with `keep` told the elements in their order, those of a long document in parts, so that they are never all held. */
export async function readInParts(
  file: FileContents,
  settings: ReadSettings,
  keep: (elements: Element[]) => void | Promise<void>,
): Promise<Omit<ReadDocument, 'elements'>> {
  const started = performance.now();
  if (file.bytes.length === 0) throw new HoneError('file/empty', { file: file.name });
  const kind = fileKind(file.name, file.bytes);
  const reader = readers.find((r) => kind !== null && r.kinds.includes(kind));
  if (isLockedOffice(file.bytes)) throw new HoneError('pdf/encrypted', { file: file.name });
  const better = kind ? null : savedAs(file.bytes);
  if (better) throw new HoneError('file/other-format', { file: file.name, format: better });
  if (!kind || !reader) throw new HoneError('file/unsupported', { file: file.name });
  const { context, closeOcr } = makeContext(file.name, settings);
  try {
    const { title, pages, drafts, warnings } = await reader.read({ ...file, kind }, context);
    const maker = new ElementMaker(file.name);
    let count = 0;
    let heading: string | undefined;
    for await (const part of Array.isArray(drafts) ? [drafts] : drafts) {
      settings.signal.throwIfAborted();
      const elements = maker.add(part);
      count += elements.length;
      heading ??= elements.find((e) => e.type === 'Title')?.text;
      await keep(elements);
    }
    settings.signal.throwIfAborted();
    if (count === 0) {
      const failed = warnings.find((w) => w.code === 'ocr/failed' || w.code === 'ocr/no-paddle');
      throw new HoneError(failed?.code ?? 'file/empty', { file: file.name });
    }
    return {
      title: title ?? heading ?? file.name.replace(/^.*\/|\.[^.]+$/g, ''),
      pages,
      seconds: (performance.now() - started) / 1000,
      warnings,
    };
  } catch (error) {
    throw settings.signal.aborted ? new HoneError('cancelled') : naming(error, file.name);
  } finally {
    await closeOcr();
  }
}

/** What goes wrong in a reader is the file's doing: the error names it. */
function naming(error: unknown, file: string): HoneError {
  if (error instanceof HoneError)
    return error.parameters.file
      ? error
      : new HoneError(error.code, { ...error.parameters, file }, { cause: error });
  return new HoneError(isTooMuch(error) ? 'file/too-large' : 'file/unreadable', { file }, { cause: error });
}

/** Memory that could not be had, and lists and strings longer than the language allows. */
const isTooMuch = (error: unknown): boolean =>
  error instanceof RangeError &&
  /allocation|invalid (?:typed )?array|string length|map maximum|set maximum/i.test(error.message);

async function startOcr({ assets, ocrLanguages, ocrEngine }: ReadSettings): Promise<PageEngines> {
  const installed = ocrEngine === 'automatic' && ((await assets.paddleInstalled?.()) ?? false);
  const { first, wider } = enginesFor(ocrEngine, ocrLanguages, installed);
  const start = async (asked: OcrRequest, languages: readonly string[]) =>
    asked === 'paddle'
      ? forFiles(await assets.startOcr(asked), () => assets.startOcr(languages))
      : await assets.startOcr(asked);
  const engine = await start(first, ocrLanguages);
  if (!wider) return { next: () => engine, close: () => engine.close() };
  return widening(engine, () => start(wider, allLanguages), assets.ocrAtOnce);
}

/** Does not wait for an engine in the middle of a page. */
function orCancelled<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new HoneError('cancelled'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function makeContext(
  name: string,
  settings: ReadSettings,
): {
  context: ReadContext;
  closeOcr: () => Promise<void>;
} {
  const { signal, assets, onProgress, onFirstPages } = settings;
  let engines: Promise<PageEngines> | null = null;
  let furthest = 0;
  return {
    context: {
      signal,
      assets,
      ocr: async () => {
        const engine = (await (engines ??= startOcr(settings))).next();
        return {
          recognize: (image, oneBlock) => orCancelled(signal, engine.recognize(image, oneBlock)),
          wider: async (read, look) =>
            engine.wider ? await orCancelled(signal, engine.wider(read, look)) : null,
        };
      },
      // Scans found on the way lengthen the job; the fraction still never goes back.
      onProgress: (progress) => {
        furthest = Math.max(furthest, progress.done / Math.max(1, progress.total));
        onProgress({ ...progress, done: furthest * progress.total });
      },
      ...(onFirstPages && {
        onFirstPages: (drafts: Draft[]) => onFirstPages(toElements(name, drafts)),
      }),
    },
    closeOcr: async () => {
      if (engines) await engines.then((e) => e.close()).catch(() => undefined);
    },
  };
}
