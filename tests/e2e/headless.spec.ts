import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { tinyFolder } from '../unit/models/tiny-model';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
const at = (...path: string[]) => join(folder, ...path);

/** Runs `npm run hone`'s script on the built app, as a person would in `folder`. */
function hone(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const env = { ...process.env, HONE_DIST: join(root, 'dist') };
  const child = spawn(process.execPath, [join(root, 'scripts', 'hone.mjs'), ...args], { cwd: folder, env });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  return new Promise((done) => child.on('close', (status) => done({ status, out, err })));
}
const succeeded = async (...args: string[]) => {
  const result = await hone(...args);
  expect(result, result.err).toMatchObject({ status: 0 });
  return result;
};
const lines = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const json = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;

const wasm = ['--backend', 'wasm', '--threads', '1'];
const words = [
  'anvil',
  'bobbin',
  'crate',
  'drum',
  'engine',
  'funnel',
  'gasket',
  'hammer',
  'ingot',
  'jig',
  'kettle',
  'lamp',
];

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hone-headless-'));
  for (const [path, bytes] of tinyFolder()) {
    await mkdir(join(at('model', path), '..'), { recursive: true });
    await writeFile(at('model', path), bytes);
  }
  const sections = words.map(
    (word, i) =>
      `# The ${word}\n\nThe ${word} weighs ${i + 7} kilograms and is kept in hall ${i}, because it must stay dry at all times of the year.\n`,
  );
  await writeFile(at('stores.md'), sections.join('\n'));
  await writeFile(at('notes.txt'), 'A pump moves water.\n\nThe pump stands in the yard.\n');
  await writeFile(at('empty.txt'), '');
  await writeFile(
    at('pairs.csv'),
    `question,answer\n${words.map((word, i) => `how heavy is the ${word},The ${word} weighs ${i + 7} kilograms`).join('\n')}\n`,
  );
  await writeFile(
    at('run.json'),
    JSON.stringify({
      num_train_epochs: 2,
      per_device_train_batch_size: 4,
      learning_rate: 0.01,
      matryoshka_dims: [16, 8],
    }),
  );
  await mkdir(at('eval'));
  const rows = (list: object[]) => list.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(
    at('eval', 'corpus.jsonl'),
    rows(words.map((word, i) => ({ _id: `c${i}`, title: word, text: `kept in hall ${i}` }))),
  );
  await writeFile(
    at('eval', 'queries.jsonl'),
    rows(words.map((word, i) => ({ _id: `q${i}`, text: `where is the ${word}` }))),
  );
  await writeFile(
    at('eval', 'qrels.tsv'),
    `query-id\tcorpus-id\tscore\n${words.map((_, i) => `q${i}\tc${i}\t1\n`).join('')}`,
  );
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('extract writes a file of elements for each document, and the chunks of all', async () => {
  await succeeded(
    'extract',
    'stores.md',
    'notes.txt',
    '--out',
    'read',
    '--model',
    'model',
    '--max-tokens',
    '500',
  );
  const stores = await json(at('read', 'stores.md.json'));
  expect(stores).toMatchObject({ file: 'stores.md', seconds: expect.any(Number) });
  const [title] = stores.elements as object[];
  expect(title).toMatchObject({ type: 'Title', text: 'The anvil', page: 1, bbox: null, level: 1 });
  expect(existsSync(at('read', 'notes.txt.json'))).toBe(true);
  const chunks = await lines(at('read', 'chunks.jsonl'));
  expect(new Set(chunks.map(({ documentName }) => documentName))).toEqual(
    new Set(['stores.md', 'notes.txt']),
  );
});

test('a file that cannot be read stops no other, but the command fails and says why', async () => {
  const { status, err } = await hone(
    'extract',
    'empty.txt',
    'notes.txt',
    '--out',
    'partly',
    '--model',
    'model',
  );
  expect(status).toBe(1);
  expect(err).toContain('empty.txt has no text in it.');
  expect(existsSync(at('partly', 'notes.txt.json'))).toBe(true);
  expect(existsSync(at('partly', 'empty.txt.json'))).toBe(false);
});

test('write makes pairs of the chunks that train can read', async () => {
  await succeeded('write', 'read/chunks.jsonl', '--writer', 'rules', '--out', 'pairs.jsonl');
  const pairs = await lines(at('pairs.jsonl'));
  expect(pairs.length).toBeGreaterThan(1);
  expect(pairs[0]).toMatchObject({
    anchor: expect.any(String),
    positive: expect.any(String),
    source: 'rules',
  });
});

test('train reads rows with labels by columns, takes a loss that fits and refuses one that does not', async () => {
  const rows = words.flatMap((word, i) => [
    `the ${word},a ${word},0.9,${i < 9 ? 'train' : i < 10 ? 'dev' : 'test'}`,
    `the ${word},hall ${i},0.1,${i < 9 ? 'train' : i < 10 ? 'dev' : 'test'}`,
  ]);
  await writeFile(at('scored.csv'), `sentence1,sentence2,score,split\n${rows.join('\n')}\n`);
  const command = ['train', '--model', 'model', '--data', 'scored.csv', ...wasm];
  const { err } = await succeeded(...command, '--config', 'run.json', '--out', 'scored');
  expect(err).toContain('scored.csv: texts sentence1, sentence2; labels score');
  expect(err).toContain('CosineSimilarityLoss: For scored pairs');
  expect(err).toContain('Loss: CoSENTLoss {"scale":20}');
  expect(err).toContain('dev spearman_cosine');
  const evaluation = await json(at('scored', 'evaluation.json'));
  expect(evaluation).toMatchObject({ kind: 'labelled', rows: 4 });
  const { base, tuned } = evaluation.metrics as Record<string, Record<string, object>>;
  expect(Object.keys(tuned!)).toEqual(['8', '16']);
  expect(Object.keys(base!['16']!)).toContain('spearman_manhattan');

  const scoring = ['evaluate', '--model', 'model', '--data', 'scored.csv', '--dims', '16,8', ...wasm];
  await succeeded(...scoring, '--out', 'rows.json');
  const scored = await json(at('rows.json'));
  expect(scored).toMatchObject({ of: 'rows', rows: 4, verdict: 'no-tuned-model' });
  const { spearman_cosine: before } = base!['16'] as Record<string, number>;
  const { metrics } = scored as { metrics: { base: Record<string, Record<string, number>> } };
  expect(metrics.base['16']!.spearman_cosine).toBeCloseTo(before!, 4);

  const whole = ['run', '--data', 'scored.csv', '--model', 'model', '--config', 'run.json', '--out', 'rows'];
  const { out } = await succeeded(...whole, ...wasm);
  expect(out).toContain("4 test rows: Spearman's correlation of cosine and score");
  expect(await json(at('rows', 'evaluation.json'))).toMatchObject({ of: 'rows', verdict: 'too-few-rows' });
  const zip = unzipSync(await readFile(at('rows', 'hone.zip')));
  expect(Object.keys(zip).some((path) => path.endsWith('rows.jsonl'))).toBe(true);

  await writeFile(at('triplet.json'), JSON.stringify({ loss: 'TripletLoss' }));
  const refused = await hone(...command, '--config', 'triplet.json', '--out', 'refused');
  expect(refused.status).toBe(1);
  expect(refused.err).toContain('TripletLoss takes 3, and these rows have 2.');
  expect(existsSync(at('refused', 'model'))).toBe(false);
});

test('train takes a guide, and trains layers before the last; fp16 without a GPU is refused', async () => {
  const command = ['train', '--model', 'model', '--data', 'pairs.csv', ...wasm];
  const run = { loss: 'GISTEmbedLoss', adaptive_layer: { n_layers_per_step: -1 }, num_train_epochs: 1 };
  await writeFile(at('guided.json'), JSON.stringify(run));
  const guided = [...command, '--guide', 'model', '--config', 'guided.json'];
  const { err } = await succeeded(...guided, '--out', 'guided');
  expect(err).toContain('Loss: GISTEmbedLoss');
  expect(existsSync(at('guided', 'model', 'model.safetensors'))).toBe(true);

  await writeFile(at('half.json'), JSON.stringify({ fp16: true }));
  const refused = await hone(...command, '--config', 'half.json', '--out', 'half');
  expect(refused.status).toBe(1);
  expect(refused.err).toContain('Switch fp16 off');
});

test('train writes the model, its log and its evaluation; the same command gives the same weights', async () => {
  const command = [
    'train',
    '--model',
    'model',
    '--data',
    'pairs.csv',
    '--eval',
    'eval',
    '--config',
    'run.json',
    ...wasm,
  ];
  await succeeded(...command, '--out', 'trained');
  const log = await lines(at('trained', 'log.jsonl'));
  expect(log.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(Object.keys(log[0]!)).toEqual(['step', 'epoch', 'loss', 'lr', 'grad_norm', 'seconds', 'tokens']);
  expect(log.at(-1)!.loss as number).toBeLessThan(log[0]!.loss as number);
  for (const path of [
    'config.json',
    'modules.json',
    '1_Pooling/config.json',
    'vocab.txt',
    'model.safetensors',
  ])
    expect(existsSync(at('trained', 'model', path)), path).toBe(true);
  const evaluation = await json(at('trained', 'evaluation.json'));
  const [real] = evaluation.groups as {
    questions: number;
    metrics: Record<string, Record<string, object>>;
  }[];
  expect(real!.questions).toBe(12);
  expect(Object.keys(real!.metrics).sort()).toEqual(['base', 'bm25', 'fusion_base', 'fusion_tuned', 'tuned']);
  expect(Object.keys(real!.metrics.tuned!)).toEqual(['8', '16']);

  await succeeded(...command, '--out', 'again');
  const weights = (run: string) => readFile(at(run, 'model', 'model.safetensors'));
  expect((await weights('again')).equals(await weights('trained'))).toBe(true);
  expect((await weights('trained')).equals(await weights('.'))).toBe(false);
});

test('embed gives a unit vector a line by the model that train wrote; evaluate scores it as train did', async () => {
  await writeFile(at('texts.jsonl'), '{"_id":"a","text":"the anvil"}\n{"text":"the drum"}\n');
  await succeeded(
    'embed',
    '--model',
    'trained/model',
    '--texts',
    'texts.jsonl',
    '--out',
    'vectors.jsonl',
    ...wasm,
  );
  const vectors = await lines(at('vectors.jsonl'));
  expect(vectors.map(({ _id }) => _id)).toEqual(['a', undefined]);
  for (const { vector } of vectors) {
    expect(vector).toHaveLength(16);
    expect(Math.hypot(...(vector as number[]))).toBeCloseTo(1, 5);
  }
  await succeeded(
    'evaluate',
    '--model',
    'trained/model',
    '--eval',
    'eval',
    '--dims',
    '16',
    '--out',
    'evaluation.json',
    ...wasm,
  );
  type Groups = { metrics: Record<string, Record<string, Record<string, number>>> }[];
  const alone = (await json(at('evaluation.json'))).groups as Groups;
  const within = (await json(at('trained', 'evaluation.json'))).groups as Groups;
  expect(alone[0]!.metrics.base!['16']!['ndcg@10']).toBeCloseTo(
    within[0]!.metrics.tuned!['16']!['ndcg@10']!,
    12,
  );
});

test('run goes through all steps and brings back one zip', async () => {
  await writeFile(
    at('questions.csv'),
    `question,context\n${words
      .slice(0, 3)
      .map(
        (word, i) =>
          `in which hall is the ${word} kept,"The ${word} weighs ${i + 7} kilograms and is kept in hall ${i}, because it must stay dry at all times of the year."`,
      )
      .join('\n')}\n`,
  );
  const { out } = await succeeded(
    'run',
    'stores.md',
    '--questions',
    'questions.csv',
    '--model',
    'model',
    '--config',
    'run.json',
    '--out',
    'all',
    ...wasm,
  );
  expect(out).toContain('nDCG@10 on 3 real questions');
  expect(out).toMatch(/tuned - base\s+[+-]\d\.\d{4}/);
  expect(out).toContain('Fewer than 50 real questions: no verdict.');
  const zip = unzipSync(await readFile(at('all', 'hone.zip')));
  expect(Object.keys(zip).some((path) => path.endsWith('onnx/model_pooled.onnx'))).toBe(true);
  expect(existsSync(at('all', 'evaluation.json'))).toBe(true);
});

test('what is unknown or missing is refused by its name', async () => {
  const cases: [string[], string, number][] = [
    [['extrct'], "There is no command 'extrct'.", 2],
    [['embed', '--model', 'model', '--text', 'x'], "Unknown option '--text'", 2],
    [['train', '--model', 'model', '--out', 'x'], 'train needs --data FILE.', 2],
    [['extract', 'nowhere.pdf', '--out', 'x'], 'There is no file nowhere.pdf.', 2],
    [['evaluate', '--model', 'eval', '--eval', 'eval', '--out', 'x'], 'There is no config.json in eval.', 2],
    [['write', 'a', '--writer', 'magic', '--out', 'x'], '--writer must be one of rules, gemini, openai', 2],
  ];
  for (const [args, sentence, status] of cases) {
    const result = await hone(...args);
    expect(result.err).toContain(sentence);
    expect(result.status).toBe(status);
  }
  await writeFile(at('wrong.json'), JSON.stringify({ num_train_epocs: 2 }));
  const wrong = await hone(
    'train',
    '--model',
    'model',
    '--data',
    'pairs.csv',
    '--config',
    'wrong.json',
    '--out',
    'x',
    ...wasm,
  );
  expect(wrong.err).toContain('There is no setting named num_train_epocs.');
  expect(wrong.status).toBe(1);
  expect(existsSync(at('x'))).toBe(false);
});
