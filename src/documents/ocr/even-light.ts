import type { GreyImage } from './ocr-engine';

// Pixels: larger than letters, smaller than shadows.
const block = 64;
// Greys between the lightest and the darkest paper of a page that is lit evenly.
const even = 45;
// Darker than this it is a picture, not paper in shadow.
const darkest = 40;

/**
 * A photographed page as if lit evenly: each pixel in proportion to the paper around it. An image whose paper is of one
 * grey throughout comes back as it is.
 */
export function evenlyLit(image: GreyImage): GreyImage {
  const { width, height, grey } = image;
  // What is black and white alone has no shadows.
  if (grey.every((value) => value === 0 || value === 255)) return image;
  const [across, down] = [Math.ceil(width / block), Math.ceil(height / block)];
  const papers = widest(paperOf(image, across, down), across, down);
  const sorted = Float32Array.from(papers).sort();
  const share = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!;
  if (share(0.95) - share(0.05) < even) return image;
  const out = new Uint8Array(grey.length);
  const at = (value: number, end: number) => Math.max(0, Math.min(end - 1.001, value / block - 0.5));
  for (let y = 0; y < height; y++) {
    const fromY = at(y, down);
    const top = Math.floor(fromY);
    const bottom = Math.min(down - 1, top + 1);
    const low = fromY - top;
    for (let x = 0; x < width; x++) {
      const fromX = at(x, across);
      const left = Math.floor(fromX);
      const right = Math.min(across - 1, left + 1);
      const far = fromX - left;
      const above = papers[top * across + left]! * (1 - far) + papers[top * across + right]! * far;
      const below = papers[bottom * across + left]! * (1 - far) + papers[bottom * across + right]! * far;
      const paper = above * (1 - low) + below * low;
      out[y * width + x] = Math.min(255, (grey[y * width + x]! * 245) / paper);
    }
  }
  return { width, height, grey: out };
}

/** What a tenth of each block's pixels are lighter than. */
function paperOf({ width, height, grey }: GreyImage, across: number, down: number): Float32Array {
  const papers = new Float32Array(across * down);
  for (let by = 0; by < down; by++) {
    for (let bx = 0; bx < across; bx++) {
      const counts = new Uint32Array(256);
      const [bottom, right] = [Math.min(height, (by + 1) * block), Math.min(width, (bx + 1) * block)];
      let pixels = 0;
      for (let y = by * block; y < bottom; y += 2)
        for (let x = bx * block; x < right; x += 2, pixels++) counts[grey[y * width + x]!]! += 1;
      let [paper, lighter] = [255, counts[255]!];
      while (paper > 0 && 10 * lighter < pixels) lighter += counts[--paper]!;
      papers[by * across + bx] = Math.max(darkest, paper);
    }
  }
  return papers;
}

/** The lightest of each block and its neighbours: a heading's ink is no shadow. */
function widest(papers: Float32Array, across: number, down: number): Float32Array {
  const out = new Float32Array(papers.length);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let lightest = 0;
      for (let dy = Math.max(0, y - 1); dy <= Math.min(down - 1, y + 1); dy++)
        for (let dx = Math.max(0, x - 1); dx <= Math.min(across - 1, x + 1); dx++)
          lightest = Math.max(lightest, papers[dy * across + dx]!);
      out[y * across + x] = lightest;
    }
  }
  return out;
}
