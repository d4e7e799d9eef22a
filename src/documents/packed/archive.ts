import { unzipSync } from 'fflate';
import { HoneError } from '../../errors/hone-error';
import { attachmentsOf } from '../email/read-eml';
import { fileKind } from '../file-kind';
import { isSystemFile } from '../system-file';
import { largestFile } from '../types';
import { archiveName } from './archive-name';
import { isBroken, packedKind } from './unpack';

interface PackedFile {
  /** With the folders it lies in. */
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Some of the files in an archive. */
export interface Unpacked {
  files: PackedFile[];
  /** Where the next lot begins; null: that was the last. */
  next: number | null;
  /** The archive is a document besides, as a letter is that has others attached. */
  document: boolean;
}

/** So many bytes are unpacked at once, unless one file alone is larger. */
const lotSize = 50_000_000;

const unwanted = (name: string): boolean => name.endsWith('/') || isSystemFile(name);

/**
 * The files in a zip, or attached to an e-mail, from the `from`th on; null for what is neither (a Word file is a zip, but
 * none of files). Throws 'pdf/encrypted', 'file/too-large' for a file over 500 MB in it, 'file/unreadable'.
 */
export async function unpackArchive(
  file: { name: string; bytes: Uint8Array<ArrayBuffer> },
  from: number,
): Promise<Unpacked | null> {
  if (fileKind(file.name, file.bytes) === 'eml') {
    const attached = await attachmentsOf(file.bytes);
    const files = attached.map(({ name, bytes }) => ({ name: archiveName(name), bytes }));
    return files.length > 0 ? { files, next: null, document: true } : null;
  }
  return isArchive(file.bytes) ? unzip(file, from) : null;
}

/** A zip of files, by its first bytes; an empty one begins with its end. */
function isArchive(bytes: Uint8Array): boolean {
  const [p, k, a, b] = bytes;
  if (p !== 0x50 || k !== 0x4b) return false;
  return (a === 5 && b === 6) || (a === 3 && b === 4 && packedKind(bytes) === null);
}

function unzip(file: { name: string; bytes: Uint8Array }, from: number): Unpacked {
  // The first file's flags (APPNOTE 4.4.4): all or none are encrypted, as every program packs them.
  if ((file.bytes[6] ?? 0) & 1 && file.bytes[2] === 3)
    throw new HoneError('pdf/encrypted', { file: file.name });
  let place = 0;
  let total = 0;
  let next: number | null = null;
  const wanted = ({ name, originalSize }: { name: string; originalSize: number }): boolean => {
    if (unwanted(name) || place++ < from || next !== null) return false;
    if (originalSize > largestFile) throw new HoneError('file/too-large', { file: `${file.name}/${name}` });
    if (total > 0 && total + originalSize > lotSize) {
      next = place - 1;
      return false;
    }
    total += originalSize;
    return true;
  };
  try {
    const entries = Object.entries(unzipSync(file.bytes, { filter: wanted }));
    return {
      files: entries.map(([name, bytes]) => ({
        name: archiveName(name),
        bytes: bytes as Uint8Array<ArrayBuffer>,
      })),
      next,
      document: false,
    };
  } catch (error) {
    if (isBroken(error)) throw new HoneError('file/unreadable', { file: file.name }, { cause: error });
    throw error;
  }
}
