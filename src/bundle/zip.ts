import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';

export interface ZipEntry {
  path: string;
  /** About how long it will be, for the progress alone. */
  bytes: number;
  /** Weights do not shrink: they are stored. Text is deflated. */
  deflate: boolean;
  /** Made when its turn comes, so that large files are never in memory together. */
  pieces: () => Iterable<Uint8Array>;
}

/** Bytes handed to the zip between two looks at the signal. */
const slice = 4 * 1024 * 1024;
/** Without ZIP64 no file and no archive can be longer. */
const limit = 0xffffffff;

/**
 * The entries as one zip. Each finished entry goes into a Blob of its own, which browsers keep outside the heap.
 * Throws file/too-large beyond 4 GiB and an AbortError when `signal` is aborted.
 */
export async function zip(
  signal: AbortSignal,
  entries: readonly ZipEntry[],
  onProgress: OnProgress,
): Promise<Blob> {
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const finished: Blob[] = [];
  let pending: Uint8Array<ArrayBuffer>[] = [];
  let failure: Error | null = null;
  let written = 0;
  const archive = new Zip((error, chunk) => {
    if (error) failure = error;
    else {
      pending.push(chunk as Uint8Array<ArrayBuffer>);
      written += chunk.byteLength;
    }
  });
  const check = (path: string): void => {
    signal.throwIfAborted();
    if (failure) throw failure;
    if (written > limit) throw new HoneError('file/too-large', { file: path });
  };

  let before = 0;
  for (const { path, bytes, deflate, pieces } of entries) {
    onProgress({ done: before, total, note: path });
    const file = deflate ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path);
    archive.add(file);
    let pushed = 0;
    for (const piece of pieces()) {
      for (let at = 0; at < piece.byteLength; at += slice) {
        const part = piece.subarray(at, at + slice);
        file.push(part);
        pushed += part.byteLength;
        onProgress({ done: before + Math.min(pushed, bytes), total, note: path });
        await new Promise((resolve) => setTimeout(resolve));
        check(path);
      }
    }
    file.push(new Uint8Array(0), true);
    check(path);
    finished.push(new Blob(pending));
    pending = [];
    before += bytes;
  }
  archive.end();
  if (failure) throw failure;
  onProgress({ done: total, total });
  return new Blob([...finished, ...pending], { type: 'application/zip' });
}
