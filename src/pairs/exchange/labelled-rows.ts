import { HoneError } from '../../errors/hone-error';
import { kindOfLabel, type LabelKind, type RowColumns, type RowLabel } from '../rows/row';
import { guessColumns } from './columns';
import { isOwnRows } from './export-rows';
import type { CellValue, PairTable } from './pair-table';
import { unescapedCell } from './spreadsheet-cells';

/** A line of a table, by columns. */
export interface ReadRow {
  file: string;
  line: number;
  texts: string[];
  label: RowLabel;
  /** What its column 'split' says, '' where there is none; and its 'status', as Hone's own exports have it. */
  split: string;
  status: string;
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
  'status',
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

/** A number, a list of numbers, or a name; whether the cell is text or JSON. */
export function labelIn(cell: CellValue): RowLabel {
  const text = (Array.isArray(cell) ? JSON.stringify(cell.map(Number)) : cell).trim();
  if (text.startsWith('[')) {
    const numbers = text.slice(1, -1).split(',').map(Number);
    if (numbers.every(Number.isFinite)) return numbers;
  }
  if (/^true$/i.test(text)) return 1;
  if (/^false$/i.test(text)) return 0;
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

export interface ReadRows {
  rows: ReadRow[];
  /** Lines left out for want of a text or a label. */
  incomplete: { file: string; line: number }[];
}

/**
 * The rows of tables whose columns are known; `kind`: what labels there are already.
 * Throws HoneError 'pairs/mixed-labels' with `file`, `column` and `line` where labels are of several kinds.
 */
export function readRows(
  tables: readonly { table: PairTable; columns: RowColumns }[],
  kind?: LabelKind,
): ReadRows {
  const rows: ReadRow[] = [];
  const incomplete: ReadRows['incomplete'] = [];
  for (const { table, columns } of tables) {
    const own = isOwnRows(table);
    const cell = (value: CellValue | undefined): string =>
      own ? unescapedCell(textOf(value)) : textOf(value);
    for (const { line, values } of table.rows) {
      const texts = columns.texts.map((column) => cell(values[column]));
      const given = values[columns.label];
      if (given === undefined || textOf(given) === '' || texts.includes('')) {
        incomplete.push({ file: table.name, line });
        continue;
      }
      const label = labelIn(own && !Array.isArray(given) ? unescapedCell(given) : given);
      kind ??= kindOfLabel(label);
      if (kindOfLabel(label) !== kind)
        throw new HoneError('pairs/mixed-labels', { file: table.name, column: columns.label, line });
      const [split, status] = [textOf(values.split), textOf(values.status)];
      rows.push({ file: table.name, line, texts, label, split, status });
    }
  }
  return { rows, incomplete };
}

const textOf = (cell: CellValue | undefined): string =>
  (Array.isArray(cell) ? (cell[0] ?? '') : (cell ?? '')).trim();
