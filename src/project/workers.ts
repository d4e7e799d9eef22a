import { proxy, wrap, type ProxyMarked, type Remote } from 'comlink';
import { HoneError } from '../errors/hone-error';
import { carryErrors } from '../../workers/transfer';
import type { EmbedWorker, ExtractWorker, SpeedWorker, TrainWorker, WriteWorker } from '../../workers/types';

carryErrors();

/** Makes a callback that a worker can call, and takes each call as a sign of life. */
export type Listen = <A extends unknown[]>(
  callback: (...values: A) => void,
) => ((...values: A) => void) & ProxyMarked;

/** A worker as the project uses it: one call at a time or several, ended and made anew when it is lost. */
export interface Caller<T> {
  /**
   * Calls the worker. Throws what the worker throws; 'worker/lost' when it died or was silent too long;
   * 'cancelled' when `end()` was called meanwhile.
   */
  call<R>(work: (worker: Remote<T>, listen: Listen) => Promise<R>): Promise<R>;
  /** Tells a living worker something that needs no answer (pause, cancel); a worker not yet made is left unmade. */
  tell(work: (worker: Remote<T>) => Promise<void>): void;
  /** Counts the workers left behind: what an earlier one kept in memory is gone. */
  readonly generation: number;
  /** Calls from now on are a new worker's, made under the policy now in force; those that run finish in theirs. */
  renew(): void;
  /** Ends the worker and with it all calls; the next call makes a new one. */
  end(): void;
}

interface Living<T> {
  worker: Worker;
  remote: Remote<T>;
  /** Never resolves; rejects when the worker is lost or ended. */
  lost: Promise<never>;
  lose: (error: HoneError) => void;
  calls: number;
}

/** One module worker, made at the first call. `silence`: seconds without a sign after which a call counts as hung. */
export class WorkerSlot<T> implements Caller<T> {
  #living: Living<T> | null = null;
  /** Renewed, with calls that still run. */
  readonly #leaving = new Set<Living<T>>();
  generation = 0;

  constructor(
    private readonly name: string,
    private readonly make: () => Worker,
    private readonly silence: number,
  ) {}

  async call<R>(work: (worker: Remote<T>, listen: Listen) => Promise<R>): Promise<R> {
    const living = (this.#living ??= this.#start());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#lose(living, 'silent'), this.silence * 1000);
    };
    const listen: Listen = (callback) =>
      proxy((...values) => {
        heard();
        callback(...values);
      });
    heard();
    living.calls++;
    try {
      return await Promise.race([work(living.remote, listen), living.lost]);
    } finally {
      clearTimeout(timer);
      living.calls--;
      if (this.#leaving.has(living)) this.#endUnused(living);
    }
  }

  tell(work: (worker: Remote<T>) => Promise<void>): void {
    for (const living of this.#all()) {
      // A worker lost meanwhile has already failed the call this message is about.
      Promise.race([work(living.remote), living.lost]).catch((error: unknown) =>
        console.warn(this.name, error),
      );
    }
  }

  renew(): void {
    const living = this.#living;
    if (!living) return;
    this.#leave(living);
    this.#leaving.add(living);
    this.#endUnused(living);
  }

  end(): void {
    for (const living of this.#all()) {
      this.#leave(living);
      living.worker.terminate();
      living.lose(new HoneError('cancelled'));
    }
  }

  #all(): Living<T>[] {
    return [...(this.#living ? [this.#living] : []), ...this.#leaving];
  }

  /** No call will be made to it any more. */
  #leave(living: Living<T>): void {
    this.#leaving.delete(living);
    if (this.#living !== living) return;
    this.#living = null;
    this.generation++;
  }

  #endUnused(living: Living<T>): void {
    if (living.calls > 0) return;
    this.#leaving.delete(living);
    living.worker.terminate();
  }

  #start(): Living<T> {
    const worker = this.make();
    let lose: (error: HoneError) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    // Awaited only while a call runs; a worker may also die between calls.
    lost.catch(() => undefined);
    const living: Living<T> = { worker, remote: wrap<T>(worker), lost, lose, calls: 0 };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#lose(living, event.message || 'could not start');
    });
    return living;
  }

  #lose(living: Living<T>, reason: string): void {
    this.#leave(living);
    living.worker.terminate();
    living.lose(new HoneError('worker/lost', { worker: this.name, reason }));
  }
}

export interface Workers {
  /** Reads files. */
  extract: Caller<ExtractWorker>;
  /** Chunks and renders pages, so that a long reading holds neither up. */
  view: Caller<ExtractWorker>;
  write: Caller<WriteWorker>;
  train: Caller<TrainWorker>;
  embed: Caller<EmbedWorker>;
  /** Measures; ended after each use. */
  speed: Caller<SpeedWorker>;
}

const minutes = 60;

/**
 * The application's workers. OCR of one page and one batch on a slow machine are the longest silences; `silences`: others, in
 * seconds.
 */
export const createWorkers = (silences: { extract?: number } = {}): Workers => ({
  extract: new WorkerSlot('extract', makeExtract, silences.extract ?? 5 * minutes),
  view: new WorkerSlot('extract', makeExtract, 10 * minutes),
  write: new WorkerSlot(
    'write',
    () => new Worker(new URL('../../workers/write.ts', import.meta.url), { type: 'module' }),
    15 * minutes,
  ),
  train: new WorkerSlot(
    'train',
    () => new Worker(new URL('../../workers/train.ts', import.meta.url), { type: 'module' }),
    20 * minutes,
  ),
  embed: new WorkerSlot(
    'embed',
    () => new Worker(new URL('../../workers/embed.ts', import.meta.url), { type: 'module' }),
    20 * minutes,
  ),
  speed: new WorkerSlot(
    'speed',
    () => new Worker(new URL('../../workers/speed.ts', import.meta.url), { type: 'module' }),
    20 * minutes,
  ),
});

const makeExtract = () =>
  new Worker(new URL('../../workers/extract.ts', import.meta.url), { type: 'module' });
