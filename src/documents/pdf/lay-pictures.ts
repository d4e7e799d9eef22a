import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Box } from '../layout/box';
import { pointsPerInch, sheetOf } from './draw-page';
import { withLimit } from './open-pdf';
import type { PaintedPicture } from './picture-share';

const decodeLimit = 20_000;

/**
 * A region of the page with nothing but its pictures, as pdf.js decoded them, on white: a small part of the time that it takes
 * to draw the page. null where one of them was not decoded by itself but is part of the page's operators. A mask, which is drawn
 * in some colour, is black.
 */
export async function layPictures(
  page: PDFPageProxy,
  pictures: readonly PaintedPicture[],
  region: Box,
  dpi: number,
): Promise<OffscreenCanvas | null> {
  const inside = pictures.filter(({ place }) => place === 'everywhere' || overlaps(place, region));
  const sheet = sheetOf(region.x1 - region.x0, region.y1 - region.y0, dpi / pointsPerInch, true);
  const { canvas, context, scale } = sheet;
  context.imageSmoothingQuality = 'high';
  for (const { id, shared, matrix } of inside) {
    const bitmap = id === null ? null : await withLimit(decoded(page, id, shared), decodeLimit);
    if (!bitmap) return null;
    context.setTransform(scale, 0, 0, scale, -region.x0 * scale, -region.y0 * scale);
    context.transform(...matrix);
    // A picture's first row is at the top of the unit square, whose y grows upwards.
    context.transform(1, 0, 0, -1, 0, 1);
    context.drawImage(bitmap, 0, 0, 1, 1);
  }
  return canvas;
}

const overlaps = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

function decoded(page: PDFPageProxy, id: string, shared: boolean): Promise<ImageBitmap | null> {
  const objects = shared ? page.commonObjs : page.objs;
  return new Promise((resolve) => {
    objects.get(id, (image: { bitmap?: ImageBitmap } | null) => resolve(image?.bitmap ?? null));
  });
}
