const text = (b: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...b.subarray(from, to));

/** Pixels of a PNG, JPEG, GIF, BMP, WebP or TIFF file, from its header; null when that cannot be read. */
export function imageSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = read(bytes, view);
    return size && size[0] > 0 && size[1] > 0 ? { width: size[0], height: size[1] } : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function read(b: Uint8Array, view: DataView): [number, number] | null {
  if (text(b, 1, 4) === 'PNG') return [view.getUint32(16), view.getUint32(20)];
  if (text(b, 0, 3) === 'GIF') return [view.getUint16(6, true), view.getUint16(8, true)];
  if (text(b, 0, 2) === 'BM') return [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
  if (text(b, 8, 12) === 'WEBP') return webp(b, view);
  if (b[0] === 0xff && b[1] === 0xd8) return jpeg(view);
  if (text(b, 0, 2) === 'II' || text(b, 0, 2) === 'MM') return tiff(view, b[0] === 0x49);
  return null;
}

// Segments of JPEG: FF marker length(2) ...; a start of frame is C0-CF without C4, C8 and CC.
function jpeg(view: DataView): [number, number] | null {
  for (let at = 2; at < view.byteLength;) {
    const marker = view.getUint16(at);
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webp(b: Uint8Array, view: DataView): [number, number] | null {
  const chunk = text(b, 12, 16);
  if (chunk === 'VP8 ') return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
  if (chunk === 'VP8X') {
    return [(view.getUint32(24, true) & 0xffffff) + 1, (view.getUint32(26, true) >>> 8) + 1];
  }
  if (chunk !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

// First directory of TIFF: tags 256 and 257, as SHORT or LONG.
function tiff(view: DataView, little: boolean): [number, number] | null {
  const start = view.getUint32(4, little);
  const size: [number, number] = [0, 0];
  const entries = view.getUint16(start, little);
  for (let i = 0; i < entries; i++) {
    const at = start + 2 + 12 * i;
    const tag = view.getUint16(at, little);
    if (tag !== 256 && tag !== 257) continue;
    const short = view.getUint16(at + 2, little) === 3;
    size[tag - 256] = short ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
  }
  return size;
}
