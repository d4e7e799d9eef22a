/** `npm run bench`: prints what was measured here, beside its peers and bars, and writes it as JSON. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const usage = `npm run bench -- [engine|device|documents|financial-qa] [--rows A,B] [--repeats N] [--threads N] [--out FILE]

  engine        training, one layer, encoding, memory, each against the peer that runs beside it (default)
  device        the app's page 'Speed of this device', headless: [--size auto|full|small] [--webgpu hardware|software|off]
                [--chrome-args="FLAG ..."] [--minutes N]; its JSON is what a person gets there
  documents     tables, reading order, OCR and speed on documents made here and on those under ../shared/data, each beside its bar;
                in the built app with long ones: first-page, smooth-500, smooth-2000, memory-500, memory-10000,
                memory-20000;
                [--ocr automatic|tesseract|paddle]
  financial-qa  a whole run on ../shared/data/financial-qa-10k beside sentence-transformers' own, by nDCG@10 (minutes)

Needs Chromium; documents: Python 3 and ../shared/bench/score_documents.py; for the rows against sentence-transformers also HONE_PYTHON, a Python with torch and sentence-transformers.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rows: { type: 'string' },
    repeats: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    out: { type: 'string' },
    size: { type: 'string', default: 'auto' },
    webgpu: { type: 'string', default: 'hardware' },
    'chrome-args': { type: 'string', default: '' },
    ocr: { type: 'string', default: 'automatic' },
    minutes: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});
const rows = values.rows ? values.rows.split(',') : null;
const threads = Number(values.threads);
/** @type {Record<string, () => Promise<object>>} */
const sections = {
  engine: async () =>
    (await import('./bench/engine.mjs')).engine({ rows, repeats: Number(values.repeats), threads }),
  device: async () =>
    (await import('./bench/device.mjs')).device({
      size: values.size,
      webgpu: values.webgpu,
      chromeArguments: values['chrome-args'].split(/\s+/).filter(Boolean),
      minutes: Number(values.minutes),
    }),
  documents: async () => (await import('./bench/documents.mjs')).documents({ rows, ocr: values.ocr }),
  'financial-qa': async () => (await import('./bench/financial-qa.mjs')).financialQa({ threads }),
};
const name = positionals[0] ?? 'engine';
const section = sections[name];
if (values.help || !section) {
  console.error(usage);
  process.exit(values.help ? 0 : 2);
}
const report = await section();
const out = resolve(values.out ?? `out/bench-${name}.json`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
console.error(`Written to ${out}`);
