import { isSystemFile } from '../../documents/system-file';

/**
 * All files of a drop or paste, folders walked through but for what systems put there; each file of a folder carries its
 * path as webkitRelativePath.
 */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found = await Promise.all(
    entries.map(({ entry, file }) =>
      entry?.isDirectory ? walk(entry as FileSystemDirectoryEntry) : Promise.resolve(file ? [file] : []),
    ),
  );
  return inOrder(found.flat());
}

/** The files of a folder that was chosen, as those of one that is dropped. */
export const filesOfFolder = (files: readonly File[]): File[] =>
  inOrder(files.filter((file) => !isSystemFile(file.webkitRelativePath.replace(/^[^/]*\//, ''))));

const inOrder = (files: File[]): File[] => files.sort((a, b) => byName.compare(placeOf(a), placeOf(b)));

/** Folders give their files in the order of the disk; a person expects 'page 2' before 'page 10'. */
const byName = new Intl.Collator(undefined, { numeric: true });

const placeOf = (file: File): string => file.webkitRelativePath || file.name;

async function walk(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const wanted = (await children(folder)).filter((entry) => !isSystemFile(entry.name));
  const files = await Promise.all(
    wanted.map((entry) =>
      entry.isDirectory ? walk(entry as FileSystemDirectoryEntry) : fileOf(entry as FileSystemFileEntry),
    ),
  );
  return files.flat();
}

/** `readEntries` gives at most 100 at a time, and an empty list when it is through. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function fileOf(entry: FileSystemFileEntry): Promise<File[]> {
  const file = await new Promise<File>((resolve, reject) => {
    entry.file(resolve, reject);
  });
  Object.defineProperty(file, 'webkitRelativePath', { value: entry.fullPath.replace(/^\//, '') });
  return [file];
}

/** Whether a drop or a paste asks for files: an empty folder does, of which there are none. */
export const hasFiles = (transfer: DataTransfer | null): boolean =>
  transfer?.types.includes('Files') ?? false;
