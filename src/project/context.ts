import { HoneError } from '../errors/hone-error';
import type { RuntimeOptions } from '../engine/types';
import type { Settings } from './contract';
import type { Jobs } from './jobs.svelte';
import type { Notices } from './notices.svelte';
import type { RecordState } from './record.svelte';
import type { Workers } from './workers';

/** What the parts of one open project share. */
export interface ProjectContext {
  readonly id: string;
  readonly record: RecordState;
  readonly jobs: Jobs;
  readonly notices: Notices;
  readonly workers: Workers;
  readonly app: ProjectSurroundings;
  /** True while another tab holds the project. */
  readonly openElsewhere: boolean;
  /** True from when the project is closed: its workers were ended, and what they were at stays as it is kept. */
  readonly closed: boolean;
}

/** What a project needs of the application. */
export interface ProjectSurroundings {
  readonly settings: Settings;
  /** The backend to use: the chosen one, or where that is 'auto' the faster by a short benchmark, done once per device. */
  settledRuntime(): Promise<RuntimeOptions>;
  /** Adds a request to the ledger. */
  noteRequest(url: string, bytes: number): void;
  /** Reads again what workers added to the ledger themselves (a model's download). */
  readLedgerAgain(): Promise<void>;
  /** Asks the browser not to clear away what is kept when space gets short. */
  requestPersistence(): Promise<void>;
  /** Something was written or removed: how much is stored is asked for again. */
  storageChanged(): void;
}

/** Does an action of a person: refused while another tab has the project; a failure is shown. Undefined when it failed. */
export function act<T>(context: ProjectContext, work: () => Promise<T>): Promise<T | undefined> {
  return context.notices.attempt(async () => {
    if (context.openElsewhere) throw new HoneError('project/open-elsewhere');
    return work();
  });
}
