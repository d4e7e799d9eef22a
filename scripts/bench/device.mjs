import { serve } from '../serve.mjs';
import { build } from '../build.mjs';
import { openBrowser } from '../hone/browser.mjs';

/**
 * Opens the app's page 'Speed of this device' in a headless Chromium, lets it measure, and gives the JSON it makes.
 * @param {{ size: string, webgpu: string, chromeArguments: string[], minutes: number }} options
 * @returns {Promise<import('../../src/training/speed/types').SpeedReport>}
 */
export async function device({ size, webgpu, chromeArguments, minutes }) {
  if (webgpu !== 'hardware' && webgpu !== 'software' && webgpu !== 'off')
    throw new Error('--webgpu is hardware, software or off.');
  build();
  const server = await serve();
  const browser = await openBrowser({ webgpu, more: chromeArguments });
  try {
    const { page } = browser;
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) console.error(message.text());
    });
    await page.goto(`${server.url}/#/speed`);
    await page.locator('#speed-size').selectOption(size);
    await page.locator('#speed-start').click();
    const status = page.locator('#speed-status');
    const json = page.locator('#speed-json');
    const until = Date.now() + minutes * 60_000;
    for (let said = ''; ; await new Promise((soon) => setTimeout(soon, 500))) {
      if ((await json.count()) > 0) break;
      if ((await page.locator('#speed-error').count()) > 0)
        throw new Error((await page.locator('#speed-error').textContent()) ?? '');
      const text = (await status.textContent())?.trim() ?? '';
      if (text !== said) console.error(text);
      said = text;
      if (Date.now() > until) throw new Error(`Not finished after ${minutes} minutes.`);
    }
    const report = JSON.parse((await json.textContent()) ?? '');
    console.log(`${report.device.browser}\n`);
    console.log(tableOf(await page.locator('main table tr').allInnerTexts()));
    return report;
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {string[]} rows */
const tableOf = (rows) => rows.map((row) => row.replace(/\s*\n\s*/g, ', ').replace(/\t/g, ' | ')).join('\n');
