import { HoneError } from '../errors/hone-error';
import { fileKind } from './file-kind';
import { imageReader } from './ocr/read-image';
import { imageSize } from './ocr/image-size';
import { tiffSheets } from './ocr/tiff';
import { drawPage } from './pdf/draw-page';
import { openPdf } from './pdf/open-pdf';
import type { Assets } from './reader';
import type { FileContents } from './stored-file';
import type { PageInfo } from './types';

// A file that says it has more pages is not read either.
const mostPages = 50_000;

/** A file whose pages can be drawn, held open. */
export interface Pictured {
  /** A PDF's are taken to be of the size of the first; [] for formats without pages. */
  pages: PageInfo[];
  /** `width` pixels wide; pages from 1. Throws 'file/unsupported' for formats without pages. */
  draw(page: number, width: number): Promise<ImageBitmap>;
  close(): void;
}

/** Takes the bytes for itself. Throws HoneError 'pdf/encrypted', 'pdf/broken', 'file/unreadable'. */
export async function openPictured(file: FileContents, assets: Assets): Promise<Pictured> {
  const kind = fileKind(file.name, file.bytes);
  if (kind === 'pdf') return openPages(file, assets);
  if (kind === 'tiff') return openSheets(file);
  if (kind !== null && imageReader.kinds.includes(kind)) return openImage(file);
  return {
    pages: [],
    draw: () => Promise.reject(new HoneError('file/unsupported', { file: file.name })),
    close: () => undefined,
  };
}

async function openPages(file: FileContents, assets: Assets): Promise<Pictured> {
  const { document, close } = await openPdf({ ...file, given: true }, assets, 'all');
  const { width, height } = (await document.getPage(1)).getViewport({ scale: 1 });
  return {
    pages: Array.from({ length: Math.min(document.numPages, mostPages) }, () => ({
      width,
      height,
      ocr: false,
    })),
    async draw(page, pixels) {
      const proxy = await document.getPage(Math.min(Math.max(1, page), document.numPages));
      const canvas = await drawPage(proxy, { width: pixels });
      proxy.cleanup();
      return canvas.transferToImageBitmap();
    },
    close,
  };
}

function openSheets(file: { name: string; bytes: Uint8Array }): Pictured {
  const sheets = tiffSheets(file);
  return {
    pages: sheets.map(({ width, height }) => ({ width, height, ocr: true })),
    draw: async (page, width) => {
      const sheet = sheets[Math.min(Math.max(1, page), sheets.length) - 1];
      if (!sheet) throw new HoneError('file/unreadable', { file: file.name });
      return createImageBitmap(sheet.decode(), { resizeWidth: Math.round(width), resizeQuality: 'high' });
    },
    close: () => undefined,
  };
}

function openImage(file: { name: string; bytes: Uint8Array }): Pictured {
  const size = imageSize(file.bytes);
  const blob = new Blob([file.bytes as Uint8Array<ArrayBuffer>]);
  return {
    pages: size ? [{ ...size, ocr: true }] : [],
    draw: (_, width) =>
      createImageBitmap(blob, { resizeWidth: Math.round(width), resizeQuality: 'high' }).catch(
        (cause: unknown) => {
          throw new HoneError('file/unreadable', { file: file.name }, { cause });
        },
      ),
    close: () => undefined,
  };
}
