import { expose } from 'comlink';
import { HoneError } from '../src/errors/hone-error';
import { measureSpeed, type MeasuredModel } from '../src/training/speed/measure';
import { loadFrom } from './model-source';
import { serveRuntime } from './serve-runtime';
import { carryErrors } from './transfer';
import type { SpeedWorker } from './types';

carryErrors();
serveRuntime();

/** What set-up put beside the app; null where it could fetch nothing. */
async function servedModel(): Promise<MeasuredModel | null> {
  try {
    const model = await loadFrom({ kind: 'served', id: 'all-MiniLM-L6-v2' });
    return { ...model, encode: (text) => model.tokenizer.encode(text, model.maxSeqLength) };
  } catch (error) {
    if (error instanceof HoneError && error.code === 'model/not-found') return null;
    throw error;
  }
}

expose({
  measure: (request, onDevice, onRow, onProgress, tabBytes) =>
    measureSpeed(request, servedModel, { onDevice, onRow, onProgress, tabBytes }),
} satisfies SpeedWorker);
