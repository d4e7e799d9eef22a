import { isModelFile } from '../models/folder';
import type { OfferedModel } from './models.svelte';

/** And what is handed on: the card names the licence. */
const handedOn = ['added_tokens.json', 'README.md'];
const wanted = (path: string): boolean => isModelFile(path) || handedOn.includes(path);

export const modelsAddress = (): string =>
  new URL(`${import.meta.env.BASE_URL}models/models.json`, location.href).href;

/** The models that lie beside the app; none where set-up could not fetch any, or the host does not answer. */
export async function servedModels(): Promise<OfferedModel[]> {
  const response = await fetch(modelsAddress()).catch((error: unknown) => {
    if (error instanceof TypeError) return null;
    throw error;
  });
  if (!response?.ok) return [];
  const list = (await response.json()) as { id: string; name: string }[];
  return list.map(({ id, name }) => ({ reference: { kind: 'served', id }, name }));
}

/**
 * What Hone reads of a model's folder, whatever it lies in: what stands above the uppermost config.json is cut off.
 * Names its contents' paths within the folder.
 */
export async function readFolder(
  paths: readonly string[],
  read: (path: string) => Promise<Blob>,
): Promise<{ name: string; contents: ReadonlyMap<string, Uint8Array> }> {
  const configs = paths.filter((path) => /(^|\/)config\.json$/.test(path));
  const config = configs.sort((a, b) => a.length - b.length)[0];
  const root = config?.slice(0, -'config.json'.length) ?? '';
  const contents = new Map<string, Uint8Array>();
  for (const path of paths)
    if (path.startsWith(root) && wanted(path.slice(root.length)))
      contents.set(path.slice(root.length), new Uint8Array(await (await read(path)).arrayBuffer()));
  return { name: root.split('/').at(-2) ?? 'model', contents };
}
