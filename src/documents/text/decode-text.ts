/**
 * Bytes to text: a byte order mark decides; else UTF-16 by its zeros; else UTF-8 when valid; else the one of the
 * older encodings whose text looks most like writing.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const marked = byMark(bytes);
  if (marked) return decode(bytes, marked);
  const wide = byZeros(bytes) ?? wideEastern(bytes);
  if (wide) return decode(bytes, wide);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const known = declared && isEncoding(declared) ? declared : undefined;
  return decode(bytes, known ?? likeliest(bytes));
}

function byMark(b: Uint8Array): string | null {
  if (b[0] === 0xef && b[1] === 0xbb && b[2] === 0xbf) return 'utf-8';
  if (b[0] === 0xff && b[1] === 0xfe) return 'utf-16le';
  if (b[0] === 0xfe && b[1] === 0xff) return 'utf-16be';
  return null;
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
    const frequent = common.reduce((n, [, often]) => Math.max(n, text.match(often)?.length ?? 0), 0);
    if (written > 0.97 * text.length && frequent > 0.04 * text.length) return encoding;
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

// The commonest characters of Chinese, traditional Chinese and Japanese running text.
const common: [string, RegExp][] = [
  [
    'gb18030',
    /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里]/g,
  ],
  [
    'big5',
    /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡]/g,
  ],
  ['shift_jis', /[のにはをたがでてとしれさいるか]/g],
  ['euc-jp', /[のにはをたがでてとしれさいるか]/g],
  ['euc-kr', /[이다는을를에의가은로한고하도지기사그들있것수나서]/g],
];

function likeliest(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, 65_536);
  const high = sample.reduce((n, b) => n + (b > 127 ? 1 : 0), 0);
  // Western accents stand alone; Eastern writing is pairs of high bytes.
  const letters = Math.max(1, sample.length);
  let best = { encoding: 'windows-1252', score: 0 };
  if (high / letters < 0.05 && !pairs(sample)) return best.encoding;
  for (const [encoding, frequent] of common) {
    const text = decode(sample, encoding);
    const broken = text.match(/\ufffd/g)?.length ?? 0;
    const score = (text.match(frequent)?.length ?? 0) - 10 * broken;
    if (score > best.score) best = { encoding, score };
  }
  return best.encoding;
}

function pairs(sample: Uint8Array): boolean {
  let double = 0;
  let single = 0;
  for (let i = 0; i < sample.length; i++) {
    if (sample[i]! < 128) continue;
    if (i + 1 < sample.length && sample[i + 1]! >= 64) {
      double++;
      i++;
    } else single++;
  }
  return double > 4 * single;
}
