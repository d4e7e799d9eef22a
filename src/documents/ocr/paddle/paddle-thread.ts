import { wrap } from 'comlink';
import { HoneError } from '../../../errors/hone-error';
import type { OcrEngine } from '../ocr-engine';
import type { RecognizeWorker } from './contract';

/**
 * PaddleOCR in a thread of its own, ended with the engine, so that its memory is given back. Calls are read one after
 * another with all threads: a second instance would hold the models and a page's maps once more. Takes pixels only.
 * Throws 'ocr/no-paddle' and 'ocr/failed'.
 */
export async function startPaddleThread(thread: Worker, folder: string, threads: number): Promise<OcrEngine> {
  const remote = wrap<RecognizeWorker>(thread);
  let failed: (error: unknown) => void = () => undefined;
  const broken = new Promise<never>((_, reject) => (failed = reject));
  broken.catch(() => undefined);
  thread.onerror = (event) => failed(new HoneError('ocr/failed', { file: '' }, { cause: event.message }));
  let turn: Promise<unknown> = Promise.resolve();
  try {
    await Promise.race([remote.start(folder, threads), broken]);
  } catch (error) {
    thread.terminate();
    throw error;
  }
  return {
    async recognize(image) {
      if ('file' in image) throw new HoneError('ocr/failed', { file: '' });
      const read = turn.then(() => Promise.race([remote.read(image), broken]));
      turn = read.catch(() => undefined);
      return await read;
    },
    close: async () => {
      thread.terminate();
      failed(new HoneError('cancelled'));
    },
  };
}
