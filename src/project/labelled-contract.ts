import type { LabelledEvaluation } from '../evaluation/types';
import type { Row, RowLabel, RowSetting } from '../pairs/rows/row';
import type { RowsSplitBy } from '../pairs/rows/split-rows';
import type { Split } from '../pairs/types';
import type { ImportFailure } from './contract';

/** What a project trains on: its pairs, or its rows with labels. */
export type DatasetKind = 'pairs' | 'rows';

/** What the cells of a column are like, so that a person can choose the columns of texts and labels. */
export interface ColumnFacts {
  column: string;
  /** Of labels; 'mixed': of several kinds. */
  kind: 'number' | 'name' | 'list' | 'mixed';
  least: number;
  greatest: number;
  /** All numbers are whole and none below 0. */
  whole: boolean;
  /** The first different values, as text. */
  values: string[];
  /** How many there are. */
  different: number;
  /** Characters. */
  medianLength: number;
}

export interface RowMapping extends RowSetting {
  /** 'auto': as the column 'split' says, else so that no text is on two sides. */
  split: 'auto' | Split;
}

export interface RowFilter {
  text: string;
  status: Row['status'] | 'all';
  split: Split | 'all';
  /** As shown; 'all'. */
  label: string;
}

export interface RowCounts {
  accepted: number;
  rejected: number;
  bySplit: Record<Split, number>;
  /** Classes, or few different numbers, with how many rows each has; null where there are too many. */
  byLabel: { label: string; rows: number }[] | null;
  /** Labels of one number. */
  range: { least: number; greatest: number } | null;
  splitBy: RowsSplitBy;
  /** Some sides were given by a file or a person. */
  assigned: boolean;
}

/** Rows with labels, beside the pairs of a project. */
export interface LabelledRowsOf {
  readonly rows: readonly Row[];
  /** null while there are none. */
  readonly setting: RowSetting | null;
  /** Names of classes by number; null where labels are numbers. */
  readonly classes: readonly string[] | null;
  readonly counts: RowCounts;
  readonly evaluations: readonly LabelledEvaluation[];
  /** Imports what can be imported, and trains on it from then on; resolves to the files of which nothing was. */
  import(files: File[], mapping: RowMapping): Promise<ImportFailure[]>;
  edit(id: string, change: { texts: string[]; label: RowLabel }): Promise<void>;
  reject(ids: string[]): Promise<void>;
  restore(ids: string[]): Promise<void>;
  remove(ids: string[]): Promise<void>;
  /** Which of two names says that texts mean the same; null: neither. */
  chooseSame(same: string | null): Promise<void>;
  export(format: 'csv' | 'json' | 'jsonl'): Promise<Blob>;
}
