import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = [
  'src',
  'workers',
  'public',
  'scripts',
  'index.html',
  'headless.html',
  'package-lock.json',
  'vite.config.ts',
  'svelte.config.js',
];

/**
 * Names, sizes and times of everything the build reads.
 * @param {string} path
 * @returns {string[]}
 */
function list(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const info = statSync(full);
  if (info.isDirectory())
    return readdirSync(full)
      .sort()
      .flatMap((name) => list(join(path, name)));
  return [`${path} ${info.size} ${info.mtimeMs}`];
}

/** Builds dist/ unless it is already the build of these sources. Throws when the build fails. */
export function build() {
  const state = createHash('sha256').update(sources.flatMap(list).join('\n')).digest('hex');
  const mark = join(root, 'dist', '.built');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === state) return;
  console.error('Building ...');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) throw new Error('The build failed: see its messages above.');
  writeFileSync(mark, state);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    build();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
