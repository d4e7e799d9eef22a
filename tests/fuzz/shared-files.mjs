import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * A command for tests in the browser: the PDFs in a folder beside the repository, as base64; none where it does not exist.
 * @param {unknown} _context
 * @param {string} folder
 */
export function sharedFiles(_context, folder) {
  const path = join(root, '..', 'shared', 'data', folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith('.pdf'));
  return names.map((name) => ({ name, base64: readFileSync(join(path, name)).toString('base64') }));
}
