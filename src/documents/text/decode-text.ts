import { likeliestEncoding, frequentEastern } from './guess-encoding';

/**
 * Bytes to text: a byte order mark decides; else UTF-16 or UTF-32 by its zeros; else UTF-8 when valid; else what the file
 * declares, or UTF-8, where hardly a byte speaks against it; else the one of the older encodings whose text looks most like
 * writing.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const wide = wideUnicode(bytes);
  if (wide) return decodeUtf32(bytes, wide);
  const known = byMark(bytes) ?? byZeros(bytes) ?? wideEastern(bytes);
  if (known) return decode(bytes, known);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const likely = declared && isEncoding(declared) ? [declared, 'utf-8'] : ['utf-8'];
  const fitting = likely.find((encoding) => fits(decode(bytes.subarray(0, 65_536), encoding)));
  return decode(bytes, fitting ?? likeliestEncoding(bytes));
}

/** At most one in ten characters beyond ASCII could not be read. */
function fits(text: string): boolean {
  const beyond = text.match(/[^\0-\x7f]/gu) ?? [];
  return 10 * beyond.filter((letter) => letter === '\ufffd').length <= beyond.length;
}

function byMark(b: Uint8Array): string | null {
  if (b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) return 'utf-8';
  if (b[0] === 0xff && b[1] === 0xfe) return 'utf-16le';
  if (b[0] === 0xfe && b[1] === 0xff) return 'utf-16be';
  return null;
}

/** UTF-32, which no browser decodes, by its mark or by the zero that every character has at its upper end. */
export function wideUnicode(bytes: Uint8Array): 'little' | 'big' | null {
  if (bytes.length < 8 || bytes.length % 4 !== 0) return null;
  const sample = bytes.subarray(0, 4096);
  // Zeros themselves are no text: nearly every four bytes hold something.
  const empty = sample.filter((_, i) => i % 4 === 0 && !sample.subarray(i, i + 4).some(Boolean)).length;
  if (4 * empty > 0.1 * sample.length) return null;
  const zero = (at: number) => sample.every((byte, i) => i % 4 !== at || byte === 0);
  if (zero(3) && sample.every((byte, i) => i % 4 !== 2 || byte < 0x11) && hasZeros(sample, 1))
    return 'little';
  return zero(0) && sample.every((byte, i) => i % 4 !== 1 || byte < 0x11) && hasZeros(sample, 2)
    ? 'big'
    : null;
}

const hasZeros = (sample: Uint8Array, at: number): boolean =>
  sample.some((byte, i) => i % 4 === at && byte === 0);

function decodeUtf32(bytes: Uint8Array, order: 'little' | 'big'): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, order === 'little');
    if (code !== 0xfeff) parts.push(code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
  }
  return parts.join('');
}

function byZeros(bytes: Uint8Array): string | null {
  const sample = bytes.subarray(0, 4096);
  if (sample.length < 4) return null;
  const zeros = [0, 0];
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  const half = sample.length / 2;
  if (zeros[1]! > 0.3 * half && zeros[0]! < 0.05 * half) return 'utf-16le';
  if (zeros[0]! > 0.3 * half && zeros[1]! < 0.05 * half) return 'utf-16be';
  return null;
}

/**
 * UTF-16 without a mark in a script that has few zeros: Chinese, Japanese. Null unless nearly all of it is writing, with the
 * characters that are commonest in it.
 */
export function wideEastern(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const sample = bytes.subarray(0, 4096 & ~1);
  if (bytes.length % 2 === 1 || sample.length < 16) return null;
  // Every line of it ends with a zero byte; other encodings have none.
  if (!sample.includes(0)) return null;
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = decode(sample, encoding);
    const written =
      text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{P}\s\w]/gu)?.length ?? 0;
    if (written > 0.97 * text.length && frequentEastern(text) > 0.04 * text.length) return encoding;
  }
  return null;
}

const decode = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes);

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
