import type { Chunk } from '../../documents/types';
import type { OnProgress } from '../../errors/progress';
import type { Written } from '../types';

/** Where a writer tells what it has done. */
export interface WriteListener {
  /** Once for every chunk, as soon as it is known. */
  onWritten(written: Written): void;
  onProgress: OnProgress;
  /** Before every request that leaves the page: its address (never the key) and its body's size in bytes. */
  onRequest(url: string, bytes: number): void;
}

/**
 * Writes questions about chunks. Chunks in `done` are skipped: that is how a stopped job resumes.
 * A chunk that fails is reported with its error and the others go on; what would fail for every chunk (a refused key,
 * a server that does not answer, a used-up quota) ends the job with a HoneError, 'cancelled' after an abort.
 */
export interface QuestionWriter {
  write(
    signal: AbortSignal,
    chunks: readonly Chunk[],
    done: ReadonlySet<string>,
    listener: WriteListener,
  ): Promise<void>;
}
