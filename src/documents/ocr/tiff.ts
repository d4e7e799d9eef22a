import { decodeImage, toRGBA8, type IFD } from 'utif2';
import { HoneError } from '../../errors/hone-error';

// A scan of more sheets is a book that nobody keeps as one picture.
const mostSheets = 1000;
// Decoded, a larger picture would take half a gigabyte.
const mostPixels = 120e6;

/** One sheet of a TIFF file, not decoded yet. */
export interface TiffSheet {
  width: number;
  height: number;
  /** Throws HoneError 'file/unreadable', 'file/too-large'. */
  decode(): ImageData;
}

/** The sheets of a TIFF file, previews in it left out; [] where its directory cannot be read. */
export function tiffSheets({ name, bytes }: { name: string; bytes: Uint8Array }): TiffSheet[] {
  const buffer = bytes.slice().buffer;
  const view = new DataView(buffer);
  const sheets: TiffSheet[] = [];
  for (const tags of directories(view)) {
    const [kind = 0, width = 0, height = 0] = [254, 256, 257].map((tag) => tags.get(tag)?.[0]);
    // Bit 0: a smaller picture of another sheet.
    if ((kind & 1) === 1 || width === 0 || height === 0) continue;
    sheets.push({ width, height, decode: () => decoded(buffer, tags, { name, width, height }) });
  }
  return sheets;
}

function decoded(
  buffer: ArrayBuffer,
  tags: ReadonlyMap<number, number[]>,
  { name, width, height }: { name: string; width: number; height: number },
): ImageData {
  if (width * height > mostPixels) throw new HoneError('file/too-large', { file: name });
  try {
    const sheet = Object.fromEntries([...tags].map(([tag, values]) => [`t${tag}`, values])) as unknown as IFD;
    decodeImage(buffer, sheet);
    return new ImageData(new Uint8ClampedArray(toRGBA8(sheet)), width, height);
  } catch (error) {
    throw new HoneError('file/unreadable', { file: name }, { cause: error });
  }
}

// Bytes of the types of numbers that pictures are described by: BYTE, SHORT, LONG, UNDEFINED (TIFF 6.0, page 15).
const widths: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4, 7: 1 };

/**
 * Each sheet's tags. The decoder's own reading of them follows a file that points at itself for ever, and believes any count:
 * here a directory is read once, and what is longer than the file is left out.
 */
function directories(view: DataView): Map<number, number[]>[] {
  const little = view.getUint8(0) === 0x49;
  const found: Map<number, number[]>[] = [];
  const seen = new Set<number>();
  try {
    let at = view.getUint32(4, little);
    while (at !== 0 && !seen.has(at) && found.length < mostSheets) {
      seen.add(at);
      const count = view.getUint16(at, little);
      found.push(readTags(view, at + 2, count, little));
      at = view.getUint32(at + 2 + 12 * count, little);
    }
  } catch (error) {
    // The file ends in a directory: the sheets before it are whole.
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

function readTags(view: DataView, from: number, count: number, little: boolean): Map<number, number[]> {
  const tags = new Map<number, number[]>();
  for (let at = from; at < from + 12 * count; at += 12) {
    const width = widths[view.getUint16(at + 2, little)];
    const length = view.getUint32(at + 4, little);
    if (!width || length * width > view.byteLength) continue;
    const place = length * width <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (place + length * width > view.byteLength) continue;
    const read = (i: number) => {
      if (width === 1) return view.getUint8(place + i);
      return width === 2 ? view.getUint16(place + 2 * i, little) : view.getUint32(place + 4 * i, little);
    };
    tags.set(
      view.getUint16(at, little),
      Array.from({ length }, (_, i) => read(i)),
    );
  }
  return tags;
}
