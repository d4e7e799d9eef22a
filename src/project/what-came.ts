import type { RemovedDocument } from './document-records';
import type { Notices } from './notices.svelte';

/** A file's new version, and the one whose place it took. */
export interface Replaced {
  id: string;
  removed: RemovedDocument;
}

/** Says which added files were there already, and which took the place of an earlier version; `keepBoth` undoes the latter. */
export function sayWhatCame(
  notices: Notices,
  duplicates: readonly string[],
  replaced: readonly Replaced[],
  keepBoth: () => Promise<void>,
): void {
  if (duplicates.length === 1) notices.say('document-duplicate', { name: duplicates[0]! });
  else if (duplicates.length > 1) notices.say('documents-duplicate', { n: duplicates.length });
  if (replaced.length === 1)
    notices.say('document-replaced', { name: replaced[0]!.removed.record.name }, keepBoth);
  else if (replaced.length > 1) notices.say('documents-replaced', { n: replaced.length }, keepBoth);
}
