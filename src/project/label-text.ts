import type { RowLabel } from '../pairs/rows/row';

/** A label as a person sees it and types it. */
export const labelText = (label: RowLabel): string =>
  typeof label === 'string' || typeof label === 'number' ? String(label) : `[${label.join(', ')}]`;
