import type { GreyImage } from '../ocr-engine';
import type { PictureShape } from './models';

/**
 * Grey pictures as the models take them: [count, 3, height, width] from -1 (black) to 1 (white), three times the same. A
 * picture smaller than the shape stands at its top left, and 0 (grey) beside it, as in training.
 */
export function pixelsOf(images: readonly GreyImage[], { count, height, width }: PictureShape): Float32Array {
  const pixels = new Float32Array(count * 3 * height * width);
  const plane = height * width;
  images.forEach((image, i) => {
    const start = i * 3 * plane;
    for (let y = 0; y < image.height; y++) {
      const from = y * image.width;
      const to = start + y * width;
      for (let x = 0; x < image.width; x++) pixels[to + x] = image.grey[from + x]! / 127.5 - 1;
    }
    pixels.copyWithin(start + plane, start, start + plane);
    pixels.copyWithin(start + 2 * plane, start, start + plane);
  });
  return pixels;
}
