import { turned } from './grey-image';
import type { OcrEngine, OcrImage, OcrPage } from './ocr-engine';

// Below this the page may lie on its side or head; a photograph of print reads at 0.8 and more.
const doubtful = 0.7;

/**
 * Reads the image; where that is doubtful also on its head and sides, and keeps what reads best:
 * `turns` quarter turns to the right were made before reading.
 */
export async function recognizeTurned(
  engine: OcrEngine,
  image: OcrImage,
  signal: AbortSignal,
): Promise<{ read: OcrPage; turns: number }> {
  let best = { read: await engine.recognize(image), turns: 0 };
  // The engine turns what only it can decode; lines that run up or down it reads as they are.
  for (const turns of 'file' in image ? [2] : [2, 1, 3]) {
    if (best.read.confidence >= doubtful) break;
    signal.throwIfAborted();
    const read = await engine.recognize(
      'file' in image ? { ...image, onItsHead: true } : turned(image, turns),
    );
    if (read.confidence > best.read.confidence + 0.1) best = { read, turns };
  }
  return best;
}
