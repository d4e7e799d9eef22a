import type { ErrorCode } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import type { Draft } from './element';
import type { FileKind } from './file-kind';
import type { OcrRequest } from './ocr/choice';
import type { OcrEngine } from './ocr/ocr-engine';
import type { PageEngine } from './ocr/widening';
import type { FileContents } from './stored-file';
import type { PageInfo } from './types';

/** Where the parts that are no code are found; the worker points at our own origin, tests at node_modules. */
export interface Assets {
  /** How long pdf.js may take in its own thread, in milliseconds; absent: 30 s to open a file, 20 s for a page. */
  patience?: { open: number; page: number };
  /** Folder of pdf.js' character maps, with a closing slash. */
  cMapUrl: string;
  standardFontDataUrl: string;
  wasmUrl: string;
  /** A thread for pdf.js; without it pdf.js runs in the caller's and a hanging file cannot be stopped. */
  createPdfWorker?: () => Worker;
  /** Starts recognition of text in images. */
  startOcr(asked: OcrRequest): Promise<OcrEngine>;
  /** Whether setup brought PaddleOCR's models; absent: it did not. */
  paddleInstalled?: () => Promise<boolean>;
  /** How many images may be read at once; absent: one. */
  ocrAtOnce?: number;
}

export interface SourceFile extends FileContents {
  kind: FileKind;
}

export interface ReadContext {
  signal: AbortSignal;
  onProgress: OnProgress;
  /** Told once of the first pages of a long document, long before the rest is read. */
  onFirstPages?: (drafts: Draft[]) => void;
  assets: Assets;
  /** The engine for one page, started when first asked for. Pages ask in their order, none while `ocrAtOnce` before it are still being read. */
  ocr(): Promise<PageEngine>;
}

export interface ReadResult {
  /** Undefined where the file does not say. */
  title?: string;
  pages: PageInfo[];
  drafts: Draft[];
  warnings: { code: ErrorCode; page?: number }[];
}

/** Of a long document the drafts come in parts, which are read once. */
export interface LongResult extends Omit<ReadResult, 'drafts'> {
  drafts: AsyncIterable<Draft[]>;
}

/** Reads one format. Throws HoneError when nothing can be read, 'cancelled' soon after the signal aborts. */
export interface Reader {
  kinds: readonly FileKind[];
  read(file: SourceFile, context: ReadContext): Promise<ReadResult | LongResult>;
}
