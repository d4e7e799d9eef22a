import { HoneError } from '../../errors/hone-error';
import type { Reader, ReadContext, ReadResult, SourceFile } from '../reader';
import { greyOf } from './grey-image';
import { imageSize } from './image-size';
import { ocrDrafts } from './ocr-drafts';
import { ocrFailure, type OcrImage } from './ocr-engine';
import { recognizeTurned, type ReadImage } from './recognize-turned';

// Decoded, a larger picture would take half a gigabyte.
const mostPixels = 120e6;
// What the engine is given at most: an A3 sheet at 300 dpi.
const mostRecognised = 24e6;
// A picture of a screen or a small photograph: its letters, some 12 points high, are half of what the engine reads best.
const smallSide = 1200;
const enlarged = 2;

export const imageReader: Reader = { kinds: ['png', 'jpeg', 'webp', 'gif', 'bmp', 'tiff'], read: readImage };

async function readImage(file: SourceFile, context: ReadContext): Promise<ReadResult> {
  context.onProgress({ done: 0, total: 1, note: file.name });
  const { image, width, height, scale } = await decode(file);
  context.signal.throwIfAborted();
  let result: ReadImage;
  try {
    result = await recognizeTurned(await context.ocr(), image, context.signal);
  } catch (error) {
    context.signal.throwIfAborted();
    throw new HoneError(ocrFailure(error), { file: file.name }, { cause: error });
  }
  context.onProgress({ done: 1, total: 1, note: file.name });
  const { read, ...how } = result;
  const drafts = await ocrDrafts(read, { scale, width, height, ...how });
  return { pages: [{ width, height, ocr: true }], drafts, warnings: [] };
}

/** `scale`: pixels of the file for one of `image`. */
interface DecodedImage {
  image: OcrImage;
  width: number;
  height: number;
  scale: number;
}

/** Pixels where the platform decodes images (with the camera's rotation applied), else the file as it is. */
async function decode(file: SourceFile): Promise<DecodedImage> {
  const size = imageSize(file.bytes);
  if (size && size.width * size.height > mostPixels)
    throw new HoneError('file/too-large', { file: file.name });
  if (typeof OffscreenCanvas !== 'undefined' && file.kind !== 'tiff') {
    try {
      const bitmap = await createImageBitmap(new Blob([file.bytes as Uint8Array<ArrayBuffer>]));
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
  if (!size) throw new HoneError('file/unreadable', { file: file.name });
  return { image: { file: file.bytes }, ...size, scale: 1 };
}
