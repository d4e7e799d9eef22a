import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumArguments, findChromium } from '../../chromium.mjs';
import { scannedJpeg } from './scans.mjs';
import { chance, phrase, prose } from './words.mjs';

/** @typedef {{ file: string, gold: string }} Picture */

const bar = 0.01;
// A lamp on one side and the shadow of a hand on the other, as in a photograph of a page.
const shadow =
  '<div style="position:fixed;inset:0;mix-blend-mode:multiply;background:linear-gradient(100deg,#fff 30%,#888 75%,#444)"></div>';

/** How pages of the same text lie, by name. @type {Record<string, import('./scans.mjs').Lying>} */
const lying = {
  straight: { turned: 0 },
  'turned-3': { turned: 3 },
  'turned-5-left': { turned: -5 },
  shadowed: { turned: 0.5, light: shadow },
};

/** @param {string} folder @returns {Promise<Picture[]>} */
async function makePictures(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const random = chance(20261128);
  const title = phrase(random, 'en');
  const paragraphs = Array.from({ length: 5 }, () => prose(random, 'en', 4));
  const html = `<h1>${title}</h1>${paragraphs.map((text) => `<p>${text}</p>`).join('')}`;
  const gold = join(folder, 'page.txt');
  writeFileSync(gold, [title, ...paragraphs].join('\n\n'));
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  try {
    const pictures = [];
    for (const [name, how] of Object.entries(lying)) {
      const file = join(folder, `${name}.jpg`);
      writeFileSync(file, await scannedJpeg(browser, { html, style: '' }, how));
      pictures.push({ file, gold });
    }
    return pictures;
  } finally {
    await browser.close();
  }
}

/** @param {string} place @returns {Picture[]} */
function testPictures(place) {
  if (!existsSync(place)) return [];
  const names = readdirSync(place);
  return names
    .filter((name) => /\.(tif|png)$/.test(name))
    .flatMap((name) => {
      const stem = name.replace(/\.\w+$/, '').replace(/-rotated-\w+$/, '');
      const gold = [`${stem}.txt`, `${stem}.gold.txt`].find((one) => names.includes(one));
      return gold ? [{ file: join(place, name), gold: join(place, gold) }] : [];
    });
}

/** Character error rate, spaces left out: Levenshtein's distance by the length of the gold. @param {string} read @param {string} gold */
export function errorRate(read, gold) {
  const [a, b] = [read.replace(/\s+/g, ''), gold.replace(/\s+/g, '')];
  let row = Uint32Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = new Uint32Array(b.length + 1);
    next[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const other = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(other, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return (row[b.length] ?? 0) / Math.max(1, b.length);
}

/**
 * Character error rates of Hone beside those of the tesseract CLI, file by file: on tesseract's own test pictures and on
 * pages made here, straight, turned and in shadow. The row's figure is where Hone is worst beside it.
 * @param {string} folder @param {string} tests @param {(files: string[], out: string) => string} extract
 * @returns {Promise<import('../documents.mjs').Row>}
 */
export async function besideCommand(folder, tests, extract) {
  const row = { name: 'ocr-files, worst beside the CLI', figure: null, bar: `at most ${bar}`, met: null };
  if (spawnSync('tesseract', ['--version']).status !== 0) return { ...row, said: 'skipped: no tesseract' };
  const place = join(folder, 'ocr-files');
  const pictures = [...(await makePictures(place)), ...testPictures(tests)];
  const out = join(place, 'read');
  const failed = extract(
    pictures.map(({ file }) => file),
    out,
  );
  let worst = -Infinity;
  for (const { file, gold } of pictures) {
    const name = basename(file);
    const path = join(out, `${name}.json`);
    const elements = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).elements : [];
    const own = elements
      .map((/** @type {{ text: string }} */ { text }) => text.replace(/ \| /g, ' '))
      .join('\n');
    const { stdout } = spawnSync('tesseract', [file, '-', '-l', 'eng'], { encoding: 'utf8' });
    const text = readFileSync(gold, 'utf8');
    const [ours, theirs] = [errorRate(own, text), errorRate(stdout, text)];
    console.log(`  ${name.padEnd(32)} ${ours.toFixed(4)}  CLI ${theirs.toFixed(4)}`);
    worst = Math.max(worst, ours - theirs);
  }
  return { ...row, figure: worst, met: worst <= bar, said: `${pictures.length} files ${failed}`.trim() };
}
