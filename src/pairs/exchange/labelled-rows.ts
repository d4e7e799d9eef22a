import { HoneError } from '../../errors/hone-error';
import { guessColumns } from './columns';
import type { CellValue, PairTable } from './pair-table';

/** Which columns are a row's texts, in their order, and which is its label. */
export interface RowColumns {
  texts: string[];
  label: string | null;
}

/** A row by columns, as sentence-transformers reads it. */
export interface LabelledRow {
  texts: string[];
  /** A score; a class from 0; a teacher's scores. */
  label: number | number[];
  /** What its column 'split' says, '' where there is none. */
  split: string;
}

const labelNames = [
  'label',
  'labels',
  'score',
  'scores',
  'similarity',
  'class',
  '标签',
  '类别',
  '分数',
  '得分',
  '相似度',
];
const textNames = [
  'text',
  'sentence',
  'content',
  'body',
  'question',
  'query',
  'passage',
  '文本',
  '句子',
  '内容',
  '问题',
];
const otherNames = [
  'id',
  '_id',
  'idx',
  'index',
  'split',
  'source',
  'genre',
  'dataset',
  'guid',
  'file',
  'year',
];

const folded = (column: string): string => column.trim().toLowerCase();

/** The column that holds labels, by its name: sentence-transformers' 'label', 'labels', 'score' and 'scores', and a few more. */
export const labelColumn = (columns: readonly string[]): string | null =>
  labelNames.flatMap((name) => columns.find((column) => folded(column) === name) ?? [])[0] ?? null;

/** The columns of a table with labels by their names; null where it has none, or its texts are not known. */
export function guessRowColumns({ columns }: Pick<PairTable, 'columns'>): RowColumns | null {
  const label = labelColumn(columns);
  if (label === null) return null;
  const rest = columns.filter((column) => column !== label && !otherNames.includes(folded(column)));
  if (rest.length === 1) return { texts: rest, label };
  const pair = guessColumns({ columns: rest });
  if (pair) return { texts: [pair.anchor, pair.positive, ...pair.negatives], label };
  const text = textNames.flatMap((name) => rest.find((column) => folded(column) === name) ?? [])[0];
  return text === undefined ? null : { texts: [text], label };
}

/** A label as it stands: a number, a list of numbers, or a name. */
type Label = number | number[] | string;

function labelOf(cell: CellValue): Label {
  const text = (Array.isArray(cell) ? JSON.stringify(cell.map(Number)) : cell).trim();
  if (text.startsWith('[')) {
    const numbers = text.slice(1, -1).split(',').map(Number);
    if (numbers.every(Number.isFinite)) return numbers;
  }
  if (/^true$/i.test(text)) return 1;
  if (/^false$/i.test(text)) return 0;
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

const kindOf = (label: Label): string => (Array.isArray(label) ? `list of ${label.length}` : typeof label);

export interface LabelledRows {
  rows: LabelledRow[];
  /** Names of the classes by number, where labels are names. */
  classes: string[] | null;
  /** Lines left out for want of a text or a label, by file. */
  incomplete: { file: string; line: number }[];
}

/**
 * The rows of tables whose columns are known. Labels that are names become classes from 0 in the order of their names, which
 * is one for all tables. Throws HoneError 'pairs/mixed-labels' with `file`, `column` and `line`.
 */
export function labelledRows(tables: readonly { table: PairTable; columns: RowColumns }[]): LabelledRows {
  const read: { texts: string[]; label: Label; split: string }[] = [];
  const incomplete: LabelledRows['incomplete'] = [];
  for (const { table, columns } of tables) {
    for (const { line, values } of table.rows) {
      const texts = columns.texts.map((column) => textOf(values[column]));
      const cell = columns.label === null ? undefined : values[columns.label];
      if (cell === undefined || textOf(cell) === '' || texts.includes('')) {
        incomplete.push({ file: table.name, line });
        continue;
      }
      const label = labelOf(cell);
      if (kindOf(label) !== kindOf(read[0]?.label ?? label))
        throw new HoneError('pairs/mixed-labels', { file: table.name, column: columns.label ?? '', line });
      read.push({ texts, label, split: textOf(values.split) });
    }
  }
  const names = read.flatMap(({ label }) => (typeof label === 'string' ? [label] : []));
  const classes = names.length > 0 ? [...new Set(names)].sort() : null;
  const numbers = new Map(classes?.map((name, number) => [name, number]));
  return {
    rows: read.map(({ label, ...row }) => ({
      ...row,
      label: typeof label === 'string' ? numbers.get(label)! : label,
    })),
    classes,
    incomplete,
  };
}

const textOf = (cell: CellValue | undefined): string =>
  (Array.isArray(cell) ? (cell[0] ?? '') : (cell ?? '')).trim();
