import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '../chromium.mjs';

const software = '--use-webgpu-adapter=swiftshader';
const unsafe = '--enable-unsafe-webgpu';
/** Without these, Chromium on Linux leaves a GPU unused when it has no screen. */
const hardware = ['--enable-features=Vulkan', '--use-angle=vulkan', '--ignore-gpu-blocklist'];

/**
 * A headless Chromium with a profile on disk (a private window's storage is kept in memory and small).
 * `more`: further flags for Chromium.
 * @param {{ chromium?: string, webgpu: 'hardware' | 'software' | 'off', more?: string[] }} options
 */
export async function openBrowser({ chromium: path, webgpu, more = [] }) {
  const profile = await mkdtemp(join(tmpdir(), 'hone-profile-'));
  const left = webgpu === 'off' ? [software, unsafe] : [software];
  const args = chromiumArguments.filter((argument) => !left.includes(argument));
  if (webgpu === 'software') args.push(software);
  if (webgpu === 'hardware' && process.platform === 'linux') args.push(...hardware);
  args.push(...more);
  const executablePath = path ?? findChromium();
  const remove = () => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      headless: true,
      args,
      ...(executablePath ? { executablePath } : {}),
    });
    let closed = false;
    context.once('close', () => {
      closed = true;
    });
    return {
      page: context.pages()[0] ?? (await context.newPage()),
      close: async () => {
        // A browser that died has closed by itself.
        if (!closed) await context.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw new Error(
      `No Chromium could be started${executablePath ? ` at ${executablePath}` : ''}. Give its path with --chromium, or install one: npx playwright install chromium.\n${error instanceof Error ? error.message.split('\n')[0] : error}`,
      { cause: error },
    );
  }
}

/**
 * Whether this page has a WebGPU adapter.
 * @param {import('playwright').Page} page
 */
export const hasAdapter = (page) => page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
