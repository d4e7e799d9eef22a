import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import { fileKind } from './file-kind';
import { enginePool } from './ocr/engine-pool';
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
  /** By their languages. */
  private readonly engines = new Map<string, OcrEngine>();
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
    const known = this.engines.get(key);
    const pool = known ?? enginePool(() => this.assets.startOcr(languages), this.assets.ocrAtOnce ?? 1);
    this.engines.set(key, pool);
    // Kept for the next file.
    return { recognize: (image, oneBlock) => pool.recognize(image, oneBlock), close: async () => undefined };
  }
}
