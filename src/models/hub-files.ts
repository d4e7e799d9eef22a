import { HoneError } from '../errors/hone-error';
import { fetchBytes, type DownloadOptions } from './download';
import { isModelFile } from './folder';
import { isWeightsFile, weightsFile, weightsIndexFile } from './folder-weights';

/** A file of a repository, as the Hub's API lists it. */
export interface HubFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal: SHA-256 of a large file's bytes, or the SHA-1 that git gives a small one. */
  checksum: { kind: 'sha256' | 'git'; value: string };
}

/** What huggingface_hub reads of an entry of /api/models/<repository>/tree/<revision>. */
interface TreeEntry {
  type: string;
  path: string;
  size: number;
  oid: string;
  lfs?: { oid: string; size: number };
}

/**
 * The repository's files that Hone reads, small ones first. One request; a list goes up to 1,000 entries.
 * null where the repository or revision does not exist. Throws as fetchBytes, and 'model/download-failed' for an answer that
 * is no list.
 */
export async function listHubFiles(url: string, options: DownloadOptions): Promise<HubFile[] | null> {
  const bytes = await fetchBytes(url, options);
  if (!bytes) return null;
  const files = readTree(bytes, url)
    .filter(({ type, path }) => type === 'file' && isModelFile(path))
    .map(({ path, size, oid, lfs }): HubFile => ({
      path,
      size: lfs?.size ?? size,
      checksum: lfs ? { kind: 'sha256', value: lfs.oid } : { kind: 'git', value: oid },
    }));
  const whole = files.some(({ path }) => path === weightsFile);
  const isPart = (path: string): boolean =>
    path === weightsIndexFile || /^model-\d+-of-\d+\.safetensors$/.test(path);
  const heavy = ({ path }: HubFile): number => (isWeightsFile(path) && path !== weightsIndexFile ? 1 : 0);
  return files.filter(({ path }) => !whole || !isPart(path)).sort((a, b) => heavy(a) - heavy(b));
}

function readTree(bytes: Uint8Array, url: string): TreeEntry[] {
  try {
    const list = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    if (Array.isArray(list)) return list as TreeEntry[];
    throw new TypeError('not a list');
  } catch (cause) {
    throw new HoneError('model/download-failed', { url }, { cause });
  }
}

/** Throws 'model/corrupt' with `file` when the bytes are not those that the Hub lists. */
export async function checkHubFile({ path, size, checksum }: HubFile, bytes: Uint8Array): Promise<void> {
  const found = bytes.byteLength === size ? await checksumOf(checksum.kind, bytes) : null;
  if (found !== checksum.value)
    throw new HoneError('model/corrupt', { file: path, detail: 'it is not the file that the Hub lists' });
}

/** git's id of a file is the SHA-1 of 'blob <size>', a NUL and the bytes. */
async function checksumOf(kind: HubFile['checksum']['kind'], bytes: Uint8Array): Promise<string> {
  const digested =
    kind === 'sha256'
      ? await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)
      : await crypto.subtle.digest('SHA-1', gitBlob(bytes));
  return Array.from(new Uint8Array(digested), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function gitBlob(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`blob ${bytes.byteLength}\0`);
  const blob = new Uint8Array(head.length + bytes.byteLength);
  blob.set(head);
  blob.set(bytes, head.length);
  return blob;
}
