import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Flags for a headless Chromium that talks to nobody and offers WebGPU in software where there is no GPU. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const fixed = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Path of an installed Chromium: HONE_CHROMIUM, then PATH, then the usual places; undefined leaves
 * the choice to Playwright, which then looks for its own download.
 * @returns {string | undefined}
 */
export function findChromium() {
  const asked = process.env.HONE_CHROMIUM;
  if (asked) return asked;
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...fixed].find((path) => existsSync(path));
}
