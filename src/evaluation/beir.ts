import { HoneError } from '../errors/hone-error';
import type { ExampleSource } from '../pairs/types';
import type { EvaluationSet } from './types';

/** An evaluation set as BEIR keeps it in three files; `queries.jsonl` may name a question's source in its metadata. */
export interface BeirFiles {
  /** corpus.jsonl: {"_id", "title", "text"} a line. */
  corpus: string;
  /** queries.jsonl: {"_id", "text", "metadata": {"source"?}} a line. */
  queries: string;
  /** qrels.tsv: query-id, corpus-id, score; a score above 0 is relevant. */
  qrels: string;
}

const sources: readonly string[] = ['person', 'import', 'model', 'rules'] satisfies ExampleSource[];

/**
 * Reads BEIR's files. A passage's text is 'title text', as BEIR embeds it; a question without a source counts as imported.
 * Lines that cannot be read are left out and come back as pairs/bad-row errors with file and line.
 */
export function readBeir({ corpus, queries, qrels }: BeirFiles): {
  set: EvaluationSet;
  skipped: HoneError[];
} {
  const skipped: HoneError[] = [];
  const set: EvaluationSet = { queries: [], corpus: [], relevant: {} };

  for (const [row, skip] of jsonLines('corpus.jsonl', corpus, skipped)) {
    const [id, text] = [idOf(row._id), row.text];
    if (id === null || typeof text !== 'string') skip();
    else set.corpus.push({ id, text: typeof row.title === 'string' ? `${row.title} ${text}`.trim() : text });
  }
  for (const [row, skip] of jsonLines('queries.jsonl', queries, skipped)) {
    const [id, text] = [idOf(row._id), row.text];
    if (id === null || typeof text !== 'string') skip();
    else set.queries.push({ id, text, source: sourceOf(row.metadata) });
  }
  const relevant = new Map<string, string[]>();
  for (const [at, line] of linesOf(qrels)) {
    const [query, passage, score] = line.split('\t').map((field) => field.trim());
    const grade = Number(score);
    if (!query || !passage || score === undefined || score === '' || Number.isNaN(grade)) {
      if (at > 1) skipped.push(badRow('qrels.tsv', at)); // the first line is the heading
    } else if (grade > 0) {
      relevant.set(query, [...(relevant.get(query) ?? []), passage]);
    }
  }
  set.relevant = Object.fromEntries(relevant);
  return { set, skipped };
}

/** The three files of a set; `readBeir` gives the same set back. */
export function writeBeir({ queries, corpus, relevant }: EvaluationSet): BeirFiles {
  const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const judged = Object.entries(relevant).flatMap(([query, passages]) =>
    passages.map((passage) => `${query}\t${passage}\t1\n`),
  );
  return {
    corpus: lines(corpus.map(({ id, text }) => ({ _id: id, title: '', text }))),
    queries: lines(queries.map(({ id, text, source }) => ({ _id: id, text, metadata: { source } }))),
    qrels: `query-id\tcorpus-id\tscore\n${judged.join('')}`,
  };
}

type Row = Record<string, unknown>;

function* linesOf(text: string): Generator<[number, string]> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [at, line] of lines.entries()) if (line.trim() !== '') yield [at + 1, line];
}

function* jsonLines(file: string, text: string, skipped: HoneError[]): Generator<[Row, () => void]> {
  for (const [at, line] of linesOf(text)) {
    const row = parseObject(line);
    const skip = (): void => void skipped.push(badRow(file, at));
    if (row) yield [row, skip];
    else skip();
  }
}

function parseObject(line: string): Row | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const badRow = (file: string, line: number): HoneError => new HoneError('pairs/bad-row', { file, line });

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

function sourceOf(metadata: unknown): ExampleSource {
  const source = typeof metadata === 'object' && metadata !== null ? (metadata as Row).source : undefined;
  return typeof source === 'string' && sources.includes(source) ? (source as ExampleSource) : 'import';
}
