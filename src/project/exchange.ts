import { HoneError, asHoneError } from '../errors/hone-error';
import { guessColumns } from '../pairs/exchange/columns';
import { exportPairs, isOwnTable, type ExportFormat } from '../pairs/exchange/export-pairs';
import { importPairs } from '../pairs/exchange/import-pairs';
import { guessRowColumns } from '../pairs/exchange/labelled-rows';
import type { CellValue, PairTable } from '../pairs/exchange/pair-table';
import { readPairs } from '../pairs/exchange/read-pairs';
import { guessSame } from '../pairs/rows/row-sets';
import { columnFacts } from './column-facts';
import type { ProjectContext } from './context';
import type { ImportFailure, ImportMapping, ImportPreview } from './contract';
import type { Documents } from './documents.svelte';
import type { ColumnFacts, RowMapping } from './labelled-contract';
import { splitSeed, type Pairs } from './pairs.svelte';

/** Rows shown before the columns are chosen. */
const sampleRows = 5;

export const mediaTypes: Record<ExportFormat, string> = {
  csv: 'text/csv',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
};

/** Pairs in and out, as files. */
export class Exchange {
  constructor(
    private readonly context: ProjectContext,
    private readonly documents: Documents,
    private readonly pairs: Pairs,
  ) {}

  readonly nothing: ImportPreview = {
    files: [],
    failed: [],
    columns: [],
    mapping: { anchor: '', positive: '', negatives: [], split: 'auto' },
    rowMapping: null,
    facts: [],
    sample: [],
    badRows: [],
  };

  async preview(files: File[]): Promise<ImportPreview> {
    const { tables, failed } = await readAll(files);
    const columns = [...new Set(tables.flatMap((table) => table.columns))];
    const choice = guessColumns({ columns });
    const facts = columnFacts(tables);
    return {
      files: tables.map((table) => ({
        name: table.name,
        rows: table.rows.length,
        columns: table.columns,
        columnsKnown: isOwnTable(table) || guessColumns(table) !== null,
      })),
      failed,
      columns,
      mapping: { ...(choice ?? { anchor: '', positive: '', negatives: [] }), split: 'auto' },
      rowMapping: tables.some(isOwnTable) ? null : guessedRows(columns, facts),
      facts,
      sample: tables
        .flatMap(({ rows }) => rows)
        .slice(0, sampleRows)
        .map(({ values }) =>
          Object.fromEntries(Object.entries(values).map(([column, value]) => [column, asText(value)])),
        ),
      badRows: tables.flatMap(({ bad }) =>
        bad.map(({ parameters }) => ({ file: parameters.file, line: parameters.line })),
      ),
    };
  }

  /** One bad file never stops the others: those of which nothing was imported come back, each with its reason. */
  async import(files: File[], { split, ...columns }: ImportMapping): Promise<ImportFailure[]> {
    const { tables, failed: unread } = await readAll(files);
    const { examples, bad, failed } = importPairs(tables, {
      columns: columns.anchor && columns.positive ? columns : null,
      split,
      chunks: this.documents.used,
      existing: this.pairs.examples,
      seed: splitSeed,
      now: Date.now(),
      newId: () => crypto.randomUUID(),
    });
    await this.pairs.add(examples);
    for (const { code, parameters } of bad.slice(0, 3))
      this.context.notices.fail(new HoneError(code, parameters));
    const ids = examples.map(({ id }) => id);
    this.context.notices.say('pairs-imported', { n: examples.length }, () => this.pairs.remove(ids));
    return [...unread, ...failed.map((error) => failureOf(String(error.parameters['file'] ?? ''), error))];
  }

  export(format: ExportFormat): Blob {
    return new Blob([exportPairs(this.pairs.examples, format)], { type: mediaTypes[format] });
  }
}

/** Rows with labels, where a column is named as labels are and another holds texts. */
function guessedRows(columns: string[], facts: readonly ColumnFacts[]): RowMapping | null {
  const guessed = guessRowColumns({ columns });
  if (!guessed) return null;
  const { values = [], different } = facts.find(({ column }) => column === guessed.label) ?? {};
  return { ...guessed, same: different === 2 ? guessSame(values) : null, split: 'auto' };
}

/** The tables of files, and the files that hold none. */
export async function readAll(files: File[]): Promise<{ tables: PairTable[]; failed: ImportFailure[] }> {
  const tables: PairTable[] = [];
  const failed: ImportFailure[] = [];
  for (const file of files)
    try {
      tables.push(readPairs(file.name, new Uint8Array(await file.arrayBuffer())));
    } catch (thrown) {
      failed.push(failureOf(file.name, asHoneError(thrown)));
    }
  return { tables, failed };
}

export const failureOf = (file: string, { code, parameters }: HoneError): ImportFailure => ({
  file,
  error: { code, parameters },
});

const asText = (value: CellValue): string => (Array.isArray(value) ? value.join('\n') : value);
