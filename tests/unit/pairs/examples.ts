import type { Example } from '../../../src/pairs/types';

let made = 0;

/** An accepted, imported example; `change` says what the test is about. */
export const example = (change: Partial<Example>): Example => ({
  id: `example-${made++}`,
  anchor: 'What is asked?',
  positive: 'What answers it.',
  source: 'import',
  status: 'accepted',
  split: 'train',
  createdAt: 0,
  ...change,
});
