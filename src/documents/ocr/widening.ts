import { doubtful, ocrFailure, type OcrEngine, type OcrPage } from './ocr-engine';

// By so much must the other engine be surer, in tesseract's measure.
const clearly = 0.1;
// PaddleOCR's own: print that it reads rightly is given .95 and more, texture that it takes for letters .5 to .6. Of a script
// that it does not know it may surely read the points, and little else.
const sure = 0.85;
const leastShare = 0.5;

export type Recogniser = Pick<OcrEngine, 'recognize'>;

/** The engine for one page. */
export interface PageEngine extends Recogniser {
  /**
   * What `look` reads of the page with an engine that knows more languages and is slower; null where `read` is sure enough,
   * where the other is not clearly surer, and where there is none. Absent: there is none.
   */
  wider?<T extends { read: OcrPage }>(
    read: OcrPage,
    look: (engine: Recogniser) => Promise<T>,
  ): Promise<T | null>;
}

export interface PageEngines {
  /** The engine for the next page. */
  next(): PageEngine;
  close(): Promise<void>;
}

/**
 * Reads with `first`; a page that it is not sure of, however it is turned, also with `wider`. Where that is clearly surer, the
 * rest of the document is read with it alone; not yet the `atOnce` pages after it, which may have been begun before: what is
 * read must not hang on which page is done first.
 */
export function widening(first: OcrEngine, wider: () => Promise<OcrEngine>, atOnce = 1): PageEngines {
  let other: Promise<OcrEngine> | null = null;
  let pages = 0;
  let widerFrom = Infinity;
  const started = () => (other ??= wider());
  return {
    next() {
      const page = pages++;
      let changed = page >= widerFrom;
      return {
        async recognize(image, oneBlock) {
          return await (changed ? await started() : first).recognize(image, oneBlock);
        },
        async wider(read, look) {
          if (changed || read.confidence >= doubtful) return null;
          const again = await orMissing(async () => look(await started()));
          if (!again || !isBetter(again.read, read)) return null;
          changed = true;
          widerFrom = Math.min(widerFrom, page + atOnce + 1);
          return again;
        },
      };
    },
    async close() {
      await first.close();
      if (other) await (await other).close();
    },
  };
}

/** null where the engine is missing: what was read is still something. */
async function orMissing<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (ocrFailure(error) === 'ocr/no-paddle') return null;
    throw error;
  }
}

function isBetter(again: OcrPage, read: OcrPage): boolean {
  if (!again.settled) return again.confidence > read.confidence + clearly;
  return again.confidence > sure && lengthOf(again) >= leastShare * lengthOf(read);
}

const lengthOf = ({ lines }: OcrPage): number =>
  lines.reduce((sum, { words }) => sum + words.reduce((n, { text }) => n + text.length, 0), 0);

/** An engine that takes pixels, and one for files that only it can decode (TIFF), started when the first comes. */
export function forFiles(pixels: OcrEngine, files: () => Promise<OcrEngine>): OcrEngine {
  let other: Promise<OcrEngine> | null = null;
  return {
    async recognize(image, oneBlock) {
      const engine = 'file' in image ? await (other ??= files()) : pixels;
      return await engine.recognize(image, oneBlock);
    },
    async close() {
      await pixels.close();
      if (other) await (await other).close();
    },
  };
}
