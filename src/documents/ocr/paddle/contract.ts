import type { GreyImage, OcrPage } from '../ocr-engine';

/** PaddleOCR in a thread of its own. Errors cross as codes. */
export interface RecognizeWorker {
  /** Once, before any page. `folder`: absolute address of the models, with a closing slash. */
  start(folder: string, threads: number): Promise<void>;
  read(image: GreyImage): Promise<OcrPage>;
}
