import type { Split } from '../types';

/** A label as it stands: a score or a class's number, a class's name, a teacher's scores. */
export type RowLabel = number | string | readonly number[];

/** Why a row was set aside: the same row stands before it, or on a side that is not trained on. */
export type RowReason = 'duplicate' | 'held-out';

/** Texts with a label, by columns as sentence-transformers reads them. */
export interface Row {
  id: string;
  /** In the order of the set's columns. */
  texts: string[];
  label: RowLabel;
  /** The file it came from. */
  writer?: string;
  status: 'accepted' | 'rejected';
  /** Set when it was set aside by itself; absent when a person did. */
  reason?: RowReason;
  edited?: boolean;
  split: Split;
  /** The side that its file or a person chose. */
  assigned?: Split;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Which columns are the texts, in their order, and which the labels. */
export interface RowColumns {
  texts: string[];
  label: string;
}

/** What all rows of a project have in common. */
export interface RowSetting extends RowColumns {
  /** Of two names, the one that says that texts mean the same; null: there is none, or it is not known. */
  same: string | null;
}

export type LabelKind = 'number' | 'name' | `list of ${number}`;

export const kindOfLabel = (label: RowLabel): LabelKind =>
  typeof label === 'string' ? 'name' : typeof label === 'number' ? 'number' : `list of ${label.length}`;

export const acceptedRow = ({ status }: Pick<Row, 'status'>): boolean => status === 'accepted';

/** The side that a cell of a column 'split' names, as data sets on the Hugging Face Hub write it; null where it names none. */
export function splitNamed(cell: string): Split | null {
  const name = cell.trim().toLowerCase();
  if (['dev', 'validation', 'valid', 'val'].includes(name)) return 'dev';
  return name === 'test' || name === 'train' ? name : null;
}
