import { expose } from 'comlink';
import { writerFor } from '../src/pairs/write';
import { carryErrors } from './transfer';
import type { WriteWorker, Written } from './types';

carryErrors();
let running = new AbortController();

expose({
  async write(chunks, done, settings, onWritten, onProgress, onRequest) {
    running = new AbortController();
    // Calls back to the page have their own ports: only waiting for them means that all have arrived at the end.
    const received: Promise<void>[] = [];
    const listener = {
      onWritten: (written: Written) => void received.push(Promise.resolve(onWritten(written))),
      onProgress,
      onRequest: (url: string, bytes: number) => void received.push(Promise.resolve(onRequest(url, bytes))),
    };
    try {
      await writerFor(settings).write(running.signal, chunks, new Set(done), listener);
    } finally {
      await Promise.all(received);
    }
  },
  cancel: () => running.abort(),
} satisfies WriteWorker);
