import { expose } from 'comlink';
import type { RecognizeWorker } from '../src/documents/ocr/paddle/contract';
import { fetchPaddle } from '../src/documents/ocr/paddle/fetch-files';
import { startPaddle, type Paddle } from '../src/documents/ocr/paddle/paddle';
import { availableThreads } from '../src/engine/ort';
import { serveRuntime } from './serve-runtime';
import { carryErrors } from './transfer';

carryErrors();
serveRuntime();

let paddle: Paddle | null = null;

expose({
  async start(folder, threads) {
    paddle = await startPaddle(await fetchPaddle(folder), availableThreads(threads));
  },
  async read(image) {
    if (!paddle) throw new Error('read before start');
    return await paddle.read(image);
  },
} satisfies RecognizeWorker);
