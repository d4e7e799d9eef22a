import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import { fileKind } from './file-kind';
import type { OcrEngine } from './ocr/ocr-engine';
import { imageReader } from './ocr/read-image';
import { drawPage } from './pdf/draw-page';
import { openPdf, type OpenPdf } from './pdf/open-pdf';
import { readDocument } from './read-document';
import type { Assets } from './reader';
import type { ReadDocument } from './types';

interface File {
  name: string;
  bytes: Uint8Array;
}

interface ReadOptions {
  ocrLanguages: readonly string[];
  patience?: NonNullable<Assets['patience']>;
}

/** Reads files and draws their pages; keeps the text recognition engines and the last drawn PDF open between calls. */
export class Extractor {
  private running = new AbortController();
  /** By their languages: at most one for English and one for Chinese beside it. */
  private readonly engines = new Map<string, Promise<OcrEngine>>();
  private shown: { key: string; open: Promise<OpenPdf> } | null = null;

  constructor(private readonly assets: Assets) {}

  read(file: File, { ocrLanguages, patience }: ReadOptions, onProgress: OnProgress): Promise<ReadDocument> {
    this.running = new AbortController();
    const assets: Assets = {
      ...this.assets,
      ...(patience && { patience }),
      startOcr: (languages) => this.startOcr(languages),
    };
    return readDocument(file, { signal: this.running.signal, ocrLanguages, assets, onProgress });
  }

  cancel(): void {
    this.running.abort();
  }

  /** `width` pixels wide; pages from 1. Throws 'file/unsupported' for formats without pages. */
  async renderPage(file: File, page: number, width: number): Promise<ImageBitmap> {
    const kind = fileKind(file.name, file.bytes);
    if (kind === 'pdf') {
      const { document } = await this.openShown(file);
      const proxy = await document.getPage(Math.min(Math.max(1, page), document.numPages));
      const canvas = await drawPage(proxy, { width });
      proxy.cleanup();
      return canvas.transferToImageBitmap();
    }
    if (kind === null || !imageReader.kinds.includes(kind)) {
      throw new HoneError('file/unsupported', { file: file.name });
    }
    try {
      const blob = new Blob([file.bytes as Uint8Array<ArrayBuffer>]);
      return await createImageBitmap(blob, { resizeWidth: Math.round(width), resizeQuality: 'high' });
    } catch (error) {
      throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
    }
  }

  private openShown(file: File): Promise<OpenPdf> {
    const key = `${file.name} ${file.bytes.length}`;
    if (this.shown?.key === key) return this.shown.open;
    void this.shown?.open.then((open) => open.close()).catch(() => undefined);
    const open = openPdf(file, this.assets, true);
    const shown = { key, open };
    this.shown = shown;
    open.catch(() => {
      if (this.shown === shown) this.shown = null;
    });
    return open;
  }

  private async startOcr(languages: readonly string[]): Promise<OcrEngine> {
    const key = languages.join('+');
    await this.keptEngine(key, languages);
    return {
      recognize: async (image, oneBlock) => {
        const kept = this.keptEngine(key, languages);
        const engine = await kept;
        try {
          return await engine.recognize(image, oneBlock);
        } catch (error) {
          // What an engine is worth after a failure nobody knows: the next page gets a fresh one.
          if (this.engines.get(key) === kept) this.engines.delete(key);
          void engine.close().catch(() => undefined);
          throw error;
        }
      },
      // Kept for the next file.
      close: async () => undefined,
    };
  }

  private keptEngine(key: string, languages: readonly string[]): Promise<OcrEngine> {
    const known = this.engines.get(key);
    if (known) return known;
    const started = this.assets.startOcr(languages);
    this.engines.set(key, started);
    started.catch(() => {
      if (this.engines.get(key) === started) this.engines.delete(key);
    });
    return started;
  }
}
