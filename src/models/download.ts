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
  try {
    const response = await fetch(url, { signal: signal ?? null });
    if (response.status === 404 || response.status === 401) return null;
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await readBody(response, (done, total) => onProgress?.({ done, total }));
  } catch (cause) {
    if (signal?.aborted) throw new HoneError('cancelled', {}, { cause });
    throw new HoneError('model/download-failed', { url }, { cause });
  }
}

async function readBody(
  response: Response,
  report: (done: number, total: number) => void,
): Promise<Uint8Array> {
  // Content-Length counts compressed bytes where the body is compressed; then it says nothing about ours.
  const length = Number(response.headers.get('content-length') ?? 0);
  const expected = response.headers.has('content-encoding') ? 0 : length;
  const parts: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    received += part.value.byteLength;
    report(received, Math.max(expected, received));
  }
  if (expected && received !== expected) throw new Error(`got ${received} of ${expected} bytes`);
  const bytes = new Uint8Array(received);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}
