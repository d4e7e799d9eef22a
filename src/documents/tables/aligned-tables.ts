import type { Line } from '../layout/line';
import type { Rule } from '../pdf/page-content';
import type { FoundTable } from './found-table';

export function alignedTables(
  _lines: readonly Line[],
  _known: readonly FoundTable[],
  _rules: readonly Rule[],
): FoundTable[] {
  return [];
}
