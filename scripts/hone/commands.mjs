import { parseArgs } from 'node:util';

/** A mistake in the command line: said with the usage, exit status 2. */
export class UsageError extends Error {}

/** @typedef {{ type: 'string' | 'boolean', multiple?: boolean, required?: boolean, value?: string, says: string }} Option */
/** @typedef {{ positionals: string, least: number, most: number, says: string, options: Record<string, Option> }} Command */

/** @type {Record<string, Option>} */
const common = {
  backend: { type: 'string', value: 'auto|webgpu|wasm', says: 'auto: the faster by a short benchmark' },
  threads: { type: 'string', value: 'N', says: 'WASM threads; 0 or absent: one per core' },
  chromium: { type: 'string', value: 'PATH', says: 'the Chromium to use' },
  help: { type: 'boolean', says: 'this text' },
};

/** @type {Option} */
const out = { type: 'string', value: 'PATH', required: true, says: 'where the results go' };
/** @type {Option} */
const model = { type: 'string', value: 'FOLDER', required: true, says: 'a sentence-transformers folder' };
/** @type {Option} */
const optionalModel = {
  ...model,
  required: false,
  says: 'a sentence-transformers folder; absent: the default model',
};

/** @type {Record<string, Option>} */
const writerOptions = {
  writer: { type: 'string', value: 'rules|gemini|openai', says: 'who writes the questions' },
  pairs: { type: 'string', value: 'N', says: 'rules: at most so many pairs (1600)' },
  seed: { type: 'string', value: 'N', says: 'rules: what they draw by (42)' },
  'writer-model': { type: 'string', value: 'NAME', says: "gemini, openai: the model's name" },
  endpoint: {
    type: 'string',
    value: 'URL',
    says: "openai: the server's address, e.g. http://localhost:11434/v1",
  },
  'questions-per-chunk': { type: 'string', value: 'N', says: 'gemini, openai: 2' },
};

/** How the columns of --data are read. */
const dataOptions = {
  /** @type {Option} */
  columns: {
    type: 'string',
    value: 'ANCHOR,POSITIVE[,NEGATIVE...]',
    says: 'the texts, in the order the loss takes them; absent: guessed by their names',
  },
  /** @type {Option} */
  label: {
    type: 'string',
    value: 'COLUMN',
    says: "scores or classes; absent: the column called label or score; 'none': not looked at",
  },
};

/** @type {Record<string, Command>} */
export const commands = {
  extract: {
    positionals: 'FILE...',
    least: 1,
    most: Infinity,
    says: 'Reads files: DIR/<file>.json for each, DIR/chunks.jsonl for all.',
    options: {
      out,
      model: optionalModel,
      'max-tokens': { type: 'string', value: 'N', says: 'of a chunk (200)' },
      ocr: { type: 'string', value: 'automatic|tesseract|paddle', says: 'who reads pictures (automatic)' },
      languages: {
        type: 'string',
        value: 'eng,deu',
        says: "of scans, by tesseract's names, the first weighs most; absent: English, and Chinese where it reads better",
      },
      tessdata: {
        type: 'string',
        value: 'FOLDER',
        says: 'where <language>.traineddata or .traineddata.gz lie; eng, chi_sim and chi_tra need none',
      },
      'whole-tables': {
        type: 'boolean',
        says: 'a table over pages once, on its first page; absent: by page',
      },
    },
  },
  write: {
    positionals: 'CHUNKS.jsonl',
    least: 1,
    most: 1,
    says: 'Writes questions about chunks. Keys: GEMINI_API_KEY, OPENAI_API_KEY.',
    options: {
      ...writerOptions,
      writer: { ...writerOptions.writer, type: 'string', required: true, says: 'who writes the questions' },
      out,
    },
  },
  train: {
    positionals: '',
    least: 0,
    most: 0,
    says: 'Tunes a model: DIR/model/, DIR/log.jsonl, DIR/evaluation.json.',
    options: {
      model,
      data: {
        type: 'string',
        value: 'FILE',
        multiple: true,
        required: true,
        says: 'pairs as .jsonl, .json or .csv; may be given again',
      },
      ...dataOptions,
      guide: {
        type: 'string',
        value: 'FOLDER',
        says: 'GISTEmbedLoss: the model that says which texts are too near to be negatives; absent: the one that is tuned',
      },
      eval: { type: 'string', value: 'EVAL_DIR', says: "a set in BEIR's format, read only to evaluate" },
      config: { type: 'string', value: 'run.json', says: "sentence-transformers' argument names" },
      dims: { type: 'string', value: '384,128', says: 'dimensions to evaluate at' },
      out,
    },
  },
  evaluate: {
    positionals: '',
    least: 0,
    most: 0,
    says: "Scores a model beside BM25 and their fusion, or by rows with labels. EVAL_DIR is in BEIR's format: corpus.jsonl, queries.jsonl, qrels.tsv.",
    options: {
      model,
      eval: { type: 'string', value: 'EVAL_DIR', says: "a set in BEIR's format" },
      data: {
        type: 'string',
        value: 'FILE',
        multiple: true,
        says: 'rows with labels; those whose split is test, where one is named',
      },
      columns: dataOptions.columns,
      label: dataOptions.label,
      dims: { type: 'string', value: '384,128', says: 'dimensions to evaluate at' },
      out,
    },
  },
  embed: {
    positionals: '',
    least: 0,
    most: 0,
    says: 'Unit vectors of texts: {"_id"?, "text"} a line in, {"_id"?, "vector"} a line out.',
    options: {
      model,
      texts: { type: 'string', value: 'FILE.jsonl', required: true, says: 'the texts' },
      kind: { type: 'string', value: 'query|document', says: 'whose prompt goes before (document)' },
      out,
    },
  },
  run: {
    positionals: 'FILE...',
    least: 0,
    most: Infinity,
    says: 'All steps: DIR/hone.zip, DIR/evaluation.json, and the scores on standard output.',
    options: {
      out,
      model: optionalModel,
      data: {
        type: 'string',
        value: 'FILE',
        multiple: true,
        says: 'pairs, or rows with labels, which are then trained on',
      },
      questions: {
        type: 'string',
        value: 'FILE',
        says: 'real questions, used only to test; absent: questions.jsonl beside the files',
      },
      ...writerOptions,
      config: { type: 'string', value: 'run.json', says: "sentence-transformers' argument names" },
    },
  },
};

/**
 * The command line as a command with its values, every one of them a string, a list of strings or true.
 * Throws UsageError naming what is unknown, missing or of the wrong kind.
 * @param {string[]} argv
 * @returns {{ command: string, positionals: string[], values: Record<string, string | string[] | boolean | undefined> }}
 */
export function parseCommand(argv) {
  const [command = '', ...rest] = argv;
  if (['--help', '-h', 'help', ''].includes(command)) return { command: 'help', positionals: [], values: {} };
  const known = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!known)
    throw new UsageError(`There is no command '${command}'. Commands: ${Object.keys(commands).join(', ')}.`);
  const options = { ...known.options, ...common };
  const { positionals, values } = parse(rest, options);
  if (values.help) return { command: 'help', positionals: [], values: {} };
  for (const [name, option] of Object.entries(options)) check(command, name, option, values[name]);
  if (positionals.length < known.least) throw new UsageError(`${command} needs ${known.positionals}.`);
  if (command === 'run' && positionals.length === 0 && !values.data)
    throw new UsageError('run needs FILE... or --data FILE.');
  if (command === 'evaluate' && !values.eval && !values.data)
    throw new UsageError('evaluate needs --eval EVAL_DIR or --data FILE.');
  if (positionals.length > known.most)
    throw new UsageError(`${command} does not take '${positionals[known.most]}'.`);
  return { command, positionals, values };
}

/**
 * @param {string[]} args
 * @param {Record<string, Option>} options
 */
function parse(args, options) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  try {
    const { positionals, values } = parseArgs({ args, options: config, allowPositionals: true });
    return {
      positionals,
      values: /** @type {Record<string, string | string[] | boolean | undefined>} */ (values),
    };
  } catch (error) {
    // Node's own sentence names the option and adds a hint about '--' that is no help here.
    if (error instanceof TypeError) throw new UsageError(error.message.split('. To specify')[0] + '.');
    throw error;
  }
}

/**
 * @param {string} command
 * @param {string} name
 * @param {Option} option
 * @param {string | string[] | boolean | undefined} value
 */
function check(command, name, option, value) {
  if (value === undefined) {
    if (option.required)
      throw new UsageError(`${command} needs --${name} ${option.value ?? ''}`.trim() + '.');
    return;
  }
  if (option.value === 'N' && !/^\d+$/.test(String(value)))
    throw new UsageError(`--${name} must be a whole number, not '${value}'.`);
  const choices = /^[a-z]+(\|[a-z]+)+$/.test(option.value ?? '') ? option.value?.split('|') : undefined;
  if (choices && !choices.includes(String(value)))
    throw new UsageError(`--${name} must be one of ${choices.join(', ')}, not '${value}'.`);
  if (name === 'dims' && !/^\d+(,\d+)*$/.test(String(value)))
    throw new UsageError(`--dims must be whole numbers with commas between, not '${value}'.`);
}

/** @returns {string} */
export function usage() {
  /** @param {Record<string, Option>} options */
  const lines = (options) =>
    Object.entries(options).map(([name, { value = '', says, required }]) => {
      const left = `--${name} ${value}`.trim();
      return `    ${left.padEnd(34)} ${says}${required ? ' (needed)' : ''}`;
    });
  const parts = Object.entries(commands).map(([name, { positionals, says, options }]) =>
    [`  ${`${name} ${positionals}`.trim()}`, `    ${says}`, ...lines(options)].join('\n'),
  );
  return [
    'npm run hone -- COMMAND ... : Hone without its interface, the same code in a headless Chromium.',
    'Progress goes to standard error, results to files; the exit status is 0 only on success.\n',
    parts.join('\n\n'),
    '\n  All commands:',
    ...lines(common),
  ].join('\n');
}
