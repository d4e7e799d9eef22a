import type { DocumentRecord, RemovedDocument } from './document-records';
import type { Notices } from './notices.svelte';

/** A file's new version, and the one whose place it took. */
export interface Replaced {
  id: string;
  removed: RemovedDocument;
}

/** What becomes of files that are added together. */
export interface Came {
  /** The documents there were before. */
  before: readonly DocumentRecord[];
  /** Names of files whose bytes were there already. */
  duplicates: string[];
  replaced: Replaced[];
}

/** Says which added files were there already, and which took the place of an earlier version; `keepBoth` undoes the latter. */
export function sayWhatCame(
  notices: Notices,
  { duplicates, replaced }: Came,
  keepBoth: (replaced: Replaced) => Promise<void>,
): void {
  if (duplicates.length === 1) notices.say('document-duplicate', { name: duplicates[0]! });
  else if (duplicates.length > 1) notices.say('documents-duplicate', { n: duplicates.length });
  const undo = async () => {
    for (const one of replaced) await keepBoth(one);
  };
  if (replaced.length === 1)
    notices.say('document-replaced', { name: replaced[0]!.removed.record.name }, undo);
  else if (replaced.length > 1) notices.say('documents-replaced', { n: replaced.length }, undo);
}
