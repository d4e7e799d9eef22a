import type { ColumnFacts, RowMapping } from '../../project/labelled-contract';
import { looksSwapped } from '../../pairs/rows/traps';
import type { MessageKey } from '../i18n/t';

export interface Sentence {
  key: MessageKey;
  parameters: Record<string, number>;
}

/** What rows with these columns are, as a sentence; null while no labels are chosen. */
export function describeRows({ texts, label }: RowMapping, facts: readonly ColumnFacts[]): Sentence | null {
  const labels = facts.find(({ column }) => column === label);
  if (!labels || texts.length === 0) return null;
  const { kind, least, greatest, whole, different } = labels;
  const range = { least, greatest };
  if (kind === 'mixed') return { key: 'rows.found-mixed', parameters: {} };
  if (kind === 'list') return { key: 'rows.found-teacher', parameters: { n: texts.length - 1 } };
  if (texts.length === 1) {
    const classes = kind === 'name' || whole;
    return { key: classes ? 'rows.found-class' : 'rows.found-number', parameters: { n: different } };
  }
  if (kind === 'name') return { key: 'rows.found-names', parameters: { n: different } };
  if (texts.length > 2) return { key: 'rows.found-margin', parameters: {} };
  if (whole && greatest <= 1) return { key: 'rows.found-binary', parameters: {} };
  return { key: whole ? 'rows.found-whole' : 'rows.found-score', parameters: range };
}

/** Two names for rows of two texts: one of them may say that the texts mean the same. */
export function twoNames({ texts, label }: RowMapping, facts: readonly ColumnFacts[]): string[] {
  const labels = facts.find(({ column }) => column === label);
  return texts.length === 2 && labels?.kind === 'name' && labels.different === 2 ? labels.values : [];
}

/** Where the first column looks like the passages: the characters of both; else null. */
export function swappedColumns(
  [first, second]: readonly string[],
  facts: readonly ColumnFacts[],
): { first: number; second: number } | null {
  const lengthOf = (column: string | undefined) =>
    facts.find((one) => one.column === column)?.medianLength ?? 0;
  const lengths = { first: lengthOf(first), second: lengthOf(second) };
  return second && looksSwapped(lengths.first, lengths.second) ? lengths : null;
}
