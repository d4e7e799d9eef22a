import { HoneError } from '../../errors/hone-error';
import type { Clock } from './clock';

/** The service asks to be left alone for a while, or did not answer: worth another try. */
export class TryAgain extends Error {
  override readonly name = 'TryAgain';
  constructor(
    /** 'busy': a rate limit (429); 'down': an answer of 5xx; 'silent': no answer at all. */
    readonly kind: 'busy' | 'down' | 'silent',
    /** As the service said, in milliseconds. */
    readonly waitMs: number | null,
    readonly final: HoneError,
  ) {
    super(final.message);
  }
}

/** `Retry-After`: seconds, or an HTTP date (RFC 9110, 10.2.3). Milliseconds; null where absent or unreadable. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

export interface PatienceSettings {
  /** Tries of one request before the job ends. */
  tries: number;
  /** The same where there is no answer at all: a wrong address should be said soon. */
  triesInSilence: number;
  /** First wait; doubled each time, up to `longestWaitMs`. */
  firstWaitMs: number;
  longestWaitMs: number;
  /** A service that asks for a longer pause than this has used up its quota. */
  longestPauseMs: number;
  /** Least time between two requests' starts, so that a limit is not run into at once. */
  intervalMs: number;
}

export const defaultPatience: PatienceSettings = {
  // With these waits that is about a minute and a half: most limits are counted by the minute.
  tries: 8,
  triesInSilence: 3,
  firstWaitMs: 1000,
  longestWaitMs: 60_000,
  longestPauseMs: 120_000,
  intervalMs: 0,
};

/** The longest interval that 429s can slow requests down to: four a minute. */
const slowestIntervalMs = 15_000;

/**
 * One service's pace, shared by all requests of a job: a pause that one is told holds for all, a rate limit makes the
 * interval longer, and successes make it shorter again.
 */
export class Patience {
  private nextStart = 0;
  private interval: number;

  constructor(
    private readonly clock: Clock,
    private readonly settings: PatienceSettings = defaultPatience,
  ) {
    this.interval = settings.intervalMs;
  }

  /**
   * Runs `request` until it succeeds or throws anything but TryAgain. Waits what the service said, else
   * firstWait * 2^n, with jitter (half to all of it), so that many clients do not come back together.
   */
  async request<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      await this.turn(signal);
      try {
        const answer = await request();
        this.interval = Math.max(this.settings.intervalMs, this.interval * 0.9);
        return answer;
      } catch (error) {
        if (signal.aborted) throw new HoneError('cancelled');
        if (!(error instanceof TryAgain)) throw error;
        const tries = error.kind === 'silent' ? this.settings.triesInSilence : this.settings.tries;
        if (tried >= tries || (error.waitMs ?? 0) > this.settings.longestPauseMs) throw error.final;
        this.pause(error, tried);
      }
    }
  }

  private async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      if (signal.aborted) throw new HoneError('cancelled');
      const wait = this.nextStart - this.clock.now();
      if (wait <= 0) break;
      await this.clock.sleep(signal, wait);
    }
    this.nextStart = this.clock.now() + this.interval;
  }

  private pause(error: TryAgain, tried: number): void {
    const { firstWaitMs, longestWaitMs, intervalMs } = this.settings;
    const backoff = Math.min(longestWaitMs, firstWaitMs * 2 ** (tried - 1));
    const wait = error.waitMs === null ? backoff * (0.5 + 0.5 * this.clock.random()) : error.waitMs;
    if (error.kind === 'busy') {
      this.interval = Math.min(Math.max(this.interval * 2, intervalMs, 500), slowestIntervalMs);
    }
    this.nextStart = Math.max(this.nextStart, this.clock.now() + wait);
  }
}
