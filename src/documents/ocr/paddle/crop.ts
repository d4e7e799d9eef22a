import type { GreyImage } from '../ocr-engine';
import { pointIn, type LineBox } from './line-box';

/** A line cut out of the picture and laid straight. */
export function crop(image: GreyImage, box: LineBox, size: { width: number; height: number }): GreyImage {
  const { width, height } = size;
  const grey = new Uint8Array(width * height);
  // Where the picture is finer, several of its pixels make one.
  const finer = Math.max(1, Math.min(4, Math.round(box.height / height)));
  const [ox, oy] = pointIn(box, 0, 0);
  const [ux, uy] = [Math.cos(box.angle) * box.width, Math.sin(box.angle) * box.width];
  const [vx, vy] = [-Math.sin(box.angle) * box.height, Math.cos(box.angle) * box.height];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < finer; i++) {
        for (let j = 0; j < finer; j++) {
          const along = (x + (j + 0.5) / finer) / width;
          const across = (y + (i + 0.5) / finer) / height;
          sum += sample(image, ox + along * ux + across * vx, oy + along * uy + across * vy);
        }
      }
      grey[y * width + x] = sum / (finer * finer) + 0.5;
    }
  }
  return { width, height, grey };
}

/** The picture scaled to a size. */
export const scaledTo = (image: GreyImage, size: { width: number; height: number }): GreyImage =>
  crop(
    image,
    { x: image.width / 2, y: image.height / 2, width: image.width, height: image.height, angle: 0 },
    size,
  );

/** Between four pixels, whose middles lie at halves; beyond the edge, the edge. */
function sample({ width, height, grey }: GreyImage, x: number, y: number): number {
  const cx = Math.min(width - 1, Math.max(0, x - 0.5));
  const cy = Math.min(height - 1, Math.max(0, y - 0.5));
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)];
  const [x1, y1] = [Math.min(width - 1, x0 + 1), Math.min(height - 1, y0 + 1)];
  const [fx, fy] = [cx - x0, cy - y0];
  const top = grey[y0 * width + x0]! * (1 - fx) + grey[y0 * width + x1]! * fx;
  const bottom = grey[y1 * width + x0]! * (1 - fx) + grey[y1 * width + x1]! * fx;
  return top * (1 - fy) + bottom * fy;
}
