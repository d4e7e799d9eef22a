import { HoneError } from '../errors/hone-error';
import { guessColumns } from '../pairs/exchange/columns';
import { exportPairs, type ExportFormat } from '../pairs/exchange/export-pairs';
import { importPairs } from '../pairs/exchange/import-pairs';
import type { CellValue, PairTable } from '../pairs/exchange/pair-table';
import { readPairs } from '../pairs/exchange/read-pairs';
import type { ProjectContext } from './context';
import type { ImportMapping, ImportPreview } from './contract';
import type { Documents } from './documents.svelte';
import { splitSeed, type Pairs } from './pairs.svelte';

/** Rows shown before the columns are chosen. */
const sampleRows = 5;

const mediaTypes: Record<ExportFormat, string> = {
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
    columns: [],
    mapping: { anchor: '', positive: '', negatives: [], split: 'auto' },
    sample: [],
    badRows: [],
  };

  async preview(files: File[]): Promise<ImportPreview> {
    const tables = await this.#read(files);
    const columns = [...new Set(tables.flatMap((table) => table.columns))];
    const choice = guessColumns({ columns });
    return {
      files: tables.map(({ name, rows, columns: own }) => ({ name, rows: rows.length, columns: own })),
      columns,
      mapping: { ...(choice ?? { anchor: '', positive: '', negatives: [] }), split: 'auto' },
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

  async import(files: File[], { split, ...columns }: ImportMapping): Promise<void> {
    const tables = await this.#read(files);
    const { examples, bad } = importPairs(tables, {
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
  }

  export(format: ExportFormat): Blob {
    return new Blob([exportPairs(this.pairs.examples, format)], { type: mediaTypes[format] });
  }

  /** One bad file never stops the others: it is said, and the rest is read. */
  async #read(files: File[]): Promise<PairTable[]> {
    const tables: PairTable[] = [];
    for (const file of files)
      await this.context.notices.attempt(async () => {
        tables.push(readPairs(file.name, new Uint8Array(await file.arrayBuffer())));
      });
    return tables;
  }
}

const asText = (value: CellValue): string => (Array.isArray(value) ? value.join('\n') : value);
