import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import { FolderFiles } from './folder-files';
import { checkSupport, moduleFolders, smallModelFiles } from './folder';
import { encoderWeightsFiles, weightsFile, weightsIndexFile } from './folder-weights';
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
  const fetchFile = async (path: string, required: boolean, onPart: (share: number) => void) => {
    const url = `${options.endpoint ?? hubOrigin}/${repository}/resolve/${encodeURIComponent(revision)}/${path}`;
    options.onRequest?.(url, 0);
    const onProgress: OnProgress = ({ done, total }) => onPart(done / total);
    const bytes = await fetchBytes(url, { ...options, onProgress });
    if (bytes) files.set(path, bytes);
    else if (required)
      throw new HoneError('model/not-found', { model: `${repository}@${revision}`, file: path });
  };
  const report = (percent: number, note: string): void =>
    options.onProgress?.({ done: percent, total: 100, note });

  for (const [index, { path, required }] of smallModelFiles.entries())
    await fetchFile(path, required, () => report(index, path));
  const modules = moduleFolders(files);
  for (const folder of modules) {
    const path = `${folder}/config.json`;
    await fetchFile(path, false, () => report(smallModelFiles.length, path));
  }
  // An unsupported model is known before its weights are asked for.
  const { dense } = checkSupport(files);

  const small = smallModelFiles.length + 1;
  const fetchWeights = async (paths: readonly string[], required: boolean): Promise<void> => {
    for (const [index, path] of paths.entries()) {
      const whole = (share: number): number => small + ((100 - small) * (index + share)) / paths.length;
      await fetchFile(path, required, (share) => report(whole(share), path));
    }
  };
  for (const { path } of dense) await fetchFile(`${path}/${weightsFile}`, true, () => report(small, path));
  await fetchWeights([weightsFile], false);
  if (files.has(weightsFile)) return files;
  await fetchFile(weightsIndexFile, false, () => report(small, weightsIndexFile));
  await fetchWeights(encoderWeightsFiles(new FolderFiles(files)), true);
  return files;
}
