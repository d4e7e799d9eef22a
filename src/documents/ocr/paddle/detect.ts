import type { GreyImage } from '../ocr-engine';
import { scaledTo } from './crop';
import type { LineBox } from './line-box';
import type { PictureModel } from './models';
import { pixelsOf } from './pixels';
import { linesIn } from './text-map';

// Sides the model is given, in pixels: a screen's letters large enough, a sheet at 300 dpi in bounded time and memory.
const shortestSide = 736;
const longestSide = 1920;
// What the model halves five times.
const unit = 32;

/** The lines of text in a picture, in its pixels. */
export async function detectLines(model: PictureModel, image: GreyImage): Promise<LineBox[]> {
  const { width, height } = image;
  const scale = Math.min(
    Math.max(1, shortestSide / Math.min(width, height)),
    longestSide / Math.max(width, height),
  );
  const whole = (side: number) => Math.max(unit, Math.round((side * scale) / unit) * unit);
  const size = { width: whole(width), height: whole(height) };
  const shape = { count: 1, ...size };
  const { data } = await model.run(pixelsOf([scaledTo(image, size)], shape), shape);
  const [sx, sy] = [width / size.width, height / size.height];
  return linesIn({ ...size, scores: data }).map((box) => ({
    ...box,
    // A pixel's middle lies half a pixel from its corner.
    x: (box.x + 0.5) * sx,
    y: (box.y + 0.5) * sy,
    width: box.width * sx,
    height: box.height * sy,
  }));
}
