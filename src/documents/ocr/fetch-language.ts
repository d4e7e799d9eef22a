import { HoneError } from '../../errors/hone-error';
import { languageAddress, languageHost } from './language-data';

// The largest published is 15 MB packed.
const mostBytes = 60e6;

/**
 * A language's data from where it is published. Asks the network at once: a person's consent is the caller's business.
 * Progress is in bytes. Throws HoneError 'ocr/language-download' with `language` and `host`.
 */
export async function fetchLanguage(
  language: string,
  onProgress: (progress: { done: number; total: number }) => void,
  onRequest: (url: string) => void,
): Promise<Uint8Array> {
  const url = languageAddress(language);
  const failed = (cause?: unknown) =>
    new HoneError('ocr/language-download', { language, host: new URL(languageHost).host }, { cause });
  onRequest(url);
  try {
    const response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
    if (!response.ok || !response.body) throw failed(response.status);
    const total = Number(response.headers.get('content-length') ?? 0);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    let done = 0;
    for (const reader = response.body.getReader(); ;) {
      const { value, done: ended } = await reader.read();
      if (ended) break;
      pieces.push(value);
      done += value.length;
      if (done > mostBytes) throw failed('too large');
      onProgress({ done, total: Math.max(total, done) });
    }
    return new Uint8Array(await new Blob(pieces).arrayBuffer());
  } catch (error) {
    throw error instanceof HoneError ? error : failed(error);
  }
}
