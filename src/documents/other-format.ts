import { packedKind } from './packed/unpack';

/** A format that a person can save a file in instead. */
export type SavedAs = 'DOCX' | 'XLSX' | 'PPTX' | 'EML' | 'PDF';

const wide = (name: string): number[] => [...name].flatMap((letter) => [letter.charCodeAt(0), 0]);

// Streams in a compound file (MS-CFB 2.6) by which a program's files are known.
const streams: [number[], SavedAs][] = [
  [wide('WordDocument'), 'DOCX'],
  [wide('Workbook'), 'XLSX'],
  [wide('PowerPoint Document'), 'PPTX'],
  [wide('__substg1.0_'), 'EML'],
];

/** What a file of another program is best saved as, so that it can be read; null: nothing known. */
export function savedAs(bytes: Uint8Array): SavedAs | null {
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  if (head.startsWith('{\\rtf')) return 'DOCX';
  if (head.startsWith('%!PS')) return 'PDF';
  if (head.startsWith('\xd0\xcf\x11\xe0')) return streams.find(([name]) => holds(bytes, name))?.[1] ?? null;
  if (!head.startsWith('PK\x03\x04')) return null;
  const kind = packedKind(bytes);
  return kind === 'odt'
    ? 'DOCX'
    : kind === 'ods'
      ? 'XLSX'
      : kind === 'odp'
        ? 'PPTX'
        : kind === 'iwork'
          ? 'PDF'
          : null;
}

/** Whether a compound file has a stream of this name: its directory stands at places of 128 bytes. */
function holds(bytes: Uint8Array, name: readonly number[]): boolean {
  for (let at = 512; at + name.length <= bytes.length; at += 128)
    if (name.every((value, i) => bytes[at + i] === value)) return true;
  return false;
}
