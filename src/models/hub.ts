import { HoneError } from '../errors/hone-error';
import { addModelFile, readModelFiles, removeModelFiles } from '../storage/model-files';
import { fetchFrom, joined, type DownloadOptions } from './download';
import { checkSupport } from './folder';
import { isWeightsFile, weightsFile, weightsIndexFile } from './folder-weights';
import { checkHubFile, listHubFiles, type HubFile } from './hub-files';

export const hubOrigin = 'https://huggingface.co';

/** Where a kept Hub model's files stand in storage. */
export const hubModelId = (repository: string, revision: string): string => `hub:${repository}@${revision}`;

/** And what there is of an unfinished download: pieces of files, '<path>#<number>'. */
export const hubPartsId = (repository: string, revision: string): string =>
  `parts:${hubModelId(repository, revision)}`;

export interface HubOptions extends DownloadOptions {
  /** Every request as it is made, for the list of what left the page. */
  onRequest?: (url: string, bytes: number) => void;
  /** Another Hub speaking the same protocol (a mirror within an institution). */
  endpoint?: string;
  /** Bytes received between two pieces put into storage; what a killed tab can lose. Default 16 MiB. */
  pieceBytes?: number;
}

/**
 * Downloads the files of a model that Hone reads, at a pinned revision, and compares each with the Hub's checksum. Asks the
 * network at once: a person's consent is the caller's business. Goes on where an interrupted download of the same revision
 * was: its pieces are kept, until `forgetParts`. Progress is in bytes.
 * Throws HoneError 'model/not-found' where the repository or revision does not exist or a needed file is not in it,
 * 'model/unsupported' before any weights are asked for, 'model/corrupt' with `file`, 'model/download-failed' with `url`,
 * 'storage/quota', 'cancelled'.
 */
export async function downloadFromHub(
  repository: string,
  revision: string,
  options: HubOptions = {},
): Promise<Map<string, Uint8Array>> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new HoneError('model/not-found', { model: repository });
  const origin = options.endpoint ?? hubOrigin;
  const at = encodeURIComponent(revision);
  const ask = (path: string): string => {
    const url = `${origin}/${path}`;
    options.onRequest?.(url, 0);
    return url;
  };
  const { signal } = options;
  const tree = ask(`api/models/${repository}/tree/${at}?recursive=true`);
  const wanted = await listHubFiles(tree, signal ? { signal } : {});
  const missing = (file: string) =>
    new HoneError('model/not-found', { model: `${repository}@${revision}`, file });
  if (!wanted) throw missing('config.json');

  const isHeavy = (path: string): boolean => isWeightsFile(path) && path !== weightsIndexFile;
  if (!wanted.some(({ path }) => path === 'config.json')) throw missing('config.json');
  if (!wanted.some(({ path }) => path === weightsFile || path === weightsIndexFile))
    throw missing(weightsFile);

  const partsId = hubPartsId(repository, revision);
  const kept = (await readModelFiles(partsId)) ?? new Map<string, Uint8Array>();
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  const files = new Map<string, Uint8Array>();
  let before = 0;
  let checked = false;
  for (const file of wanted) {
    if (isHeavy(file.path) && !checked) {
      checkSupport(files);
      checked = true;
    }
    const download = new FileDownload(partsId, file, kept, options.pieceBytes ?? 1 << 24);
    const done = before;
    const bytes = await download.finish(
      () => ask(`${repository}/resolve/${at}/${file.path}`),
      (received) =>
        options.onProgress?.({ done: done + Math.min(received, file.size), total, note: file.path }),
      signal,
    );
    files.set(file.path, bytes);
    before += file.size;
  }
  return files;
}

/** Takes the pieces of a download out of storage: once it is kept as a model, or given up. */
export const forgetParts = (repository: string, revision: string): Promise<void> =>
  removeModelFiles(hubPartsId(repository, revision));

/** One file, of which some may be there already. */
class FileDownload {
  /** In storage. */
  private pieces: Uint8Array[] = [];
  /** Received since. */
  private fresh: Uint8Array[] = [];

  constructor(
    private readonly partsId: string,
    private readonly file: HubFile,
    kept: ReadonlyMap<string, Uint8Array>,
    private readonly pieceBytes: number,
  ) {
    for (let piece = kept.get(this.pieceName(0)); piece; piece = kept.get(this.pieceName(this.pieces.length)))
      this.pieces.push(piece);
  }

  async finish(
    url: () => string,
    onReceived: (bytes: number) => void,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    if (size(this.pieces) < this.file.size) await this.receive(url(), onReceived, signal);
    const bytes = joined(this.pieces);
    try {
      await checkHubFile(this.file, bytes);
    } catch (error) {
      // Not worth going on from.
      await this.forgetPieces();
      throw error;
    }
    onReceived(bytes.byteLength);
    return bytes;
  }

  private async receive(
    url: string,
    onReceived: (bytes: number) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const onPart = async (part: Uint8Array, begin: number): Promise<void> => {
      if (begin === 0 && this.pieces.length > 0) await this.forgetPieces();
      this.fresh.push(part);
      onReceived(size(this.pieces) + size(this.fresh));
      if (size(this.fresh) >= this.pieceBytes) await this.keep();
    };
    try {
      await fetchFrom(url, size(this.pieces), onPart, signal);
    } finally {
      await this.keep();
    }
  }

  private async keep(): Promise<void> {
    if (this.fresh.length === 0) return;
    const piece = joined(this.fresh);
    this.fresh = [];
    await addModelFile(this.partsId, this.pieceName(this.pieces.length), piece);
    this.pieces.push(piece);
  }

  private async forgetPieces(): Promise<void> {
    const names = this.pieces.map((_, i) => this.pieceName(i));
    this.pieces = [];
    await removeModelFiles(this.partsId, names);
  }

  private pieceName(number: number): string {
    return `${this.file.path}#${number}`;
  }
}

const size = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
