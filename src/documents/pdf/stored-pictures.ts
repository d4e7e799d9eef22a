import type { FileContents } from '../stored-file';

export interface PixelSize {
  width: number;
  height: number;
}

const mark = new TextEncoder().encode('/Image');
// A dictionary of a picture is shorter before and after the name of its kind.
const around = 1500;
const mostPictures = 20_000;
// Bytes of a file in storage that are looked through at a time.
const portion = 8_000_000;
// Dots per inch: what is coarser is an icon that happens to have the page's shape.
const coarsest = 60;

/**
 * Sizes of the pictures stored in a PDF, in the order of the file. A picture is a stream, and streams are never packed into
 * others, so their dictionaries stand in the open (PDF 32000-1, 7.5.7) and no page need be read for them. `from`, `to`: where
 * their names are looked for.
 */
export function storedPictures(bytes: Uint8Array, from = 0, to = bytes.length): PixelSize[] {
  const sizes: PixelSize[] = [];
  for (
    let at = next(bytes, from);
    at >= 0 && at < to && sizes.length < mostPictures;
    at = next(bytes, at + mark.length)
  ) {
    const before = latin(bytes, Math.max(0, at - around), at);
    const after = latin(bytes, at, Math.min(bytes.length, at + around));
    if (!/\/Subtype\s*$/.test(before)) continue;
    const dictionary = before.slice(before.lastIndexOf(' obj') + 1) + after.split('stream', 1)[0]!;
    const width = Number(/\/Width\s+(\d+)(?!\d|\s+\d+\s+R)/.exec(dictionary)?.[1]);
    const height = Number(/\/Height\s+(\d+)(?!\d|\s+\d+\s+R)/.exec(dictionary)?.[1]);
    if (width > 0 && height > 0) sizes.push({ width, height });
  }
  return sizes;
}

const known = new WeakMap<FileContents, Promise<PixelSize[]>>();

/** The same for a file, which is looked through once; some of it at a time where it is not held. Throws what reading a Blob throws. */
export function picturesIn(file: FileContents): Promise<PixelSize[]> {
  const sizes =
    known.get(file) ?? (file.stored ? ofStored(file.stored) : Promise.resolve(storedPictures(file.bytes)));
  known.set(file, sizes);
  return sizes;
}

async function ofStored(file: Blob): Promise<PixelSize[]> {
  const sizes: PixelSize[] = [];
  for (let from = 0; from < file.size && sizes.length < mostPictures; from += portion) {
    const before = Math.min(from, around);
    const part = file.slice(from - before, from + portion + around);
    sizes.push(...storedPictures(new Uint8Array(await part.arrayBuffer()), before, before + portion));
  }
  return sizes;
}

/**
 * Dots per inch of the finest of these pictures that has the shape of the page, upright or lying, in points; null where
 * none has. A scan is one picture to the page.
 */
export function scanResolution(pictures: readonly PixelSize[], page: PixelSize): number | null {
  const [short, long] = [Math.min(page.width, page.height), Math.max(page.width, page.height)];
  let finest: number | null = null;
  for (const { width, height } of pictures) {
    const [least, most] = [Math.min(width, height), Math.max(width, height)];
    const [across, along] = [(72 * least) / short, (72 * most) / long];
    if (along >= coarsest && Math.abs(across - along) < 0.05 * along) finest = Math.max(finest ?? 0, along);
  }
  return finest;
}

function next(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(mark[0]!, from); at >= 0; at = bytes.indexOf(mark[0]!, at + 1)) {
    let same = 1;
    while (same < mark.length && bytes[at + same] === mark[same]) same++;
    if (same === mark.length) return at;
  }
  return -1;
}

const latin = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));
