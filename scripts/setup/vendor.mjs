import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the libraries would otherwise fetch from a CDN, served from our own origin under public/vendor/.
 * [package, file or folder in it, place under public/vendor]
 * @type {[string, string, string][]}
 */
const files = [
  // One build a backend: WASM's own, and the one with WebGPU (src/engine/ort.ts).
  ['onnxruntime-web', 'dist/ort-wasm-simd-threaded.mjs', 'ort/ort-wasm-simd-threaded.mjs'],
  ['onnxruntime-web', 'dist/ort-wasm-simd-threaded.wasm', 'ort/ort-wasm-simd-threaded.wasm'],
  ['onnxruntime-web', 'dist/ort-wasm-simd-threaded.asyncify.mjs', 'ort/ort-wasm-simd-threaded.asyncify.mjs'],
  [
    'onnxruntime-web',
    'dist/ort-wasm-simd-threaded.asyncify.wasm',
    'ort/ort-wasm-simd-threaded.asyncify.wasm',
  ],
  ['pdfjs-dist', 'cmaps', 'pdfjs/cmaps'],
  ['pdfjs-dist', 'standard_fonts', 'pdfjs/standard_fonts'],
  ['pdfjs-dist', 'wasm', 'pdfjs/wasm'],
  ['pdfjs-dist', 'iccs', 'pdfjs/iccs'],
  ['tesseract.js', 'dist/worker.min.js', 'tesseract/worker.min.js'],
  ['tesseract.js-core', 'tesseract-core-lstm.wasm.js', 'tesseract/tesseract-core-lstm.wasm.js'],
  ['tesseract.js-core', 'tesseract-core-simd-lstm.wasm.js', 'tesseract/tesseract-core-simd-lstm.wasm.js'],
  [
    'tesseract.js-core',
    'tesseract-core-relaxedsimd-lstm.wasm.js',
    'tesseract/tesseract-core-relaxedsimd-lstm.wasm.js',
  ],
  ['@tesseract.js-data/eng', '4.0.0_best_int/eng.traineddata.gz', 'tesseract/lang/eng.traineddata.gz'],
  [
    '@tesseract.js-data/chi_sim',
    '4.0.0_best_int/chi_sim.traineddata.gz',
    'tesseract/lang/chi_sim.traineddata.gz',
  ],
  [
    '@tesseract.js-data/chi_tra',
    '4.0.0_best_int/chi_tra.traineddata.gz',
    'tesseract/lang/chi_tra.traineddata.gz',
  ],
];

/**
 * Copies the files when a package's version or this list changed; otherwise does nothing.
 * @param {string} root
 * @param {(line: string) => void} say
 */
export async function copyVendorFiles(root, say) {
  const target = join(root, 'public', 'vendor');
  const versions = await Promise.all(
    files.map(async ([name, from, to]) => {
      const manifest = JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8'));
      return `${name}@${manifest.version} ${from} ${to}`;
    }),
  );
  const mark = join(target, 'versions.txt');
  const wanted = versions.join('\n');
  if ((await readFile(mark, 'utf8').catch(() => '')) === wanted) return;
  say("Copying the libraries' own files to public/vendor ...");
  await rm(target, { recursive: true, force: true });
  for (const [name, from, to] of files) {
    await mkdir(join(target, to, '..'), { recursive: true });
    await cp(join(root, 'node_modules', name, from), join(target, to), { recursive: true });
  }
  await writeFile(mark, wanted);
}
