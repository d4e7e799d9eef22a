import type { Box } from '../layout/box';
import type { Word } from '../pdf/page-content';
import type { Cell } from '../types';
import type { Column } from './aligned-columns';

/** A table found on a page, and the words it took out of the running text. */
export interface FoundTable extends Box {
  cells: Cell[];
  /** From the left; where each begins and ends. */
  columns: Column[];
  headerRows: number;
  words: Set<Word>;
  /** Shading alone tells its columns apart, no drawn line. */
  shaded?: boolean;
}
