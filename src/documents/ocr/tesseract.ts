import { createWorker, OEM, PSM, type Line, type Page, type WorkerOptions } from 'tesseract.js';
import { HoneError } from '../../errors/hone-error';
import { toPgm } from './grey-image';
import type { OcrEngine, OcrImage, OcrLine, OcrPage } from './ocr-engine';

/** Where tesseract's parts lie. Addresses must be absolute in a browser. */
export interface TesseractPaths {
  workerPath?: string;
  corePath?: string;
  /** Folder with `<language>.traineddata.gz`. */
  langPath: string;
  /** Where kept languages stand in the browser's storage (storage/language-data.ts), which is looked into first. */
  cachePath?: string;
}

/** tesseract.js with our own copies of everything it would fetch from elsewhere. Throws 'ocr/failed' when it cannot start. */
export async function startTesseract(
  languages: readonly string[],
  paths: TesseractPaths,
): Promise<OcrEngine> {
  const options: Partial<WorkerOptions> = {
    ...paths,
    gzip: true,
    cacheMethod: paths.cachePath === undefined ? 'none' : 'readOnly',
    workerBlobURL: false,
  };
  let failed: (error: unknown) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (failed = reject));
  broken.catch(() => undefined);
  try {
    const starting = createWorker([...languages], OEM.LSTM_ONLY, { ...options, errorHandler: failed });
    const worker = await Promise.race([starting, broken]);
    await worker.setParameters({ tessedit_pageseg_mode: PSM.AUTO, user_defined_dpi: '300' });
    return {
      recognize: async (image: OcrImage, oneBlock = false): Promise<OcrPage> => {
        const bytes = 'file' in image ? image.file : toPgm(image);
        try {
          const result = await worker.recognize(
            // Typed for documents; the code takes bytes.
            bytes as unknown as Blob,
            {
              ...('file' in image && image.onItsHead && { rotateRadians: Math.PI }),
              // Set for this call alone.
              ...(oneBlock && { tessedit_pageseg_mode: PSM.SINGLE_BLOCK }),
            },
            { text: false, blocks: true },
          );
          return toOcrPage(result.data);
        } catch (error) {
          throw new HoneError('ocr/failed', { file: '' }, { cause: error });
        }
      },
      close: async () => {
        await worker.terminate();
      },
    };
  } catch (error) {
    throw new HoneError('ocr/failed', { file: '' }, { cause: error });
  }
}

function toOcrPage(page: Page): OcrPage {
  const lines: OcrLine[] = [];
  let paragraph = 0;
  let weight = 0;
  let sum = 0;
  for (const block of page.blocks ?? []) {
    for (const { lines: own } of block.paragraphs) {
      for (const line of own) {
        const words = wordsOf(line);
        for (const word of words) {
          weight += word.text.length;
          sum += word.text.length * word.confidence;
        }
        if (words.length > 0) lines.push({ words, bbox: boxOf(line.bbox), paragraph });
      }
      paragraph++;
    }
  }
  return { lines, confidence: weight === 0 ? 0 : sum / weight };
}

const boxOf = (b: Line['bbox']): OcrLine['bbox'] => [b.x0, b.y0, b.x1, b.y1];

const wordsOf = (line: Line): OcrLine['words'] =>
  line.words
    .filter((w) => w.text.trim())
    .map((w) => ({ text: w.text.trim(), bbox: boxOf(w.bbox), confidence: w.confidence / 100 }));
