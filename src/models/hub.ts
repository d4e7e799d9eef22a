import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import { modelFiles, weightsFile } from './folder';
import { fetchBytes, type DownloadOptions } from './download';

export const hubOrigin = 'https://huggingface.co';

/** Where a kept Hub model's files stand in storage. */
export const hubModelId = (repository: string, revision: string): string => `hub:${repository}@${revision}`;

export interface HubOptions extends DownloadOptions {
  /** Every request as it is made, for the list of what left the page. */
  onRequest?: (url: string, bytes: number) => void;
  /** Another Hub speaking the same protocol (a mirror within an institution). */
  endpoint?: string;
}

/**
 * Downloads the files of a model that Hone reads, at a pinned revision. Asks the network at once: a person's consent is the
 * caller's business. Progress is in percent, the weights being nearly all of it.
 * Throws HoneError 'model/not-found' where the repository or revision does not exist or a needed file is not in it,
 * 'model/download-failed' with `url`, 'cancelled'.
 */
export async function downloadFromHub(
  repository: string,
  revision: string,
  options: HubOptions = {},
): Promise<Map<string, Uint8Array>> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new HoneError('model/not-found', { model: repository });
  const files = new Map<string, Uint8Array>();
  const small = modelFiles.length - 1;
  // Small files first: an unsupported model is known before its weights are asked for.
  for (const [index, { path, required }] of modelFiles.entries()) {
    const url = `${options.endpoint ?? hubOrigin}/${repository}/resolve/${encodeURIComponent(revision)}/${path}`;
    options.onRequest?.(url, 0);
    const onProgress: OnProgress = ({ done, total }) => {
      const weights = path === weightsFile ? (100 - small) * (done / total) : 0;
      options.onProgress?.({ done: Math.min(index, small) + weights, total: 100, note: path });
    };
    const bytes = await fetchBytes(url, { ...options, onProgress });
    if (bytes) files.set(path, bytes);
    else if (required)
      throw new HoneError('model/not-found', { model: `${repository}@${revision}`, file: path });
  }
  return files;
}
