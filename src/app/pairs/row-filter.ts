import type { Row } from '../../pairs/rows/row';
import type { RowFilter } from '../../project/labelled-contract';
import { labelText } from '../../project/label-text';

export const allRows: RowFilter = { text: '', status: 'all', split: 'all', label: 'all' };

/** The rows a filter lets through, newest first; the text is looked for in all of a row's texts, whatever the case. */
export function filteredRows(rows: readonly Row[], filter: RowFilter): Row[] {
  const words = filter.text.trim().toLocaleLowerCase();
  return rows
    .filter(
      ({ texts, status, split, label }) =>
        (filter.status === 'all' || status === filter.status) &&
        (filter.split === 'all' || split === filter.split) &&
        (filter.label === 'all' || labelText(label) === filter.label) &&
        (words === '' || texts.some((text) => text.toLocaleLowerCase().includes(words))),
    )
    .reverse();
}
