import { HoneError } from '../../errors/hone-error';
import type { Draft } from '../element';
import type { Reader, ReadContext, ReadResult, SourceFile } from '../reader';
import type { PageInfo } from '../types';
import { greyOf } from './grey-image';
import { imageSize } from './image-size';
import { ocrDrafts } from './ocr-drafts';
import { ocrFailure, type OcrImage } from './ocr-engine';
import { recognizeTurned, type ReadImage } from './recognize-turned';
import { tiffSheets, type TiffSheet } from './tiff';

// Decoded, a larger picture would take half a gigabyte.
const mostPixels = 120e6;
// What the engine is given at most: an A3 sheet at 300 dpi.
const mostRecognised = 24e6;
// A picture of a screen or a small photograph: its letters, some 12 points high, are half of what the engine reads best.
const smallSide = 1200;
const enlarged = 2;

export const imageReader: Reader = { kinds: ['png', 'jpeg', 'webp', 'gif', 'bmp', 'tiff'], read: readImage };

async function readImage(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  const sheets = file.kind === 'tiff' && typeof OffscreenCanvas !== 'undefined' ? tiffSheets(file) : [];
  const total = Math.max(1, sheets.length);
  const pages: PageInfo[] = [];
  const drafts: Draft[] = [];
  for (let page = 1; page <= total; page++) {
    context.onProgress({ done: page - 1, total });
    const sheet = sheets[page - 1];
    const image = sheet ? await decodeSheet(file, sheet, total) : await decodeImage(file);
    context.signal.throwIfAborted();
    for (const draft of await recognised(file, image, context)) drafts.push({ ...draft, page });
    pages.push({ width: image.width, height: image.height, ocr: true });
  }
  context.onProgress({ done: total, total });
  return { pages, drafts, warnings: [] };
}

async function recognised(
  file: SourceFile,
  { image, width, height, scale }: DecodedImage,
  context: ReadContext,
): Promise<Draft[]> {
  let result: ReadImage;
  try {
    result = await recognizeTurned(await context.ocr(), image, context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    throw new HoneError(ocrFailure(error), { file: file.name }, { cause: error });
  }
  const { read, ...how } = result;
  return ocrDrafts(read, { scale, width, height, ...how });
}

/** `scale`: pixels of the file for one of `image`. */
interface DecodedImage {
  image: OcrImage;
  width: number;
  height: number;
  scale: number;
}

/** Pixels where the platform decodes images (with the camera's rotation applied), else the file as it is. */
export async function decodeImage(file: SourceFile): Promise<DecodedImage> {
  const size = imageSize(file.bytes);
  if (size) refuseLarge(file, size);
  if (typeof OffscreenCanvas !== 'undefined' && file.kind !== 'tiff')
    return drawn(file, () => new Blob([file.bytes as Uint8Array<ArrayBuffer>]));
  if (!size) throw new HoneError('file/unreadable', { file: file.name });
  return { image: { file: file.bytes }, ...size, scale: 1 };
}

async function decodeSheet(file: SourceFile, sheet: TiffSheet, sheets: number): Promise<DecodedImage> {
  refuseLarge(file, sheet);
  try {
    return await drawn(file, () => sheet.decode());
  } catch (error) {
    if (sheets > 1) throw error;
    return await decodeImage(file);
  }
}

function refuseLarge({ name }: SourceFile, { width, height }: { width: number; height: number }): void {
  if (width * height > mostPixels) throw new HoneError('file/too-large', { file: name });
}

let decoding: Promise<unknown> = Promise.resolve();

/** One at a time: pictures are read several at once, and decoded each may take half a gigabyte. */
function drawn(file: SourceFile, source: () => Blob | ImageData): Promise<DecodedImage> {
  const done = decoding.then(() => drawNow(file, source));
  decoding = done.catch(() => undefined);
  return done;
}

/** As grey pixels of the size that the engine reads best. */
async function drawNow(file: SourceFile, source: () => Blob | ImageData): Promise<DecodedImage> {
  try {
    const bitmap = await createImageBitmap(source());
    const { width, height } = bitmap;
    const small = Math.max(width, height) <= smallSide;
    const scale = small ? 1 / enlarged : Math.max(1, Math.sqrt((width * height) / mostRecognised));
    const canvas = new OffscreenCanvas(Math.round(width / scale), Math.round(height / scale));
    const drawing = canvas.getContext('2d', { willReadFrequently: true })!;
    drawing.imageSmoothingQuality = 'high';
    drawing.fillStyle = '#fff';
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return { image: greyOf(canvas), width, height, scale };
  } catch (error) {
    throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
  }
}
