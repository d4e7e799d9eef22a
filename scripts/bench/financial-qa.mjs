import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { root } from './browser.mjs';

/** What nDCG@10 may differ by at any dimension. */
const tolerance = 0.005;
const shared = join(root, '..', 'shared');

/** @typedef {{ question: string, context: string, ticker: string }} Row */

/** @type {(list: object[]) => string} */
const lines = (list) => list.map((one) => `${JSON.stringify(one)}\n`).join('');

/**
 * Trains all-MiniLM-L6-v2 on Financial-QA-10k with `hone train` exactly as the reference of sentence-transformers was trained
 * (../shared/bench/reference-financial-qa.json), and prints nDCG@10 by dimension beside it. About as long as 132 steps over 32
 * pairs and embedding 16,000 texts take.
 * @param {{ threads: number }} options
 */
export async function financialQa({ threads }) {
  const out = await mkdtemp(join(tmpdir(), 'hone-financial-qa-'));
  const csv = await readFile(join(shared, 'data/financial-qa-10k/Financial-QA-10k.csv'), 'utf8');
  const parsed = /** @type {import('papaparse').ParseResult<Row>} */ (
    Papa.parse(csv, { header: true, skipEmptyLines: true })
  );
  const rows = parsed.data.filter(({ question, context }) => question && context);
  const tickers = [...new Set(rows.map(({ ticker }) => ticker))].sort();
  /** @type {(row: Row) => number} */
  const fold = ({ ticker }) => tickers.indexOf(ticker) % 5;
  /** @type {Map<string, string>} */
  const ids = new Map();
  for (const { context } of rows) if (!ids.has(context)) ids.set(context, `c${ids.size}`);
  const train = rows.filter((row) => fold(row) > 1);
  const queries = rows.flatMap((row, i) => (fold(row) === 0 ? [{ ...row, id: `q${i}` }] : []));

  const reference = JSON.parse(await readFile(join(shared, 'bench/reference-financial-qa.json'), 'utf8'));
  if (train.length !== reference.train_pairs || ids.size !== reference.corpus)
    throw new Error(`split into ${train.length} pairs and ${ids.size} texts, unlike the reference`);
  const dims = Object.keys(reference.after)
    .map(Number)
    .sort((a, b) => b - a);

  await mkdir(join(out, 'eval'), { recursive: true });
  const pairs = train.map(({ question, context }) => ({
    anchor: question,
    positive: context,
  }));
  await writeFile(join(out, 'train.jsonl'), lines(pairs));
  await writeFile(join(out, 'eval/corpus.jsonl'), lines([...ids].map(([text, _id]) => ({ _id, text }))));
  await writeFile(
    join(out, 'eval/queries.jsonl'),
    lines(queries.map(({ id, question }) => ({ _id: id, text: question }))),
  );
  const judged = queries.map(({ id, context }) => `${id}\t${ids.get(context)}\t1`);
  await writeFile(join(out, 'eval/qrels.tsv'), ['query-id\tcorpus-id\tscore', ...judged, ''].join('\n'));
  const { dropout: _dropout, loss: _loss, ...settings } = reference.arguments;
  await writeFile(
    join(out, 'run.json'),
    JSON.stringify({ ...settings, matryoshka_dims: dims, matryoshka_weights: dims.map(() => 1) }),
  );

  const command = [
    join(root, 'scripts/hone.mjs'),
    'train',
    ...['--model', join(root, 'public/models/all-MiniLM-L6-v2')],
    ...['--data', join(out, 'train.jsonl')],
    ...['--eval', join(out, 'eval')],
    ...['--config', join(out, 'run.json')],
    ...['--dims', dims.join(',')],
    ...['--backend', 'wasm', '--threads', String(threads)],
    ...['--out', join(out, 'tuned')],
  ];
  const child = spawn(process.execPath, command, { stdio: 'inherit' });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`hone train ended with ${code}`);

  const evaluation = JSON.parse(await readFile(join(out, 'tuned/evaluation.json'), 'utf8'));
  const [{ metrics, questions }] = evaluation.groups;
  console.log(`\n${pairs.length} pairs, ${questions} questions, ${ids.size} texts; nDCG@10`);
  console.log('dim   base  reference    tuned  reference  difference');
  let worst = 0;
  for (const dim of dims) {
    /** @type {(system: string) => number} */
    const of = (system) => metrics[system][dim]['ndcg@10'];
    const [before, after] = [reference.before[dim]['ndcg@10'], reference.after[dim]['ndcg@10']];
    const difference = of('tuned') - after;
    worst = Math.max(worst, Math.abs(difference));
    const figures = [of('base'), before, of('tuned'), after, difference].map((value) => value.toFixed(4));
    console.log(`${String(dim).padStart(3)} ${figures.map((figure) => figure.padStart(9)).join(' ')}`);
  }
  console.log(
    `largest difference ${worst.toFixed(4)}, allowed ${tolerance} · ${worst <= tolerance ? 'met' : 'missed'}`,
  );
  return {
    when: new Date().toISOString(),
    threads,
    tolerance,
    worst,
    evaluation: metrics,
    reference: reference.after,
  };
}
