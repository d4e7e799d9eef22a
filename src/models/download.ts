import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';

export interface DownloadOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * The body at `url`, with progress in bytes; null where the server says there is no such file (404, and the Hub's 401 for
 * repositories that do not exist).
 * Throws HoneError 'model/download-failed' with `url` when the server cannot be reached, answers otherwise, or cuts the
 * body short; 'cancelled' when the signal is aborted.
 */
export async function fetchBytes(
  url: string,
  { onProgress, signal }: DownloadOptions = {},
): Promise<Uint8Array | null> {
  return asDownload(url, signal, async () => {
    const response = await fetch(url, { signal: signal ?? null });
    if (response.status === 404 || response.status === 401) return null;
    const parts: Uint8Array[] = [];
    let received = 0;
    const expected = lengthOf(response);
    for await (const part of partsOf(response)) {
      parts.push(part);
      received += part.byteLength;
      onProgress?.({ done: received, total: Math.max(expected, received) });
    }
    return joined(parts);
  });
}

/**
 * The body at `url` from byte `from` on, part by part: `onPart` is told where each part begins, which is 0 again where the
 * server does not know ranges. Throws as fetchBytes, and where there is no such file too; what `onPart` was given is good.
 */
export async function fetchFrom(
  url: string,
  from: number,
  onPart: (part: Uint8Array, begin: number) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await asDownload(url, signal, async () => {
    const headers: Record<string, string> = from > 0 ? { range: `bytes=${from}-` } : {};
    const response = await fetch(url, { headers, signal: signal ?? null });
    let begin = response.status === 206 ? from : 0;
    for await (const part of partsOf(response)) {
      await onPart(part, begin);
      begin += part.byteLength;
    }
  });
}

/**
 * The beginning of the body at `url`: as many bytes as `end` says of the first `least` ones; all where there are fewer. The
 * rest is not fetched, whether the server knows ranges or not. null and throws as fetchBytes.
 */
export async function fetchBeginning(
  url: string,
  least: number,
  end: (first: Uint8Array) => number,
  signal?: AbortSignal,
): Promise<Uint8Array | null> {
  return asDownload(url, signal, async () => {
    const response = await fetch(url, { signal: signal ?? null });
    if (response.status === 404 || response.status === 401) return null;
    const parts: Uint8Array[] = [];
    let length = 0;
    let wanted: number | null = null;
    for await (const part of partsOf(response)) {
      parts.push(part);
      length += part.byteLength;
      if (length < least) continue;
      wanted ??= end(joined(parts));
      if (length >= wanted) break;
    }
    return joined(parts).subarray(0, wanted ?? least);
  });
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

async function asDownload<T>(
  url: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (signal?.aborted) throw new HoneError('cancelled', {}, { cause });
    if (cause instanceof HoneError) throw cause;
    throw new HoneError('model/download-failed', { url }, { cause });
  }
}

/** Content-Length counts compressed bytes where the body is compressed; then it says nothing about ours, and this is 0. */
const lengthOf = ({ headers }: Response): number =>
  headers.has('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0);

/** Throws for an answer other than the body, and for one that ends early. */
async function* partsOf(response: Response): AsyncGenerator<Uint8Array> {
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const expected = lengthOf(response);
  let received = 0;
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      received += part.value.byteLength;
      yield part.value;
    }
  } finally {
    // Left before its end: the rest need not come.
    await reader?.cancel();
  }
  if (expected && received !== expected) throw new Error(`got ${received} of ${expected} bytes`);
}
