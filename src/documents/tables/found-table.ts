import type { Box } from '../layout/box';
import type { Word } from '../pdf/page-content';
import type { Cell } from '../types';

/** A table found on a page, and the words it took out of the running text. */
export interface FoundTable extends Box {
  cells: Cell[];
  headerRows: number;
  words: Set<Word>;
}
