/** SHA-256 of the bytes, the first 32 hex digits: a document's id. */
export async function hashBytes(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes of a file that are in memory at a time. */
const portion = 16_000_000;

/**
 * A file's id: that of its bytes, or of its portions' digests where it has several, since the browser hashes nothing piece
 * by piece. Throws what reading a Blob throws.
 */
export async function hashFile(file: Blob): Promise<string> {
  if (file.size <= portion) return hashBytes(await file.arrayBuffer());
  const digests: ArrayBuffer[] = [];
  for (let from = 0; from < file.size; from += portion)
    digests.push(await crypto.subtle.digest('SHA-256', await file.slice(from, from + portion).arrayBuffer()));
  return hashBytes(await new Blob(digests).arrayBuffer());
}

/**
 * A short, synchronous fingerprint of texts in their order, to see whether an input changed (not for secrets): two
 * 32-bit multiply-xor lanes, 53 bits kept (cyrb53, public domain).
 */
export function fingerprint(texts: Iterable<string>): string {
  const made = new Fingerprint();
  for (const text of texts) made.add(text);
  return made.value;
}

/** The same of texts that come one after the other. */
export class Fingerprint {
  #a = 0xdeadbeef;
  #b = 0x41c6ce57;

  add(text: string): void {
    let [a, b] = [this.#a, this.#b];
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    // Between texts, so that ['ab', 'c'] and ['a', 'bc'] differ.
    this.#a = Math.imul(a ^ 0x1ffff, 2654435761);
    this.#b = Math.imul(b ^ 0x1ffff, 1597334677);
  }

  get value(): string {
    let [a, b] = [this.#a, this.#b];
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
  }
}
