import { HoneError } from '../../errors/hone-error';

/** Time and chance, replaceable in tests. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Rejects with 'cancelled' as soon as `signal` aborts. */
  sleep(signal: AbortSignal, milliseconds: number): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (signal, milliseconds) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(new HoneError('cancelled'));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }),
};
