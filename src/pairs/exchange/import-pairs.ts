import type { Chunk } from '../../documents/types';
import { HoneError } from '../../errors/hone-error';
import { findDuplicates } from '../filters';
import { splitExamples } from '../split';
import type { Example, Split } from '../types';
import { guessColumns, type ColumnChoice } from './columns';
import { isOwnTable, restoreExample } from './export-pairs';
import { ChunkFinder } from './link-to-chunks';
import { badRow, type BadRow, type CellValue, type PairRow, type PairTable } from './pair-table';

export interface ImportOptions {
  /** null: guessed for each file. Hone's own exports need none: they are restored as they were. */
  columns: ColumnChoice | null;
  /** 'auto': by passage like all others; else all imported pairs are kept on that side ('test': used only to test). */
  split: Split | 'auto';
  chunks: readonly Chunk[];
  /** What the project has already; pairs that are there twice are set aside as duplicates. */
  existing: readonly Example[];
  seed: number;
  /** Milliseconds since 1970. */
  now: number;
  newId(): string;
}

export interface ImportedPairs {
  examples: Example[];
  bad: BadRow[];
  /** Files without usable columns ('pairs/no-columns'); the others are imported. */
  failed: HoneError[];
}

const listOf = (value: CellValue | undefined): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value])
    .map((text) => text.trim())
    .filter((text) => text !== '');

/**
 * Turns the rows of several files into examples. A row without question or passage is listed as bad; a list of positives
 * gives one example each; a positive that is a chunk's text, or stands in one, is linked to it.
 */
export function importPairs(tables: readonly PairTable[], options: ImportOptions): ImportedPairs {
  const result: ImportedPairs = { examples: [], bad: [], failed: [] };
  const finder = new ChunkFinder(options.chunks);
  const chunkIds = new Set(options.chunks.map((chunk) => chunk.id));
  const ids = new Set(options.existing.map((example) => example.id));
  for (const table of tables) {
    const own = isOwnTable(table);
    const columns = own ? null : columnsFor(table, options.columns);
    if (!own && !columns) {
      result.failed.push(new HoneError('pairs/no-columns', { file: table.name }));
      continue;
    }
    result.bad.push(...table.bad);
    for (const row of table.rows) {
      const examples = columns
        ? examplesOf(row, columns, table.name, finder, options)
        : restored(row, table.format, options.split, chunkIds);
      if (examples.length === 0) result.bad.push(badRow(table.name, row.line, 'empty'));
      for (const example of examples) {
        if (example.id === '' || ids.has(example.id)) example.id = options.newId();
        ids.add(example.id);
        result.examples.push(example);
      }
    }
  }
  return { ...result, examples: placed(options.existing, result.examples, options.chunks, options.seed) };
}

function examplesOf(
  row: PairRow,
  columns: ColumnChoice,
  file: string,
  finder: ChunkFinder,
  { split, now, newId }: ImportOptions,
): Example[] {
  const negatives = columns.negatives.flatMap((column) => listOf(row.values[column]));
  return listOf(row.values[columns.anchor]).flatMap((anchor) =>
    listOf(row.values[columns.positive]).map((positive): Example => {
      const chunk = finder.find(positive);
      return {
        id: newId(),
        anchor,
        positive,
        ...(negatives.length > 0 ? { negatives } : {}),
        source: 'import',
        writer: file,
        ...(chunk ? { chunkId: chunk.id, documentId: chunk.documentId } : {}),
        status: 'accepted',
        split: 'train',
        ...(split === 'auto' ? {} : { assigned: split }),
        createdAt: now,
      };
    }),
  );
}

/** As exported; where its chunk is not in this project, the side it was on is kept, for its neighbours are not known. */
function restored(
  row: PairRow,
  format: PairTable['format'],
  split: ImportOptions['split'],
  chunkIds: ReadonlySet<string>,
): Example[] {
  const example = restoreExample(row, format);
  if (!example) return [];
  if (split !== 'auto') return [{ ...example, assigned: split }];
  const known = chunkIds.has(example.chunkId ?? '');
  return [known ? example : { ...example, assigned: example.assigned ?? example.split }];
}

function columnsFor(table: PairTable, chosen: ColumnChoice | null): ColumnChoice | null {
  const has = (column: string): boolean => table.columns.includes(column);
  return chosen && has(chosen.anchor) && has(chosen.positive) ? chosen : guessColumns(table);
}

/** Splits and duplicates depend on what is there already; only the new examples are returned. */
function placed(
  existing: readonly Example[],
  added: readonly Example[],
  chunks: readonly Chunk[],
  seed: number,
): Example[] {
  const all = [...existing, ...added];
  const duplicates = findDuplicates(all);
  return splitExamples(all, chunks, seed)
    .slice(existing.length)
    .map((example) =>
      duplicates.has(example.id) ? { ...example, status: 'rejected', reason: 'duplicate' } : example,
    );
}
