import { HoneError } from '../../errors/hone-error';
import { guessRowColumns, readRows } from '../exchange/labelled-rows';
import { badRow, type BadRow, type PairTable } from '../exchange/pair-table';
import type { Split } from '../types';
import { kindOfLabel, splitNamed, type LabelKind, type Row, type RowColumns } from './row';
import type { UnplacedRow } from './split-rows';

export interface RowImport {
  columns: RowColumns;
  /** 'auto': as the column 'split' says, else by lot; else all imported rows are kept on that side. */
  split: Split | 'auto';
  /** What the project has already. */
  existing: readonly Row[];
  /** Milliseconds since 1970. */
  now: number;
  newId(): string;
}

export interface ImportedRows {
  rows: UnplacedRow[];
  bad: BadRow[];
  /** Files of which nothing was imported: 'pairs/row-columns', 'pairs/mixed-labels', 'pairs/other-rows'. */
  failed: HoneError[];
}

/** The chosen columns where a table has all of them, else its own by their names, as many texts as were chosen; else null. */
export function columnsOf({ columns }: Pick<PairTable, 'columns'>, chosen: RowColumns): RowColumns | null {
  if ([...chosen.texts, chosen.label].every((column) => columns.includes(column))) return chosen;
  const guessed = guessRowColumns({ columns });
  return guessed?.texts.length === chosen.texts.length ? guessed : null;
}

/** Turns the lines of several files into rows, which must all be of one kind; one that is not stops no other file. */
export function importRows(tables: readonly PairTable[], options: RowImport): ImportedRows {
  const { columns: chosen, split, existing, now, newId } = options;
  const result: ImportedRows = { rows: [], bad: [], failed: [] };
  const [first] = existing;
  let kind: LabelKind | undefined = first && kindOfLabel(first.label);
  if (first && first.texts.length !== chosen.texts.length)
    return { ...result, failed: tables.map(({ name }) => otherRows(name)) };
  for (const table of tables) {
    const columns = columnsOf(table, chosen);
    if (!columns) {
      result.failed.push(new HoneError('pairs/row-columns', { file: table.name }));
      continue;
    }
    try {
      const { rows, incomplete } = readRows([{ table, columns }]);
      const [row] = rows;
      if (row && kind && kindOfLabel(row.label) !== kind) throw otherRows(table.name);
      kind ??= row && kindOfLabel(row.label);
      result.bad.push(...table.bad, ...incomplete.map(({ file, line }) => badRow(file, line, 'empty')));
      for (const { texts, label, split: said, status } of rows) {
        const assigned = split === 'auto' ? splitNamed(said) : split;
        result.rows.push({
          id: newId(),
          texts,
          label,
          writer: table.name,
          status: status === 'rejected' ? 'rejected' : 'accepted',
          ...(assigned ? { assigned } : {}),
          createdAt: now,
        });
      }
    } catch (thrown) {
      if (!(thrown instanceof HoneError)) throw thrown;
      result.failed.push(thrown);
    }
  }
  return result;
}

const otherRows = (file: string): HoneError => new HoneError('pairs/other-rows', { file });
