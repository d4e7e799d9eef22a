import type { Split } from '../types';
import { acceptedRow, type Row, type RowLabel } from './row';
import { rowKey } from './split-rows';

/** A row as the trainer takes it: the first text is the anchor, the second the positive, the others negatives. */
export interface LabelledExample {
  anchor: string;
  positive?: string;
  negatives?: string[];
  label: number | number[];
}

const sameNames = [
  'yes',
  'true',
  'same',
  'similar',
  'duplicate',
  'paraphrase',
  'equivalent',
  'match',
  'positive',
];
const sameNamesInChinese = ['是', '相同', '相似', '重复', '匹配', '同义'];

/** Of two names of classes, the one that by its wording says 'the same'; null where neither or both do. */
export function guessSame(names: readonly string[]): string | null {
  if (names.length !== 2) return null;
  const found = names.filter((name) =>
    [...sameNames, ...sameNamesInChinese].includes(name.trim().toLowerCase()),
  );
  return found.length === 1 ? found[0]! : null;
}

/** Names of classes by number, in the order of the names, `same` last where it is one of two; null where labels are no names. */
export function classNames(labels: readonly RowLabel[], same: string | null): string[] | null {
  const names = [...new Set(labels.filter((label) => typeof label === 'string'))].sort();
  if (names.length === 0) return null;
  return names.length === 2 && same === names[0] ? names.reverse() : names;
}

/** All rows of one kind, with what their labels mean. */
export interface RowData {
  rows: readonly Row[];
  /** Names of classes by number; null where labels are numbers. */
  classes: string[] | null;
  /** The names say nothing of how alike texts are. */
  named: boolean;
}

/** `same`: of two names, the one that says 'the same', which then counts as 1 and the other as 0. */
export function rowData(rows: readonly Row[], same: string | null): RowData {
  const classes = classNames(
    rows.map(({ label }) => label),
    same,
  );
  const told = same !== null && classes?.length === 2 && classes[1] === same;
  return { rows, classes, named: classes !== null && !told };
}

const numbered = (label: RowLabel, classes: readonly string[] | null): number | number[] => {
  if (typeof label === 'string') return classes?.indexOf(label) ?? 0;
  return typeof label === 'number' ? label : [...label];
};

export function labelledExample(
  { texts, label }: Pick<Row, 'texts' | 'label'>,
  classes: readonly string[] | null,
): LabelledExample {
  const [anchor = '', positive, ...negatives] = texts;
  return {
    anchor,
    ...(positive === undefined ? {} : { positive }),
    ...(negatives.length > 0 ? { negatives } : {}),
    label: numbered(label, classes),
  };
}

/** Accepted rows of a split. `classes`: classNames of all rows, so that a class has one number on every side. */
export const toLabelledExamples = (
  rows: readonly Row[],
  split: Split,
  classes: readonly string[] | null,
): LabelledExample[] =>
  rows.filter((row) => acceptedRow(row) && row.split === split).map((row) => labelledExample(row, classes));

/** Whether a row's texts stand together in an example that a model has seen; a row of one text, whether it was seen at all. */
export function seenRows(
  examples: readonly { anchor: string; positive?: string; negatives?: string[] }[],
): (texts: readonly string[]) => boolean {
  const seen = new Set<string>();
  for (const { anchor, positive, negatives = [] } of examples) {
    const others = [...(positive === undefined ? [] : [positive]), ...negatives];
    for (const texts of [[anchor, ...others], [anchor], ...others.flatMap((one) => [[one], [anchor, one]])])
      seen.add(rowKey(texts));
  }
  return (texts) => seen.has(rowKey(texts));
}
