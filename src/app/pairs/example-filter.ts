import type { Example } from '../../pairs/types';
import type { ExampleFilter } from '../../project/contract';

export const everything: ExampleFilter = { text: '', source: 'all', status: 'all', split: 'all' };

/** The pairs a filter lets through, newest first; the text is looked for in question and passage, whatever the case. */
export function filtered(examples: readonly Example[], filter: ExampleFilter): Example[] {
  const words = filter.text.trim().toLocaleLowerCase();
  return examples
    .filter(
      (example) =>
        (filter.source === 'all' || example.source === filter.source) &&
        (filter.status === 'all' || example.status === filter.status) &&
        (filter.split === 'all' || example.split === filter.split) &&
        (words === '' ||
          example.anchor.toLocaleLowerCase().includes(words) ||
          example.positive.toLocaleLowerCase().includes(words)),
    )
    .reverse();
}
