import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A file of the data folder beside the repository, or null where it is absent: the test then skips itself. In CI (the
 * variable CI is set) a missing file fails instead.
 */
export function sharedFile(path: string): string | null {
  const file = fileURLToPath(new URL(`../../../../shared/${path}`, import.meta.url));
  if (existsSync(file)) return file;
  if (process.env.CI) throw new Error(`${file} is missing; CI needs it`);
  return null;
}
