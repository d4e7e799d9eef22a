import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { createServer } from 'vite';
import { chromiumArguments, findChromium } from '../chromium.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @typedef {{ bench: Record<string, (request: object) => Promise<unknown>> }} PageWindow */

/**
 * A fresh Chromium on the benchmark page for each measurement, so that none inherits another's memory.
 * `call` runs a function of tests/benchmarks/page/worker.ts and gives back its result and the most memory that a
 * renderer process held, in bytes (null where the system does not say).
 */
export async function benchPage() {
  const server = await createServer({ root, logLevel: 'error', server: { port: 0, hmr: false } });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  const executablePath = findChromium();
  let version = '';
  return {
    server,
    version: () => version,
    close: () => server.close(),
    /**
     * @param {string} name
     * @param {object} [request]
     */
    async call(name, request = {}) {
      const browser = await chromium.launch({
        ...(executablePath ? { executablePath } : {}),
        args: chromiumArguments,
      });
      try {
        version = browser.version();
        const page = await browser.newPage();
        const failed = new Promise((_, reject) => {
          page.on('crash', () => reject(new Error(`${name}: the tab ran out of memory`)));
          page.on('pageerror', reject);
        });
        await page.goto(`${url}tests/benchmarks/page/index.html`);
        await page.waitForFunction(() => 'bench' in window);
        const result = await Promise.race([
          page.evaluate(([called, given]) => {
            const { bench } = /** @type {PageWindow} */ (/** @type {unknown} */ (window));
            return bench[called]?.(given);
          }, /** @type {[string, object]} */ ([name, request])),
          failed,
        ]);
        return { result, peakBytes: rendererPeak() };
      } finally {
        await browser.close();
      }
    },
  };
}

/** Milliseconds between two looks at how much memory is taken. */
const pace = 250;

/**
 * Looks at the renderer processes until the function given back is called, which says what the largest resident set was, in
 * bytes; null where the system does not say. The system's own highest mark (VmHWM) falls on some machines.
 */
export function sampleRenderer() {
  /** @type {number | null} */
  let peak = null;
  const look = () => {
    const now = rendererMemory('VmRSS');
    if (now !== null) peak = Math.max(peak ?? 0, now);
  };
  look();
  const timer = setInterval(look, pace);
  return () => {
    clearInterval(timer);
    look();
    return peak;
  };
}

/** Of Chromium's renderer processes, the largest resident set ever (VmHWM). */
export const rendererPeak = () => rendererMemory('VmHWM');

/** The largest of the renderer processes, in bytes. @param {'VmHWM' | 'VmRSS'} field */
function rendererMemory(field) {
  const line = new RegExp(`${field}:\\s+(\\d+) kB`);
  let most = 0;
  let pids;
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
  for (const pid of pids) {
    try {
      if (!readFileSync(join('/proc', pid, 'cmdline'), 'utf8').includes('--type=renderer')) continue;
      const found = line.exec(readFileSync(join('/proc', pid, 'status'), 'utf8'));
      if (found) most = Math.max(most, Number(found[1]) * 1024);
    } catch (error) {
      // It ended while it was looked at.
      if (!['ENOENT', 'ESRCH'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')) throw error;
    }
  }
  return most || null;
}
