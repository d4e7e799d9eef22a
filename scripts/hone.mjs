/** Hone without its interface: see hone/README.md. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCommand, usage, UsageError } from './hone/commands.mjs';
import { makeJob } from './hone/job.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (/** @type {string} */ line) => console.error(line);

/** The built app's folder. HONE_DIST names one that is built already; else what a fresh clone lacks is made first. */
async function prepare() {
  if (process.env.HONE_DIST) return process.env.HONE_DIST;
  const needed = ['node_modules/.hone-lock', 'public/vendor', 'public/models/models.json'];
  if (!needed.every((path) => existsSync(join(root, path)))) {
    const { setup } = await import('./setup.mjs');
    await setup();
  }
  const { build } = await import('./build.mjs');
  build();
  return join(root, 'dist');
}

/** @param {ReturnType<typeof parseCommand>} parsed */
async function run(parsed) {
  const job = await makeJob(parsed);
  const folder = await prepare();
  const [{ serve }, { exchange, within }, { openBrowser, hasAdapter }] = await Promise.all([
    import('./serve.mjs'),
    import('./hone/exchange.mjs'),
    import('./hone/browser.mjs'),
  ]);
  const out = String(parsed.values.out);
  const isFolder = ['extract', 'train', 'run'].includes(parsed.command);
  const { route, ended, finish, hash } = exchange(job, isFolder ? within(out) : () => resolve(out), say);
  const server = await serve({ folder, routes: [route], connect: job.hosts });
  const path = /** @type {string | undefined} */ (parsed.values.chromium);
  const backend = parsed.values.backend ?? 'auto';
  const open = async (/** @type {'hardware' | 'software' | 'off'} */ webgpu) => {
    const opened = await openBrowser({ ...(path ? { chromium: path } : {}), webgpu });
    opened.page.on('crash', () => finish({ ok: false, message: 'The browser ran out of memory.' }));
    opened.page.on('pageerror', (error) => finish({ ok: false, message: error.message }));
    opened.page.on('console', (message) => {
      if (process.env.HONE_DEBUG || message.type() === 'error') say(message.text());
    });
    await opened.page.goto(`${server.url}/headless.html`);
    return opened;
  };
  let browser = await open(backend === 'wasm' ? 'off' : 'hardware');
  try {
    if (backend === 'webgpu' && !(await hasAdapter(browser.page))) {
      say('There is no GPU for WebGPU here: it is computed in software, slowly.');
      await browser.close();
      browser = await open('software');
    }
    // Only the hash changes: the page that stands there begins.
    await browser.page.evaluate((value) => {
      location.hash = value;
    }, hash);
    const gone = new Promise((done) => browser.page.once('close', () => done(undefined)));
    const end = await Promise.race([ended, gone]);
    if (!end) throw new Error('The browser was closed.');
    const { ok, message, summary } = /** @type {import('./hone/exchange.mjs').End} */ (end);
    if (summary) console.log(summary);
    if (!ok) throw new Error(message ?? 'It did not work.');
  } finally {
    await Promise.allSettled([browser.close(), server.close()]);
  }
}

try {
  const parsed = parseCommand(process.argv.slice(2));
  if (parsed.command === 'help') console.log(usage());
  else await run(parsed);
} catch (error) {
  if (error instanceof UsageError) say(`${error.message}\n\n${usage()}`);
  else say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
