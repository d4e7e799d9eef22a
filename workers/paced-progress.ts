import type { OnProgress, Progress } from '../src/errors/progress';

/** Milliseconds between two tellings: pages are read faster than the interface can be drawn anew. */
const pace = 200;

/** Runs `work` with a progress that is told no faster than it can be shown: the first at once, then the last of each while. */
export async function withPace<T>(
  onProgress: OnProgress,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  let told = -Infinity;
  let last: Progress | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = undefined;
    told = performance.now();
    if (last) onProgress(last);
    last = null;
  };
  try {
    return await work((progress) => {
      last = { ...progress };
      const due = told + pace - performance.now();
      // Timers wait for a busy worker.
      if (due <= 0) tell();
      else timer ??= setTimeout(tell, due);
    });
  } finally {
    clearTimeout(timer);
  }
}
