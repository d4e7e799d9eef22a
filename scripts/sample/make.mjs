import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { format, resolveConfig } from 'prettier';
import { chromiumArguments, findChromium } from '../chromium.mjs';
import { volumeHtml, sheetHtml } from './page.mjs';
import { scanSheet } from './scan.mjs';
import { hashSources, readChapters, sampleFolder, volumes } from './sources.mjs';

// Chromium stamps the hour of printing into a PDF; a fixed one keeps the same sources giving the same bytes.
const stamp = /\/(CreationDate|ModDate) \(D:[^)]*\)/g;
/** @param {Buffer} pdf */
const withoutClock = (pdf) =>
  Buffer.from(
    pdf.toString('latin1').replace(stamp, (found) => found.replace(/D:\d{14}/, 'D:20260101000000')),
    'latin1',
  );

const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  mkdirSync(sampleFolder, { recursive: true });
  const context = await browser.newContext({ deviceScaleFactor: 2 });
  const page = await context.newPage();
  for (const volume of volumes) {
    const chapters = readChapters(volume.id);
    const scans = new Map();
    for (const chapter of chapters.filter(({ layout }) => layout === 'scanned'))
      scans.set(chapter.file, await scanSheet(page, sheetHtml(volume, chapter)));
    await page.setContent(volumeHtml(volume, chapters, scans), { waitUntil: 'load' });
    const pdf = withoutClock(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
    writeFileSync(join(sampleFolder, volume.file), pdf);
    console.log(`${volume.file}  ${Math.round(pdf.length / 1024)} kB`);
  }
} finally {
  await browser.close();
}

const manifestPath = join(sampleFolder, 'sample.json');
const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
manifest.files = volumes.map(({ id, file, language, title }) => ({ file, volume: id, language, title }));
manifest.sources_sha256 = hashSources();
const options = await resolveConfig(manifestPath);
writeFileSync(manifestPath, await format(JSON.stringify(manifest), { ...options, parser: 'json' }));
