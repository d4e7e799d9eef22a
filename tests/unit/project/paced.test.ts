import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Paced } from '../../../src/project/paced';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a thousand steps in a second reach the page in a few lots, all of them in order', () => {
  const lots: number[][] = [];
  const paced = new Paced<number>((lot) => lots.push(lot));
  for (let step = 1; step <= 1000; step++) {
    paced.add(step);
    vi.advanceTimersByTime(1);
  }
  vi.runAllTimers();
  expect(lots[0]).toEqual([1]);
  expect(lots.length).toBeLessThanOrEqual(7);
  expect(lots.flat()).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
});

test('slow steps are shown one by one, and the last does not wait for another', () => {
  const lots: number[][] = [];
  const paced = new Paced<number>((lot) => lots.push(lot));
  for (const step of [1, 2, 3]) {
    paced.add(step);
    vi.advanceTimersByTime(1000);
  }
  expect(lots).toEqual([[1], [2], [3]]);
  paced.add(4);
  paced.add(5);
  vi.advanceTimersByTime(1000);
  expect(lots.slice(3)).toEqual([[4], [5]]);
});

test('what waits is handed on before something else is told', () => {
  const lots: number[][] = [];
  const paced = new Paced<number>((lot) => lots.push(lot));
  for (const step of [1, 2, 3]) paced.add(step);
  paced.flush();
  paced.flush();
  vi.runAllTimers();
  expect(lots).toEqual([[1], [2, 3]]);
});
