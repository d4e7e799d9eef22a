import { fileKind } from './file-kind';

export interface FileContents {
  name: string;
  /** All of them; of a long PDF in storage only the first. */
  bytes: Uint8Array;
  /** That PDF. */
  stored?: Blob;
}

/** In bytes: as long a PDF is not held whole. A shorter one is opened sooner so. */
const longFile = 16_000_000;
const head = 1024;

/** A file as it is kept. Throws what reading a Blob throws. */
export async function contentsOf(name: string, kept: ArrayBuffer | Blob): Promise<FileContents> {
  if (!(kept instanceof Blob)) return { name, bytes: new Uint8Array(kept) };
  const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
  if (kept.size > longFile) {
    const bytes = await bytesOf(kept.slice(0, head));
    if (fileKind(name, bytes) === 'pdf') return { name, bytes, stored: kept };
  }
  return { name, bytes: await bytesOf(kept) };
}
