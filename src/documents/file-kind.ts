import { wideEastern, wideUnicode } from './text/decode-text';
import { packedKind, type PackedKind } from './packed/unpack';

/** What a file is, by its first bytes; the name decides only between kinds of text. */
export type FileKind =
  | 'pdf'
  | 'png'
  | 'jpeg'
  | 'webp'
  | 'gif'
  | 'bmp'
  | 'tiff'
  | 'html'
  | 'markdown'
  | 'text'
  | 'csv'
  | 'eml'
  | PackedKind;

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/** null: a kind that cannot be read (a program, a zip of anything, ...). Never fooled by a wrong ending. */
export function fileKind(name: string, bytes: Uint8Array): FileKind | null {
  const head = ascii(bytes, 0, 1024);
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('\x89PNG')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.startsWith('GIF8')) return 'gif';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  if (head.startsWith('BM') && bytes.length > 26 && bytes[6] === 0 && bytes[7] === 0) return 'bmp';
  if (head.startsWith('PK\x03\x04')) {
    const kind = packedKind(bytes);
    return kind === 'docx' || kind === 'xlsx' || kind === 'pptx' || kind === 'epub' ? kind : null;
  }
  if (/^(?:\{\\rtf|%!PS)/.test(head) || !looksLikeText(bytes)) return null;
  const ending = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? '';
  const wide = head.replace(/\0/g, '');
  if (['eml', 'mht', 'mhtml'].includes(ending) && /^[\w-]+:/m.test(wide)) return 'eml';
  if (['html', 'htm', 'xhtml'].includes(ending)) return 'html';
  if (
    /^[\s\ufeff\xef\xbb\xbf\xff\xfe]*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype html|html|head|body)[\s>]/i.test(
      wide,
    )
  )
    return 'html';
  if (['md', 'markdown', 'mdown', 'mkd'].includes(ending)) return 'markdown';
  if (['csv', 'tsv', 'tab'].includes(ending)) return 'csv';
  return 'text';
}

/** No control characters that text never has, unless the zeros are UTF-16's. */
function looksLikeText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 8192);
  if ((sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff)) return true;
  const zeros = [0, 0];
  let strange = 0;
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) strange++;
  });
  const half = sample.length / 2;
  const wide = Math.max(...zeros) > 0.3 * half && Math.min(...zeros) < 0.05 * half;
  if (wideEastern(bytes) || wideUnicode(bytes)) return true;
  return (wide || zeros[0]! + zeros[1]! === 0) && strange <= 0.01 * sample.length;
}

const lockedMark = [...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0]);

/** An Office file with a password: a compound file with the package encrypted in it (MS-OFFCRYPTO, 2.3.4). */
export function isLockedOffice(bytes: Uint8Array): boolean {
  if (ascii(bytes, 0, 4) !== '\xd0\xcf\x11\xe0') return false;
  return bytes.some((byte, at) => byte === 0x45 && lockedMark.every((value, i) => bytes[at + i] === value));
}
