import type { OnProgress } from '../src/errors/progress';

/**
 * One job's progress made of its stages', in parts of the whole: stages([3, 1]) gives the first stage three quarters. The
 * fraction never goes back.
 */
export function stages(onProgress: OnProgress, parts: readonly number[]): OnProgress[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  let furthest = 0;
  return parts.map((part, stage) => {
    const before = parts.slice(0, stage).reduce((sum, earlier) => sum + earlier, 0);
    return ({ done, total: all, note }) => {
      furthest = Math.max(furthest, before + part * (all > 0 ? Math.min(1, done / all) : 1));
      onProgress({ done: furthest, total, ...(note === undefined ? {} : { note }) });
    };
  });
}
