import type { ImportMapping } from '../../project/contract';
import type { RowMapping } from '../../project/labelled-contract';
import { t } from '../i18n/t';

/** What a column is used for, in words. */
export function columnRole(column: string, mapping: ImportMapping | RowMapping | null): string {
  if (!mapping) return t('pairs.columnUnused');
  if ('texts' in mapping) {
    if (column === mapping.label) return t('rows.column-label');
    const at = mapping.texts.indexOf(column);
    return at < 0 ? t('pairs.columnUnused') : t('rows.column-text', { n: at + 1 });
  }
  if (column === mapping.anchor) return t('pairs.column-anchor');
  if (column === mapping.positive) return t('pairs.column-positive');
  return mapping.negatives.includes(column) ? t('pairs.column-negative') : t('pairs.columnUnused');
}
