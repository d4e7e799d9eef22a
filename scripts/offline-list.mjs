import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

/**
 * Writes offline.json into the build: every file of the given folders with its size and a hash. The service worker fetches
 * them after the app has started, so that the first visit is quick, and keeps those whose hash did not change.
 * @param {string[]} folders
 * @returns {import('vite').Plugin}
 */
export function offlineList(folders) {
  let output = '';
  return {
    name: 'hone-offline-list',
    apply: 'build',
    configResolved(config) {
      output = resolve(config.root, config.build.outDir);
    },
    async writeBundle() {
      const list = [];
      for (const folder of folders.filter((name) => existsSync(join(output, name)))) {
        for (const entry of await readdir(join(output, folder), { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue;
          const path = join(entry.parentPath, entry.name);
          const bytes = await readFile(path);
          const revision = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
          list.push({ url: relative(output, path).split(sep).join('/'), size: bytes.length, revision });
        }
      }
      await writeFile(join(output, 'offline.json'), JSON.stringify(list));
    },
  };
}
