import type { Chunk } from '../../documents/types';
import { HoneError, asHoneError, type ErrorCode } from '../../errors/hone-error';
import { QuestionFilter } from '../filters';
import type { WriteListener } from './writer';

/** What would fail for every other chunk too. */
const endsTheJob: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'cancelled',
  'writer/key-refused',
  'writer/unreachable',
  'writer/rate-limited',
  'writer/unknown-model',
  'unexpected',
]);

/** With so many failures and no success, something is wrong with more than the chunks. */
const hopeless = 10;

/**
 * Asks about every chunk not in `done`, `parallel` at a time, and reports each as soon as it is known. A chunk's own
 * failure is reported with it; one that ends the job stops the other requests and is thrown.
 */
export async function writeChunkByChunk(
  signal: AbortSignal,
  chunks: readonly Chunk[],
  done: ReadonlySet<string>,
  listener: WriteListener,
  options: { model: string; parallel: number },
  ask: (signal: AbortSignal, chunk: Chunk) => Promise<string[]>,
): Promise<void> {
  const waiting = chunks.filter((chunk) => !done.has(chunk.id));
  const filter = new QuestionFilter('model');
  const total = chunks.length;
  let finished = total - waiting.length;
  let next = 0;
  let succeeded = false;
  let failures = 0;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  listener.onProgress({ done: finished, total });

  const one = async (chunk: Chunk): Promise<void> => {
    try {
      const questions = await ask(either, chunk);
      succeeded = true;
      listener.onWritten({
        chunkId: chunk.id,
        questions: questions.map((text) => {
          const reason = filter.reason(text, chunk.text);
          return { text, writer: options.model, ...(reason ? { reason } : {}) };
        }),
      });
    } catch (thrown) {
      const error = either.aborted ? new HoneError('cancelled') : asHoneError(thrown);
      failures++;
      if (endsTheJob.has(error.code) || (!succeeded && failures >= hopeless)) throw error;
      listener.onWritten({
        chunkId: chunk.id,
        questions: [],
        error: { code: error.code, parameters: error.parameters },
      });
    }
    listener.onProgress({ done: ++finished, total, note: chunk.documentName });
  };
  const lane = async (): Promise<void> => {
    for (let chunk = waiting[next++]; chunk && !either.aborted; chunk = waiting[next++]) await one(chunk);
  };
  const lanes = Array.from({ length: options.parallel }, () =>
    lane().catch((error: unknown) => {
      // The first to fail is the reason; the others then end as cancelled.
      if (!stop.signal.aborted) stop.abort(error);
    }),
  );
  await Promise.all(lanes);
  if (signal.aborted) throw new HoneError('cancelled');
  if (stop.signal.aborted) throw asHoneError(stop.signal.reason);
}
