import { wrap } from 'comlink';
import type { BenchWorker } from './worker';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

/** scripts/bench/browser.mjs calls the worker's functions by name. */
Object.assign(window, { bench: wrap<BenchWorker>(worker) });
