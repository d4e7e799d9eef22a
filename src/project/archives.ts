import { largestFile } from '../documents/types';
import { HoneError, asHoneError } from '../errors/hone-error';
import type { Workers } from './workers';

/** What one archive may hold, with the archives in it: more is no drawer of documents but a trap. */
const mostFiles = 20_000;
const mostBytes = 4_000_000_000;
const deepest = 4;

/** With the folders in which it was dropped: files of one name in two folders are two documents. */
export const pathOf = (file: File): string => file.webkitRelativePath || file.name;

/** Whether this failure is the file's own, which can be kept all the same to be tried again. */
export const mayBeKept = (file: File, { code, parameters }: HoneError): boolean =>
  parameters.file === pathOf(file) &&
  file.size <= largestFile &&
  (code === 'file/empty' || code === 'pdf/encrypted' || (code === 'file/unreadable' && file.size > 0));

const endings = /\.(?:zip|eml)$/i;

interface Left {
  files: number;
  bytes: number;
}

/**
 * A person's file as the files to read: itself, or what it packs ('letters.zip/2024/offer.pdf'), archives in archives too.
 * A failure comes as a HoneError in the place of what it concerns, so that the others go on.
 */
export async function* filesIn(
  file: File,
  worker: Workers['view'],
  left: Left = { files: mostFiles, bytes: mostBytes },
  depth = 0,
): AsyncGenerator<File | HoneError> {
  if (file.size > largestFile) return yield new HoneError('file/too-large', { file: pathOf(file) });
  try {
    if (!(await mayBeArchive(file))) return yield file;
    for (let from: number | null = 0; from !== null;) {
      const at: number = from;
      const unpacked = await worker.call((remote) => remote.unpack(file, at));
      if (!unpacked) return yield file;
      if (unpacked.document) yield file;
      else if (at === 0 && unpacked.files.length === 0)
        throw new HoneError('file/empty', { file: pathOf(file) });
      if (depth === deepest) throw new HoneError('file/too-large', { file: pathOf(file) });
      for (const { name, bytes } of unpacked.files) {
        left.files -= 1;
        left.bytes -= bytes.length;
        if (left.files < 0 || left.bytes < 0) throw new HoneError('file/too-large', { file: pathOf(file) });
        yield* filesIn(new File([bytes], `${pathOf(file)}/${name}`), worker, left, depth + 1);
      }
      from = unpacked.next;
    }
  } catch (thrown) {
    const { code, parameters } = asHoneError(thrown);
    if (code === 'cancelled') throw thrown;
    // A worker does not know the folder that a file was dropped in.
    const named = parameters.file === undefined || parameters.file === file.name;
    const said = named ? pathOf(file) : parameters.file!;
    yield new HoneError(code, { ...parameters, file: said }, { cause: thrown });
  }
}

/** By its first bytes, so that most files are not sent to a worker for nothing. */
async function mayBeArchive(file: File): Promise<boolean> {
  if (endings.test(file.name)) return true;
  const bytes = await file
    .slice(0, 4)
    .arrayBuffer()
    .catch((cause: unknown) => {
      throw new HoneError('file/unreadable', { file: pathOf(file) }, { cause });
    });
  const head = new Uint8Array(bytes);
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}
