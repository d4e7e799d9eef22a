import { expose } from 'comlink';
import { writerFor } from '../src/pairs/write';
import { carryErrors } from './transfer';
import type { WriteWorker } from './types';

carryErrors();
let running = new AbortController();

expose({
  async write(chunks, done, settings, onWritten, onProgress, onRequest) {
    running = new AbortController();
    const listener = { onWritten, onProgress, onRequest };
    await writerFor(settings).write(running.signal, chunks, new Set(done), listener);
  },
  cancel: () => running.abort(),
} satisfies WriteWorker);
