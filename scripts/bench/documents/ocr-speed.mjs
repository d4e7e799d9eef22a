import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '../../chromium.mjs';
import { imagePdf, scannedJpeg } from './scans.mjs';
import { chance, phrase, prose } from './words.mjs';

const pages = 20;
const bar = 0.5;

/** Scanned pages of running text, about 400 words each. @param {string} folder */
async function makePages(folder) {
  const random = chance(20261127);
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  const jpegs = [];
  try {
    for (let i = 0; i < pages; i++) {
      const paragraphs = Array.from({ length: 6 }, () => `<p>${prose(random, 'en', 4)}</p>`);
      const html = `<h1>${phrase(random, 'en')}</h1>${paragraphs.join('')}`;
      jpegs.push(await scannedJpeg(browser, { html, style: '' }));
    }
  } finally {
    await browser.close();
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const pictures = jpegs.map((jpeg, i) => {
    const path = join(folder, `page-${i + 1}.jpg`);
    writeFileSync(path, jpeg);
    return path;
  });
  const pdf = join(folder, 'twenty-pages.pdf');
  writeFileSync(pdf, imagePdf(jpegs));
  return { pictures, pdf };
}

/**
 * Seconds that the tesseract CLI takes, the pages shared out among `processes` of `threads` each; null where it cannot run.
 * @param {readonly string[]} pictures @param {string} folder
 * @param {{ processes: number, threads: number, data?: string }} how `data`: folder of the languages' data; absent: its own
 * @returns {Promise<number | null>}
 */
async function commandSeconds(pictures, folder, { processes, threads, data }) {
  const started = performance.now();
  const statuses = await Promise.all(
    Array.from({ length: processes }, (_, i) => {
      const list = join(folder, `list-${i}.txt`);
      writeFileSync(list, pictures.filter((_path, at) => at % processes === i).join('\n'));
      const args = [list, join(folder, `cli-${i}`), '-l', 'eng', ...(data ? ['--tessdata-dir', data] : [])];
      const child = spawn('tesseract', args, {
        env: { ...process.env, OMP_THREAD_LIMIT: String(threads) },
        stdio: 'ignore',
      });
      return new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    }),
  );
  return statuses.every((status) => status === 0) ? (performance.now() - started) / 1000 : null;
}

/**
 * Pages a minute of the whole reading, beside those of the tesseract CLI on as many threads, which is given the pictures
 * themselves: the faster of one process with all threads and one process a thread.
 * @param {string} folder @param {(files: string[], out: string) => string} extract
 * @returns {Promise<import('../documents.mjs').Row>}
 */
export async function ocrSpeed(folder, extract) {
  const place = join(folder, 'ocr-speed');
  const { pictures, pdf } = await makePages(place);
  const name = 'ocr-speed, pages a minute beside the CLI';
  const row = { name, figure: null, bar: `at least ${bar}`, met: null };
  if (spawnSync('tesseract', ['--version']).status !== 0) return { ...row, said: 'skipped: no tesseract' };
  const out = join(place, 'read');
  const failed = extract([pdf], out);
  if (failed) return { ...row, said: failed };
  const { seconds } = JSON.parse(readFileSync(join(out, 'twenty-pages.pdf.json'), 'utf8'));
  const threads = availableParallelism();
  const data = join(place, 'tessdata');
  mkdirSync(data, { recursive: true });
  const ours = join('public', 'vendor', 'tesseract', 'lang', 'eng.traineddata.gz');
  writeFileSync(join(data, 'eng.traineddata'), gunzipSync(readFileSync(ours)));
  const fastest = async (/** @type {string | undefined} */ from) => {
    const more = from ? { data: from } : {};
    const taken = [
      await commandSeconds(pictures, place, { processes: 1, threads, ...more }),
      await commandSeconds(pictures, place, { processes: threads, threads: 1, ...more }),
    ];
    return Math.min(...taken.map((one) => one ?? Infinity));
  };
  const [own, same] = [await fastest(undefined), await fastest(data)];
  const minute = (/** @type {number} */ taken) => ((60 * pages) / taken).toFixed(1);
  const figure = own / seconds;
  return {
    ...row,
    figure,
    met: figure >= bar,
    said: `${minute(seconds)} against ${minute(own)} on ${threads} threads; with our language data the CLI has ${minute(same)}, ${(same / seconds).toFixed(2)}`,
  };
}
