import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { besideCommand } from './documents/beside-cli.mjs';
import { madeParts, makeSet } from './documents/make-set.mjs';
import { ocrSpeed } from './documents/ocr-speed.mjs';
import { makePictures, pictureParts } from './documents/pictures.mjs';
import { viewRows } from './documents/view.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = resolve(root, '..', 'shared');
const scorer = join(shared, 'bench', 'score_documents.py');

/**
 * A measure with its bar. `figure`: as the scorer gives it; null where it could not be taken, `said` says why.
 * @typedef {{ name: string, figure: number | null, bar: string, met: boolean | null, said: string }} Row
 *
 * One set of files with its gold; `better`: which figure counts, and which way.
 * @typedef {object} Part
 * @property {string} name
 * @property {string[]} files
 * @property {string} gold
 * @property {'tables' | 'text'} task
 * @property {string[]} flags of the scorer
 * @property {string[]} [reading] options of the extraction
 * @property {boolean} [cells] tables count as the text of their cells, without the bars between them
 * @property {'F1' | 'order' | 'cer'} figure
 * @property {number} bar
 */

/** Names and bars of issue "Documents"; the rows from ../shared are left out, and said to be, where it does not exist. */
/** @param {string} folder @param {(name: string) => boolean} takes @returns {Promise<Part[]>} */
async function parts(folder, takes) {
  const made = madeParts.some(takes) ? await makeSet(join(folder, 'made')) : [];
  /** @type {Record<string, Pick<Part, 'figure' | 'bar'>>} */
  const bars = {
    'made tables': { figure: 'F1', bar: 0.95 },
    'made text': { figure: 'order', bar: 0.98 },
    'made scans, tables': { figure: 'F1', bar: 0.7 },
    'made scans, text': { figure: 'cer', bar: 0.073 },
  };
  const own = made.map(({ part, ...rest }) => ({
    ...rest,
    name: part,
    flags: rest.task === 'text' ? ['--drop', 'Header,Footer,PageNumber'] : [],
    // Their gold is the whole table; that of the others is one page's.
    reading: rest.task === 'tables' ? ['--whole-tables'] : [],
    ...(bars[part] ?? { figure: /** @type {const} */ ('F1'), bar: 0 }),
  }));
  const pictures = pictureParts.some(takes) ? await makePictures(join(folder, 'pictures')) : [];
  return [
    ...own,
    ...pictures.map(({ part, ...rest }) => ({ ...rest, ...pictureRow(part) })),
    ...others(folder),
  ];
}

/** @param {string} name */
const pictureRow = (name) => ({
  name,
  task: /** @type {const} */ ('text'),
  flags: [],
  cells: true,
  figure: /** @type {const} */ ('cer'),
  bar: 0.073,
});

/**
 * The open documents that others are measured on (../shared/bench/reference-documents.md).
 * @param {string} folder @returns {Part[]}
 */
function others(folder) {
  const data = (/** @type {string} */ path) => join(shared, 'data', path);
  /** @type {(name: string, pairs: [file: string, gold: string, goldName: string][], rest: Pick<Part, 'task' | 'figure' | 'bar' | 'flags'>) => Part} */
  const part = (name, pairs, rest) => {
    const gold = join(folder, 'gold', name.replace(/\W+/g, '-'));
    mkdirSync(gold, { recursive: true });
    for (const [, from, to] of pairs) if (existsSync(from)) copyFileSync(from, join(gold, to));
    return { name, gold, files: pairs.map(([file]) => file), ...rest };
  };
  const tables = { task: /** @type {const} */ ('tables'), figure: /** @type {const} */ ('F1') };
  const partial = ['--partial-gold'];
  const java = data('pdf-tabula-java');
  const csvs = existsSync(java) ? readdirSync(join(java, 'csv')).filter((name) => name.endsWith('.csv')) : [];
  const py = data('pdf-tabula-py');
  const scanned = data('pdf-unstructured');
  const ocr = data('ocr-tesseract-test');
  const text = { task: /** @type {const} */ ('text'), figure: /** @type {const} */ ('cer'), flags: [] };
  return [
    part(
      'pdf-tabula-java',
      csvs
        .map(
          (name) =>
            /** @type {[string, string, string]} */ ([
              join(java, name.replace(/csv$/, 'pdf')),
              join(java, 'csv', name),
              name,
            ]),
        )
        .filter(([file]) => existsSync(file)),
      { ...tables, flags: partial, bar: 0.9 },
    ),
    part(
      'pdf-tabula-py',
      [
        [join(py, 'campaign_donors.pdf'), join(py, 'campaign_donors.csv'), 'campaign_donors.csv'],
        [join(py, 'data.pdf'), join(py, 'data_1.csv'), 'data.p1.csv'],
        [join(py, 'data_dtype.pdf'), join(py, 'data_dtype_expected.csv'), 'data_dtype.csv'],
      ],
      { ...tables, flags: partial, bar: 0.8 },
    ),
    part(
      'the scanned table',
      [
        [
          join(scanned, 'img', 'table-multi-row-column-cells.png'),
          join(scanned, 'expected', 'table-multi-row-column-cells-actual.csv'),
          'table-multi-row-column-cells.csv',
        ],
      ],
      { ...tables, flags: partial, bar: 0.7 },
    ),
    part(
      'ocr-tesseract-test',
      ['8071_093.3B', '8087_054.3B', 'eurotext', 'phototest'].map((name) => {
        const gold = existsSync(join(ocr, `${name}.txt`)) ? `${name}.txt` : `${name}.gold.txt`;
        return [join(ocr, `${name}.tif`), join(ocr, gold), `${name}.txt`];
      }),
      { ...text, bar: 0.073 },
    ),
    part(
      'ocr-tesseract-test, rotated',
      ['180', 'L', 'R'].map((turn) => [
        join(ocr, `phototest-rotated-${turn}.png`),
        join(ocr, 'phototest.gold.txt'),
        `phototest-rotated-${turn}.txt`,
      ]),
      { ...text, bar: 0.01 },
    ),
  ];
}

/** Reads files as `npm run hone -- extract` does. @param {string[]} files @param {string} out @param {string[]} [options] */
function extract(files, out, options = []) {
  rmSync(out, { recursive: true, force: true });
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts', 'hone.mjs'), 'extract', ...files, '--out', out, ...options],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  return status === 0 ? '' : stderr.trim().split('\n').slice(-2).join(' ');
}

/** @param {Part} part @param {string} predicted @returns {{ figure: number } | string} */
function score({ gold, task, flags, figure }, predicted) {
  const python = process.env.HONE_PYTHON ?? 'python3';
  const json = `${predicted}.json`;
  const args = [
    scorer,
    gold,
    predicted,
    '--task',
    task,
    '--json',
    json,
    '--tsv',
    `${predicted}.tsv`,
    ...flags,
  ];
  const { status, stderr, error } = spawnSync(python, args, { encoding: 'utf8' });
  if (status !== 0) return error?.message ?? stderr.trim();
  const { total } = JSON.parse(readFileSync(json, 'utf8'));
  return {
    figure:
      task === 'tables' ? total.table[figure] : figure === 'cer' ? total.text.cer_pooled : total.text[figure],
  };
}

/** @param {Part} part @param {string} folder @returns {Row} */
function measure(part, folder) {
  const bar = part.figure === 'cer' ? `CER at most ${part.bar}` : `${part.figure} at least ${part.bar}`;
  const missed = (/** @type {string} */ said) => ({ name: part.name, figure: null, bar, met: null, said });
  if (!existsSync(scorer)) return missed(`skipped: there is no ${scorer}`);
  if (part.files.length === 0 || !part.files.every((file) => existsSync(file)))
    return missed(`skipped: its files are not under ${shared}`);
  const predicted = join(folder, 'read', part.name.replace(/\W+/g, '-'));
  const failed = extract(part.files, predicted, part.reading);
  // The scorer reads every JSON file there; passages are none of its business.
  rmSync(join(predicted, 'chunks.jsonl'), { force: true });
  if (part.cells) withoutBars(predicted);
  const scored = score(part, predicted);
  if (typeof scored === 'string') return missed(scored);
  const met = part.figure === 'cer' ? scored.figure <= part.bar : scored.figure >= part.bar;
  return {
    name: part.name,
    figure: scored.figure,
    bar,
    met,
    said: `${part.files.length} files ${failed}`.trim(),
  };
}

/** @param {string} predicted */
function withoutBars(predicted) {
  for (const name of readdirSync(predicted).filter((file) => file.endsWith('.json'))) {
    const read = JSON.parse(readFileSync(join(predicted, name), 'utf8'));
    for (const element of read.elements) if (element.rows) element.text = element.text.replaceAll(' | ', ' ');
    writeFileSync(join(predicted, name), JSON.stringify(read));
  }
}

/** Pages a second of reading alone, layout and tables included. @param {string} folder @returns {Row} */
function speed(folder) {
  const name = 'docs-nist-cybersecurity, pages a second';
  const place = join(shared, 'data', 'docs-nist-cybersecurity');
  const bar = 'at least 40 on two cores';
  if (!existsSync(place))
    return { name, figure: null, bar, met: null, said: `skipped: there is no ${place}` };
  const files = readdirSync(place).filter((file) => file.endsWith('.pdf'));
  const out = join(folder, 'read', 'speed');
  const failed = extract(
    files.map((file) => join(place, file)),
    out,
  );
  let pages = 0;
  let seconds = 0;
  for (const file of files.filter((each) => existsSync(join(out, `${basename(each)}.json`)))) {
    const read = JSON.parse(readFileSync(join(out, `${basename(file)}.json`), 'utf8'));
    seconds += read.seconds;
    pages += read.elements.reduce(
      (/** @type {number} */ last, /** @type {{ page: number }} */ { page }) => Math.max(last, page),
      0,
    );
  }
  const figure = seconds > 0 ? pages / seconds : null;
  return {
    name,
    figure,
    bar,
    met: figure === null ? null : figure >= 40,
    said: `${pages} pages in ${seconds.toFixed(1)} s ${failed}`.trim(),
  };
}

/**
 * Prints every bar's figure on documents made here and on the open ones. `rows`: parts of names to take, null: all.
 * `ocr`: who reads pictures.
 * @param {{ rows: string[] | null, ocr: string }} options
 * @returns {Promise<{ rows: Row[] }>}
 */
export async function documents({ rows: wanted, ocr }) {
  const folder = join(root, 'out', 'bench-documents');
  mkdirSync(folder, { recursive: true });
  const takes = (/** @type {string} */ name) => !wanted || wanted.some((part) => name.includes(part));
  /** @type {Row[]} */
  const rows = [];
  const add = (/** @type {Row} */ row) => {
    rows.push(row);
    const figure = row.figure === null ? '-' : row.figure.toFixed(3);
    const met = row.met === null ? '' : row.met ? 'met' : 'MISSED';
    console.log(
      [row.name.padEnd(40), figure.padStart(7), row.bar.padEnd(26), met.padEnd(7), row.said].join('  '),
    );
  };
  for (const part of await parts(folder, takes))
    if (takes(part.name)) add(measure({ ...part, reading: [...(part.reading ?? []), '--ocr', ocr] }, folder));
  if (takes('ocr-files'))
    add(await besideCommand(folder, join(shared, 'data', 'ocr-tesseract-test'), extract));
  if (takes('ocr-speed')) add(await ocrSpeed(folder, extract));
  if (takes('docs-nist-cybersecurity')) add(speed(folder));
  for (const [name, measured] of Object.entries(viewRows))
    if (takes(name)) for (const row of await measured(folder)) add(row);
  return { rows };
}
