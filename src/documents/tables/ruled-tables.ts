import type { UprightPage } from '../layout/upright';
import type { Word } from '../pdf/page-content';
import type { FoundTable } from './found-table';

export function ruledTables(_page: UprightPage, _words: readonly Word[]): FoundTable[] {
  return [];
}
