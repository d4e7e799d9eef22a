import { modelFiles } from '../models/folder';
import type { OfferedModel } from './models.svelte';

const wanted = new Set(modelFiles.map(({ path }) => path));

export const modelsAddress = (): string =>
  new URL(`${import.meta.env.BASE_URL}models/models.json`, location.href).href;

/** The models that lie beside the app; none where set-up could not fetch any. */
export async function servedModels(): Promise<OfferedModel[]> {
  const response = await fetch(modelsAddress());
  if (!response.ok) return [];
  const list = (await response.json()) as { id: string; name: string }[];
  return list.map(({ id, name }) => ({ reference: { kind: 'served', id }, name }));
}

/** What Hone reads of a model's folder, whatever it lies in: what stands above config.json is cut off. */
export async function readFolder(
  files: File[],
): Promise<{ name: string; contents: ReadonlyMap<string, Uint8Array> }> {
  const paths = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  const config = paths
    .filter(({ path }) => /(^|\/)config\.json$/.test(path))
    .sort((a, b) => a.path.length - b.path.length)[0];
  const root = config ? config.path.slice(0, -'config.json'.length) : '';
  const name = root.split('/').at(-2) ?? 'model';
  const read = await Promise.all(
    paths
      .filter(({ path }) => path.startsWith(root) && wanted.has(path.slice(root.length)))
      .map(async ({ file, path }) => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        return [path.slice(root.length), bytes] as const;
      }),
  );
  return { name, contents: new Map(read) };
}
