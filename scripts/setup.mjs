/**
 * Brings a fresh clone to where it can be built: dependencies, the files the app serves for its libraries, the default model.
 * Run again, it does only what is missing. Runs on Node alone: nothing may be imported before the dependencies are there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackFastEnglish } from './setup/english.mjs';
import { unpackDefaultModel } from './setup/model.mjs';
import { unpackOcrModels } from './setup/ocr-models.mjs';
import { copyVendorFiles } from './setup/vendor.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (/** @type {string} */ line) => console.error(line);

function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(root, 'node_modules', '.hone-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  say('Installing dependencies ...');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    // Playwright's own browser is fetched only by `npm test`, and only where none is installed.
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' },
  });
  if (result.status !== 0)
    throw new Error('npm ci failed: see its messages above. A network connection is needed the first time.');
  writeFileSync(mark, lock);
}

export async function setup() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(
      `Hone needs Node 20.19 or newer; this is ${process.versions.node}. Get one at nodejs.org.`,
    );
  installDependencies();
  await copyVendorFiles(root, say);
  await unpackFastEnglish(root, say);
  await unpackDefaultModel(root, say);
  await unpackOcrModels(root, say);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await setup().catch((error) => {
    say(error.message);
    process.exitCode = 1;
  });
}
