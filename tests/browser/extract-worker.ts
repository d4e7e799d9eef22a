import { wrap, type Remote } from 'comlink';
import { carryErrors } from '../../workers/transfer';
import type { ExtractWorker } from '../../workers/types';

export interface Extraction {
  extract: Remote<ExtractWorker>;
  end: () => void;
}

/** The worker that reads documents, as the app starts it. */
export function startExtraction(): Extraction {
  carryErrors();
  const worker = new Worker(new URL('../../workers/extract.ts', import.meta.url), { type: 'module' });
  return { extract: wrap<ExtractWorker>(worker), end: () => worker.terminate() };
}
