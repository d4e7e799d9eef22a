import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UsageError } from './commands.mjs';

/**
 * A file that goes in: `role` says what for, `path` its place within what was named (a model's folder), `from` where it lies.
 * @typedef {{ role: 'file' | 'chunks' | 'data' | 'model' | 'guide' | 'eval' | 'texts' | 'questions' | 'language', path: string, from: string }} Input
 */

/** @typedef {{ command: string, options: Record<string, unknown>, inputs: Input[], hosts: string[] }} Job */

const largestConfig = 1_000_000;

/**
 * What the page is to do, and the files it may read.
 * Throws UsageError where a file is missing or a key is not set.
 * @param {ReturnType<typeof import('./commands.mjs').parseCommand>} parsed
 * @returns {Promise<Job>}
 */
export async function makeJob({ command, positionals, values }) {
  /** @type {Input[]} */
  const inputs = [];
  /** @type {(role: Input['role'], from: string, path?: string) => void} */
  const add = (role, from, path = basename(from)) => {
    inputs.push({ role, path, from: mustBeFile(from) });
  };
  const text = (/** @type {string} */ name) => /** @type {string | undefined} */ (values[name]);

  for (const from of positionals) add(command === 'write' ? 'chunks' : 'file', from);
  for (const from of /** @type {string[]} */ (values.data ?? [])) add('data', from);
  const texts = text('texts');
  if (texts) add('texts', texts);
  const folder = text('model');
  if (folder) for (const path of filesIn(folder, 'config.json')) add('model', join(folder, path), path);
  const guide = text('guide');
  if (guide) for (const path of filesIn(guide, 'config.json')) add('guide', join(guide, path), path);
  const evaluation = text('eval');
  if (evaluation) for (const path of beirFiles(evaluation)) add('eval', join(evaluation, path), path);
  const questions = text('questions') ?? questionsBeside(command, positionals);
  if (questions) add('questions', questions);

  const languages = text('languages')?.split(',');
  for (const path of languageFiles(languages ?? [], text('tessdata'))) add('language', path);

  const writer = writerSettings(values, command);
  const options = {
    runtime: { backend: text('backend') ?? 'auto', threads: Number(text('threads') ?? 0) },
    ...(folder ? { modelName: basename(resolve(folder)) } : {}),
    ...(writer ? { writer } : {}),
    ...(text('dims') ? { dims: text('dims')?.split(',').map(Number) } : {}),
    ...(text('columns') ? { columns: text('columns')?.split(',') } : {}),
    ...(text('label') ? { label: text('label') } : {}),
    ...(text('max-tokens') ? { maxTokens: Number(text('max-tokens')) } : {}),
    ...(text('ocr') ? { ocr: text('ocr') } : {}),
    ...(languages ? { languages } : {}),
    ...(values['whole-tables'] ? { wholeTables: true } : {}),
    ...(text('config') ? { arguments: await readConfig(/** @type {string} */ (text('config'))) } : {}),
    kind: text('kind') ?? 'document',
  };
  const hosts = writer && 'endpoint' in writer && writer.endpoint ? [new URL(writer.endpoint).origin] : [];
  return { command, options, inputs, hosts };
}

/** @param {string[]} languages @param {string | undefined} folder */
function languageFiles(languages, folder) {
  const wanted = languages.filter((language) => !['eng', 'chi_sim', 'chi_tra'].includes(language));
  return wanted.map((language) => {
    if (!folder) throw new UsageError(`--languages ${language} needs --tessdata, where its data lies.`);
    const names = [`${language}.traineddata`, `${language}.traineddata.gz`];
    const found = names.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (!found) throw new UsageError(`There is no ${names.join(' or ')} in ${folder}.`);
    return found;
  });
}

/** @param {string} path */
function mustBeFile(path) {
  const full = resolve(path);
  if (!existsSync(full)) throw new UsageError(`There is no file ${path}.`);
  if (!statSync(full).isFile()) throw new UsageError(`${path} is not a file.`);
  return full;
}

/**
 * @param {string} folder
 * @param {string} mark the file that shows it is the right kind of folder
 */
function filesIn(folder, mark) {
  if (!existsSync(join(folder, mark))) throw new UsageError(`There is no ${mark} in ${folder}.`);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => statSync(join(entry.parentPath, entry.name)).isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** @param {string} folder */
function beirFiles(folder) {
  // BEIR keeps the judgements of each split in qrels/; ours has one file.
  const judged = ['qrels.tsv', 'qrels/test.tsv'].find((path) => existsSync(join(folder, path)));
  const files = ['corpus.jsonl', 'queries.jsonl', judged ?? 'qrels.tsv'];
  for (const path of files) mustBeFile(join(folder, path));
  return files;
}

/**
 * @param {string} command
 * @param {string[]} files
 */
function questionsBeside(command, files) {
  if (command !== 'run') return undefined;
  return files.map((file) => join(dirname(file), 'questions.jsonl')).find((path) => existsSync(path));
}

/**
 * @param {Record<string, string | string[] | boolean | undefined>} values
 * @param {string} command
 */
function writerSettings(values, command) {
  // With data of one's own, questions are only written where a writer is named.
  const kind = values.writer ?? (command === 'run' && !values.data ? 'rules' : undefined);
  const questionsPerChunk = Number(values['questions-per-chunk'] ?? 2);
  const model = values['writer-model'];
  if (kind === 'rules') return { kind, pairs: Number(values.pairs ?? 1600), seed: Number(values.seed ?? 42) };
  if (kind === 'gemini') {
    const key = process.env.GEMINI_API_KEY;
    if (!key) throw new UsageError('--writer gemini needs the key in GEMINI_API_KEY.');
    const endpoint = values.endpoint ?? 'https://generativelanguage.googleapis.com';
    return { kind, key, model: model ?? 'gemini-2.5-flash', questionsPerChunk, endpoint: address(endpoint) };
  }
  if (kind === 'openai') {
    if (!model) throw new UsageError('--writer openai needs --writer-model NAME.');
    if (!values.endpoint) throw new UsageError('--writer openai needs --endpoint URL.');
    return {
      kind,
      endpoint: address(values.endpoint),
      key: process.env.OPENAI_API_KEY ?? '',
      model,
      questionsPerChunk,
    };
  }
  return undefined;
}

/** @param {unknown} endpoint */
function address(endpoint) {
  const text = String(endpoint);
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new UsageError(`--endpoint ${text} is not an address.`);
  return text;
}

/** @param {string} path */
async function readConfig(path) {
  const full = mustBeFile(path);
  if (statSync(full).size > largestConfig) throw new UsageError(`${path} is too large to be a run.json.`);
  try {
    return JSON.parse(await readFile(full, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is not JSON: ${error.message}`);
    throw error;
  }
}
