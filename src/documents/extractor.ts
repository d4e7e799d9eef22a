import type { OnProgress } from '../errors/progress';
import type { OcrChoice, OcrRequest } from './ocr/choice';
import { enginePool } from './ocr/engine-pool';
import type { OcrEngine } from './ocr/ocr-engine';
import { prepareThread } from './pdf/pdf-thread';
import { openPictured, type Pictured } from './pictured';
import { readDocument, readInParts, type ReadSettings } from './read-document';
import type { Assets } from './reader';
import type { FileContents } from './stored-file';
import type { Element, PageInfo, ReadDocument } from './types';

/** A file that is only fetched when it is not open yet. */
export interface KeptFile {
  /** The same for the same bytes. */
  key: string;
  name: string;
  contents(): Promise<FileContents>;
}

interface ReadOptions {
  ocrLanguages: readonly string[];
  /** Absent: automatic. */
  ocrEngine?: OcrChoice;
  patience?: NonNullable<Assets['patience']>;
}

/** Reads files and draws their pages; keeps the text recognition engines and the last drawn file open between calls. */
export class Extractor {
  private readonly running = new Set<AbortController>();
  /** By what was asked for. */
  private readonly engines = new Map<string, OcrEngine>();
  private shown: { key: string; open: Promise<Pictured> } | null = null;

  constructor(private readonly assets: Assets) {}

  /** Several files may be read at once. */
  read(
    file: FileContents,
    options: ReadOptions,
    onProgress: OnProgress,
    onFirstPages?: (elements: Element[]) => void,
  ): Promise<ReadDocument> {
    return this.whileRunning((signal) =>
      readDocument(file, this.settings(signal, options, onProgress, onFirstPages)),
    );
  }

  /** With `keep` told the elements in their order, those of a long document in parts. */
  readInParts(
    file: FileContents,
    options: ReadOptions,
    keep: (elements: Element[]) => Promise<void>,
    onProgress: OnProgress,
    onFirstPages?: (elements: Element[]) => void,
  ): Promise<Omit<ReadDocument, 'elements'>> {
    return this.whileRunning((signal) =>
      readInParts(file, this.settings(signal, options, onProgress, onFirstPages), keep),
    );
  }

  private async whileRunning<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const running = new AbortController();
    this.running.add(running);
    try {
      return await work(running.signal);
    } finally {
      this.running.delete(running);
    }
  }

  private settings(
    signal: AbortSignal,
    { ocrLanguages, ocrEngine = 'automatic', patience }: ReadOptions,
    onProgress: OnProgress,
    onFirstPages?: (elements: Element[]) => void,
  ): ReadSettings {
    const assets: Assets = {
      ...this.assets,
      ...(patience && { patience }),
      startOcr: (asked) => this.startOcr(asked),
    };
    return {
      signal,
      ocrLanguages,
      ocrEngine,
      assets,
      onProgress,
      ...(onFirstPages && { onFirstPages }),
    };
  }

  /** Starts what the first PDF needs, so that it is shown at once. */
  prepare(): void {
    if (this.assets.createPdfWorker) prepareThread(this.assets.createPdfWorker);
  }

  /** Ends the engines too, in the middle of a page: the next file starts new ones. */
  cancel(): void {
    for (const running of this.running) running.abort();
    for (const engine of this.engines.values()) engine.close().catch(() => undefined);
    this.engines.clear();
  }

  /** The sizes of its pages before it is read: a PDF's are taken to be like the first; [] for formats without pages. */
  async glance(file: KeptFile): Promise<PageInfo[]> {
    return (await this.openShown(file)).pages;
  }

  /**
   * `width` pixels wide; pages from 1. null when another file was asked for meanwhile, which closes this one.
   * Throws 'file/unsupported' for formats without pages.
   */
  async renderPage(file: KeptFile, page: number, width: number): Promise<ImageBitmap | null> {
    try {
      return await (await this.openShown(file)).draw(page, width);
    } catch (error) {
      if (this.shown && this.shown.key !== file.key) return null;
      throw error;
    }
  }

  private openShown({ key, contents }: KeptFile): Promise<Pictured> {
    if (this.shown?.key === key) return this.shown.open;
    void this.shown?.open.then((open) => open.close()).catch(() => undefined);
    const open = contents().then((file) => openPictured(file, this.assets));
    const shown = { key, open };
    this.shown = shown;
    open.catch(() => {
      if (this.shown === shown) this.shown = null;
    });
    return open;
  }

  private async startOcr(asked: OcrRequest): Promise<OcrEngine> {
    const key = asked === 'paddle' ? asked : asked.join('+');
    const known = this.engines.get(key);
    // PaddleOCR reads one image after another, each with all threads.
    const size = asked === 'paddle' ? 1 : (this.assets.ocrAtOnce ?? 1);
    const pool = known ?? enginePool(() => this.assets.startOcr(asked), size);
    this.engines.set(key, pool);
    // Kept for the next file.
    return { recognize: (image, oneBlock) => pool.recognize(image, oneBlock), close: async () => undefined };
  }
}
