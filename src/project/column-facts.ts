import { labelIn } from '../pairs/exchange/labelled-rows';
import type { PairTable } from '../pairs/exchange/pair-table';
import { kindOfLabel, type RowLabel } from '../pairs/rows/row';
import { medianLength } from '../pairs/rows/traps';
import type { ColumnFacts } from './labelled-contract';

/** Values that are listed of a column. */
const mostValues = 12;

/** What each column of several tables holds; empty cells do not count. */
export function columnFacts(tables: readonly PairTable[]): ColumnFacts[] {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  return columns.map((column) => {
    const cells = tables.flatMap(({ rows }) => rows.flatMap(({ values }) => values[column] ?? []));
    return factsOf(
      column,
      cells.filter((cell) => cell.length > 0),
    );
  });
}

function factsOf(column: string, cells: readonly string[]): ColumnFacts {
  const labels = cells.map(labelIn);
  const numbers = labels.filter((label) => typeof label === 'number');
  const values = [...new Set(cells.map((cell) => cell.trim()))];
  return {
    column,
    kind: kindOf(labels),
    least: numbers.reduce((least, one) => Math.min(least, one), Infinity),
    greatest: numbers.reduce((greatest, one) => Math.max(greatest, one), -Infinity),
    whole: numbers.every((one) => Number.isInteger(one) && one >= 0),
    values: values.slice(0, mostValues).sort(),
    different: values.length,
    medianLength: medianLength(cells),
  };
}

function kindOf(labels: readonly RowLabel[]): ColumnFacts['kind'] {
  const kinds = [...new Set(labels.map(kindOfLabel))];
  if (kinds.length !== 1) return 'mixed';
  const [kind] = kinds;
  return kind === 'number' || kind === 'name' ? kind : 'list';
}
