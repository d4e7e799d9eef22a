import { expect, test, vi } from 'vitest';
import { withPace } from '../../../workers/paced-progress';

test('progress is told as often as it can be shown, the last of each while, and none after the end', async () => {
  vi.useFakeTimers();
  try {
    const told: string[] = [];
    await withPace(
      ({ done, note = '' }) => void told.push(`${done} ${note}`.trim()),
      async (tell) => {
        for (let done = 1; done <= 50; done++) {
          tell({ done, total: 100 });
          await vi.advanceTimersByTimeAsync(10);
        }
        expect(told).toEqual(['1', '20', '40']);
        tell({ done: 51, total: 100, note: 'page 7' });
        tell({ done: 52, total: 100, note: 'page 8' });
        await vi.advanceTimersByTimeAsync(1000);
        expect(told.slice(3)).toEqual(['52 page 8']);
        tell({ done: 53, total: 100 });
        tell({ done: 54, total: 100 });
      },
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.slice(4)).toEqual(['53']);
  } finally {
    vi.useRealTimers();
  }
});
