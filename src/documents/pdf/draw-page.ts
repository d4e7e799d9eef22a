import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { HoneError } from '../../errors/hone-error';
import type { Box } from '../layout/box';
import type { GreyImage } from '../ocr/ocr-engine';
import { greyOf, isBlank } from '../ocr/grey-image';
import type { ReadContext, ReadResult } from '../reader';
import type { FileContents } from '../stored-file';
import type { Scan } from './find-scans';
import type { Operators } from './interpret-page';
import { openPdf, withLimit, type OpenPdf } from './open-pdf';
import type { Matrix } from './page-content';
import { pictureShare } from './picture-share';

export const pointsPerInch = 72;
// What the engine reads best, also of coarser scans.
export const ocrDotsPerInch = 300;
// A poster at 300 dpi would not fit in memory.
const mostPixels = 24e6;
// No browser draws on a longer canvas.
const longestSide = 16_000;
const drawLimit = 60_000;
// Share of the page that a scan covers: all of it, its margins cut away.
const scanShare = 0.5;

/** The page as shown, or a region of it in points, `width` pixels wide (or at `dpi` dots per inch), on white. Needs OffscreenCanvas. */
export async function drawPage(
  page: PDFPageProxy,
  size: { width: number } | { dpi: number },
  region?: Box,
): Promise<OffscreenCanvas> {
  const whole = page.getViewport({ scale: 1 });
  const { x0, y0, x1, y1 } = region ?? { x0: 0, y0: 0, x1: whole.width, y1: whole.height };
  const [width, height] = [x1 - x0, y1 - y0];
  const asked = 'width' in size ? size.width / width : size.dpi / pointsPerInch;
  const { canvas, context, scale } = sheetOf(width, height, asked, 'dpi' in size);
  const viewport = page.getViewport({ scale, offsetX: -x0 * scale, offsetY: -y0 * scale });
  // pdf.js draws on an OffscreenCanvas as on any other; its typings know only the one of a document.
  const canvasContext = context as unknown as CanvasRenderingContext2D;
  await withLimit(page.render({ canvas: null, canvasContext, viewport }).promise, drawLimit);
  return canvas;
}

/**
 * White paper for what is `width` by `height` points, in `asked` pixels a point or, where that is too many, as many as can be.
 * `isRead`: its pixels are asked for.
 */
export function sheetOf(
  width: number,
  height: number,
  asked: number,
  isRead: boolean,
): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D; scale: number } {
  const scale = Math.min(
    asked,
    Math.sqrt(mostPixels / (width * height)),
    longestSide / Math.max(width, height),
  );
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
  );
  const context = canvas.getContext('2d', { willReadFrequently: isRead });
  if (!context) throw new HoneError('engine/out-of-memory');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  return { canvas, context, scale };
}

export interface DrawnPage {
  index: number;
  /** As asked for: how many stand on it as text. */
  letters: number;
  /** null: nothing on it to be read, or it could not be drawn (a warning says so). */
  image: GreyImage | null;
  pointsPerPixel: number;
}

/** A page with text on it may all the same be a scan when a picture covers most of it. */
async function mayBeScan(page: PDFPageProxy): Promise<boolean> {
  const operators = await withLimit(page.getOperatorList(), drawLimit);
  const { transform, width, height } = page.getViewport({ scale: 1 });
  const view = transform as unknown as Matrix;
  return pictureShare(operators as Operators, { view, width, height }) > scanShare;
}

/** Draws pages (from 0) for text recognition, one at a time. */
export async function* drawPages(
  file: FileContents,
  pages: readonly Scan[],
  context: ReadContext,
  warnings: ReadResult['warnings'],
  dpi = ocrDotsPerInch,
): AsyncGenerator<DrawnPage> {
  if (typeof OffscreenCanvas === 'undefined') {
    for (const { index, letters } of pages) {
      if (letters === 0) warnings.push({ code: 'ocr/failed', page: index + 1 });
      yield { index, letters, image: null, pointsPerPixel: 1 };
    }
    return;
  }
  let open: OpenPdf | null = null;
  try {
    for (const { index, letters, drawn } of pages) {
      context.signal.throwIfAborted();
      try {
        open ??= await openPdf(file, context.assets, 'all');
        const page = await withLimit(open.document.getPage(index + 1), drawLimit);
        if (letters > 0 && !drawn && !(await mayBeScan(page))) {
          yield { index, letters, image: null, pointsPerPixel: 1 };
          continue;
        }
        const canvas = await drawPage(page, { dpi });
        const pointsPerPixel = page.getViewport({ scale: 1 }).width / canvas.width;
        page.cleanup();
        const image = greyOf(canvas);
        yield { index, letters, image: isBlank(image) ? null : image, pointsPerPixel };
      } catch (error) {
        context.signal.throwIfAborted();
        if (error instanceof HoneError && error.code === 'ocr/failed') throw error;
        warnings.push({ code: 'pdf/broken', page: index + 1 });
        open?.close();
        open = null;
        yield { index, letters, image: null, pointsPerPixel: 1 };
      }
    }
  } finally {
    open?.close();
  }
}
