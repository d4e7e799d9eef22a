import { describe, expect, test } from 'vitest';
import { HoneError } from '../../../src/errors/hone-error';
import { systemClock } from '../../../src/pairs/writers/clock';
import { defaultPatience, Patience, retryAfter, TryAgain } from '../../../src/pairs/writers/patience';
import { quickClock } from './local-server';

const never = new AbortController().signal;
const busy = (wait: number | null): TryAgain =>
  new TryAgain('busy', wait, new HoneError('writer/rate-limited'));

test.each([
  [null, null],
  ['', null],
  ['7', 7000],
  ['1.5', 1500],
  ['-3', 0],
  ['soon', null],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 50_000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
])('Retry-After: %s means %s ms', (header, wait) => expect(retryAfter(header, 10_000)).toBe(wait));

describe('patience', () => {
  test('finds the pace of a service that allows ten requests a minute and does not say so', async () => {
    const clock = quickClock();
    const patience = new Patience(clock);
    const starts: number[] = [];
    let refused = 0;
    const request = (): Promise<string> => {
      const lastMinute = starts.filter((time) => time > clock.now() - 60_000).length;
      if (lastMinute >= 10) {
        refused++;
        return Promise.reject(busy(null));
      }
      starts.push(clock.now());
      return Promise.resolve('written');
    };
    for (let i = 0; i < 100; i++) expect(await patience.request(never, request)).toBe('written');
    expect(refused).toBeLessThan(60);
  });

  test('gives up after its tries with the reason', async () => {
    let tried = 0;
    const request = (): Promise<never> => {
      tried++;
      return Promise.reject(busy(null));
    };
    await expect(new Patience(quickClock()).request(never, request)).rejects.toMatchObject({
      code: 'writer/rate-limited',
    });
    expect(tried).toBe(defaultPatience.tries);
  });

  test('does not wait an hour', async () => {
    const clock = quickClock();
    const request = (): Promise<never> => Promise.reject(busy(3_600_000));
    await expect(new Patience(clock).request(never, request)).rejects.toMatchObject({
      code: 'writer/rate-limited',
    });
    expect(clock.slept).toEqual([]);
  });

  test('a cancelled wait ends at once', async () => {
    const stop = new AbortController();
    const begun = Date.now();
    const waiting = systemClock.sleep(stop.signal, 60_000);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(Date.now() - begun).toBeLessThan(5_000);
  });
});
