import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync, copyFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem, release } from 'node:os';
import { join } from 'node:path';
import { benchPage, root } from './browser.mjs';
import { batchesOf, pairs } from './texts.mjs';

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} measured what was found, in words
 * @property {number | null} ratio of ours to the peer's, more is better; null where there is no peer
 * @property {string} bar
 * @property {boolean | null} met null: not measured
 *
 * @typedef {{ rows: string[] | null, repeats: number, threads: number }} Options
 * @typedef {Awaited<ReturnType<typeof benchPage>>} Page
 * @typedef {{ page: Page, options: Options, versions: Record<string, string> }} Bench
 * @typedef {{ seconds: number, tokens: number, loss: number }} TimedStep
 */

const model = join(root, 'public/models/all-MiniLM-L6-v2');

/** @param {readonly number[]} values */
const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return ((sorted[middle] ?? NaN) + (sorted[sorted.length - 1 - middle] ?? NaN)) / 2;
};
const per = (/** @type {number} */ value, digits = 2) => value.toFixed(digits);

/** @type {Record<string, (bench: Bench) => Promise<Row>>} */
const rows = {
  async train({ page, options, versions }) {
    const bar = 'at least 0.9 of sentence-transformers, 1.2 is the aim';
    const name = 'Training, MiniLM, MNRL + Matryoshka, batch 32: pairs per second';
    const python = process.env.HONE_PYTHON;
    const { source, pairs: all } = pairs();
    const batches = batchesOf(all, options.repeats, 32);
    const { result } = await page.call('trainMiniLM', { batches, threads: options.threads });
    const ours = median(/** @type {TimedStep[]} */ (result).map(({ seconds }) => seconds));
    const said = `${per(32 / ours, 1)} pairs/s on ${source}`;
    if (!python) return { name, measured: `${said}; no HONE_PYTHON to compare`, ratio: null, bar, met: null };
    const file = join(mkdtempSync(join(tmpdir(), 'hone-bench-')), 'batches.json');
    writeFileSync(file, JSON.stringify(batches));
    const script = join(root, 'tests/benchmarks/sentence_transformers_step.py');
    const peer = spawnSync(python, [script, model, file, String(options.threads)], { encoding: 'utf8' });
    if (peer.status !== 0) throw new Error(peer.stderr);
    const found = JSON.parse(peer.stdout.trim().split('\n').at(-1) ?? '');
    Object.assign(versions, found.versions);
    const theirs = median(found.seconds);
    const ratio = theirs / ours;
    return {
      name,
      measured: `${said}, sentence-transformers ${per(32 / theirs, 1)}`,
      ratio,
      bar,
      met: ratio >= 0.9,
    };
  },

  async layer({ page, options }) {
    const { threads, repeats } = options;
    const [hone, tfjs, jax] = [
      await page.call('honeLayer', { threads, repeats }),
      await page.call('tfjsLayer', { threads, repeats }),
      await page.call('jaxLayer', { repeats }),
    ].map(({ result }) => result);
    for (const key of ['value', 'gradient'])
      if (Math.abs(tfjs[key] / jax[key] - 1) > 0.01)
        throw new Error(`tfjs and jax-js computed different layers: ${key} ${tfjs[key]}, ${jax[key]}`);
    const [ours, first, second] = [median(hone), median(tfjs.seconds), median(jax.seconds)];
    const ratio = Math.min(first, second) / ours;
    return {
      name: 'One encoder layer of MiniLM, forward + backward, 32 texts of 128 tokens',
      measured: `a whole step around the layer ${per(ours)} s; tfjs-wasm ${per(first)} s, jax-js-wasm ${per(second)} s`,
      ratio,
      bar: 'at least 1.5 times the best of both',
      met: ratio >= 1.5,
    };
  },

  async linear({ page, options }) {
    const { linearFit } = await page.server.ssrLoadModule('/src/training/speed/measurements.ts');
    const { pairs: all } = pairs();
    const batches = [4, 8, 16, 24, 32, 40, 48].flatMap((size) => batchesOf(all, 2, size));
    const { repeats, threads } = options;
    // One round after another, so that what else the machine does falls on all sizes alike.
    const rounds = Array.from({ length: repeats }, () => batches).flat();
    const { result } = await page.call('trainMiniLM', { batches: rounds, threads });
    const steps = batches.map((_, i) => {
      const same = /** @type {TimedStep[]} */ (result).filter((_, place) => place % batches.length === i);
      return { tokens: same[0]?.tokens ?? NaN, seconds: median(same.map(({ seconds }) => seconds)) };
    });
    const { perToken, intercept, r2 } = linearFit(steps);
    const tokens = steps.map((step) => step.tokens);
    return {
      name: "A step's time by its real tokens",
      measured: `${per(intercept)} s + ${per(perToken * 1000)} ms a token, r² ${per(r2, 3)} over ${steps.length} batches of ${Math.min(...tokens)} to ${Math.max(...tokens)} tokens, each the median of ${repeats} steps`,
      ratio: null,
      bar: 'linear',
      met: r2 >= 0.95,
    };
  },

  async products({ page, options }) {
    const [batch] = batchesOf(pairs().pairs, 1, 32);
    const { threads, repeats } = options;
    const { result } = await page.call('wasmProducts', { batch, threads, repeats });
    return {
      name: "Matrix products' share of a training step, MiniLM, WASM",
      measured: shareSaid(result),
      ratio: null,
      bar: 'at least 80%',
      met: result.ofStep >= 0.8,
    };
  },

  async 'gpu-products'({ page, options }) {
    const { result } = await page.call('gpuProducts', { repeats: options.repeats });
    return {
      name: "The same on WebGPU in software, one layer of MiniLM's width, 4 texts of 64 tokens",
      measured: result ? `no node on the CPU; ${shareSaid(result)}` : 'the adapter has no timestamps',
      ratio: null,
      bar: 'no node on the CPU, at least 60%',
      met: result && result.ofStep >= 0.6,
    };
  },

  async base({ page, options }) {
    const { result, peakBytes } = await page.call('trainBase', { threads: options.threads, repeats: 2 });
    const [first] = /** @type {(TimedStep & { readySeconds: number })[]} */ (result);
    if (!first) throw new Error('no step was made');
    const gigabytes = peakBytes === null ? NaN : peakBytes / 1e9;
    return {
      name: "bge-base's shape, 32 pairs of 32 and 256 tokens, AdamW on all weights",
      measured: `${per(gigabytes)} GB at most in the tab; ready after ${per(first.readySeconds, 1)} s, first step ${per(first.seconds, 1)} s`,
      ratio: null,
      bar: 'at most 4 GB; under 20 s until the first step begins',
      met: peakBytes === null ? null : peakBytes <= 4e9 && first.readySeconds <= 20,
    };
  },

  async encode({ page, options }) {
    await writeOnnx(page);
    const texts = batchesOf(pairs().pairs, 1, 256)
      .flat()
      .map(([, passage]) => passage);
    const request = { texts, threads: options.threads, repeats: options.repeats };
    const hone = (await page.call('honeEncoding', request)).result;
    const peer = (await page.call('transformersEncoding', request)).result;
    const apart = Math.max(
      ...hone.first.map((/** @type {number} */ x, /** @type {number} */ i) => Math.abs(x - peer.first[i])),
    );
    if (apart > 1e-4) throw new Error(`the two encode differently: ${apart}`);
    const [ours, theirs] = [median(hone.seconds), median(peer.seconds)];
    const ratio = theirs / ours;
    return {
      name: 'Encoding 256 passages, MiniLM: texts per second',
      measured: `${per(texts.length / ours, 1)}, transformers.js ${per(texts.length / theirs, 1)}`,
      ratio,
      bar: 'at least as many as transformers.js',
      met: ratio >= 1,
    };
  },
};

/** @param {import('../../src/training/speed/types').ProductShare} share */
function shareSaid({ ofStep, ofKernels, kernels, seconds }) {
  const [first, ...others] = Object.entries(kernels)
    .slice(0, 6)
    .map(([name, time]) => `${name} ${per(time / seconds / 10, 0)}%`);
  const percent = (/** @type {number} */ share) => `${per(share * 100, 0)}%`;
  return `${percent(ofStep)} of a step of ${per(seconds)} s, ${percent(ofKernels)} of its kernels' time (${[first, ...others].join(', ')})`;
}

/**
 * MiniLM as transformers.js reads it, by Hone's own export.
 * @param {Page} page
 */
async function writeOnnx({ server }) {
  const folder = join(root, '.cache/bench/minilm');
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    copyFileSync(join(model, file), join(folder, file));
  const { encoderOnnx } = await server.ssrLoadModule('/src/models/encoder-onnx.ts');
  const { readSafetensors } = await server.ssrLoadModule('/src/models/safetensors.ts');
  const weights = readSafetensors(readFileSync(join(model, 'model.safetensors')), 'model.safetensors');
  const config = JSON.parse(readFileSync(join(model, 'config.json'), 'utf8'));
  const bytes = encoderOnnx({ config, pooling: 'mean', weights }, { pooled: false });
  writeFileSync(join(folder, 'onnx/model.onnx'), bytes);
}

/** @param {string} name */
const versionOf = (name) =>
  JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

/** @param {Options} options */
export async function engine(options) {
  const chosen = options.rows ?? Object.keys(rows);
  const unknown = chosen.filter((name) => !rows[name]);
  if (unknown.length > 0)
    throw new Error(`No row ${unknown.join(', ')}; there are ${Object.keys(rows).join(', ')}.`);
  /** @type {Record<string, string>} */
  const versions = {
    'onnxruntime-web': versionOf('onnxruntime-web'),
    '@huggingface/transformers': versionOf('@huggingface/transformers'),
    '@tensorflow/tfjs-backend-wasm': versionOf('@tensorflow/tfjs-backend-wasm'),
    '@jax-js/jax': versionOf('@jax-js/jax'),
  };
  const page = await benchPage();
  /** @type {(Row & { key: string })[]} */
  const done = [];
  try {
    for (const key of chosen) {
      const row = rows[key];
      if (!row) continue;
      const found = await row({ page, options, versions });
      done.push({ key, ...found });
      const verdict = found.met === null ? '' : found.met ? 'met' : 'missed';
      const ratio = found.ratio === null ? '' : `${per(found.ratio)} × · `;
      console.log(`${found.name}\n  ${found.measured}\n  ${ratio}bar: ${found.bar} · ${verdict}\n`);
    }
    versions['chromium'] = page.version();
  } finally {
    await page.close();
  }
  const machine = {
    processor: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: release(),
  };
  console.log(
    `${machine.processor}, ${machine.cores} cores; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}; medians of ${options.repeats}, ${options.threads} threads`,
  );
  return { when: new Date().toISOString(), machine, versions, options, rows: done };
}
