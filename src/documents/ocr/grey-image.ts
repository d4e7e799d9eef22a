import type { GreyImage } from './ocr-engine';

/** Luma of BT.601, which tesseract's own conversion uses. */
export function greyOf(canvas: OffscreenCanvas): GreyImage {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
  const pixels = new Uint32Array(data.buffer);
  const grey = new Uint8Array(pixels.length);
  // Little-endian, as every machine that runs a browser: red is the lowest byte.
  for (let i = 0; i < grey.length; i++) {
    const rgb = pixels[i]!;
    grey[i] = ((rgb & 255) * 77 + ((rgb >>> 8) & 255) * 150 + ((rgb >>> 16) & 255) * 29) >> 8;
  }
  return { width, height, grey };
}

/** Nothing darker or lighter than the rest: fewer than one pixel in 20,000 is far from the mean. */
export function isBlank({ grey }: GreyImage): boolean {
  const counts = histogram(grey);
  const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / grey.length;
  const far = counts.reduce((sum, count, value) => (Math.abs(value - mean) > 48 ? sum + count : sum), 0);
  return far * 20_000 < grey.length;
}

/** One grey is the paper's, and there is some ink on it: print, drawings and screens, not photographs. */
export function looksPrinted({ grey }: GreyImage): boolean {
  const counts = histogram(grey);
  const paper = counts.indexOf(Math.max(...counts));
  const within = (far: number) =>
    counts.reduce((sum, count, value) => (Math.abs(value - paper) <= far ? sum + count : sum), 0);
  return within(12) > 0.5 * grey.length && within(64) < 0.99 * grey.length;
}

function histogram(grey: Uint8Array): Uint32Array {
  const counts = new Uint32Array(256);
  for (let i = 0; i < grey.length; i++) counts[grey[i]!]! += 1;
  return counts;
}

/** Half as wide and high, each pixel the mean of four. */
export function halved({ width: w, height: h, grey }: GreyImage): GreyImage {
  const [width, height] = [w >> 1, h >> 1];
  const out = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, at = 2 * y * w; x < width; x++, at += 2)
      out[to++] = (grey[at]! + grey[at + 1]! + grey[at + w]! + grey[at + w + 1]! + 2) >> 2;
  }
  return { width, height, grey: out };
}

/** A quarter turn to the right, `turns` times. */
export function turned(image: GreyImage, turns: number): GreyImage {
  const { width: w, height: h, grey } = image;
  const out = new Uint8Array(grey.length);
  if (turns % 4 === 0) return image;
  if (turns % 4 === 2) {
    for (let i = 0; i < grey.length; i++) out[grey.length - 1 - i] = grey[i]!;
    return { width: w, height: h, grey: out };
  }
  const right = turns % 4 === 1;
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const at = right ? x * h + (h - 1 - y) : (w - 1 - x) * h + y;
      out[at] = grey[y * w + x]!;
    }
  }
  return { width: h, height: w, grey: out };
}

/** As a PGM file (Netpbm, magic number P5), which leptonica reads without any decoding. */
export function toPgm({ width, height, grey }: GreyImage): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const file = new Uint8Array(head.length + grey.length);
  file.set(head);
  file.set(grey, head.length);
  return file;
}
