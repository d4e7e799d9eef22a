import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import { database } from '../storage/database';
import { keepModelFiles, readModelFiles } from '../storage/model-files';
import { fetchBeginning, fetchBytes } from './download';
import { describeFolder, readModelFolder, readTokenizer, type ModelDescription } from './folder';
import { isWeightsFile, weightsIndexFile } from './folder-weights';
import { downloadFromHub, forgetParts, hubModelId, type HubOptions } from './hub';
import { mixedAdapters } from './lora';
import { mixWeights } from './mix';
import { asReferred } from './prompts';
import { headerEnd, readSafetensors } from './safetensors';
import type { BaseModelReference, LoadedModel, ModelReference, Tokenizer, Weights } from './types';

export interface SourceOptions extends HubOptions {
  /** Address of the folder that holds `models/`, e.g. 'http://127.0.0.1:4173/'. */
  served: string;
}

/** Where a dropped folder's files stand in storage. */
export const folderModelId = (id: string): string => `folder:${id}`;

/**
 * Finds a model's files, reads and checks them. Progress counts bytes where there is something to download.
 * Throws HoneError 'model/not-found' with `model` where there is no such model, file or checkpoint; what readModelFolder and
 * downloadFromHub throw.
 */
export async function loadModel(reference: ModelReference, options: SourceOptions): Promise<LoadedModel> {
  if (reference.kind !== 'tuned') {
    const files = await findFiles(reference, options);
    return asReferred(readModelFolder(files, reference, modelName(reference, files)), reference);
  }
  return tunedModel(await loadModel(reference.base, options), reference);
}

/**
 * What a model is. Of a served one's weights only the headers are fetched: the rest would stand in memory for nothing.
 * Throws as loadModel; a served file that is not the one listed is found when its weights are loaded.
 */
export async function describeModel(
  reference: BaseModelReference,
  options: SourceOptions,
): Promise<ModelDescription> {
  const sizes = new Map<string, number>();
  const files =
    reference.kind === 'served'
      ? await fetchServed(reference.id, options, { headers: sizes })
      : await findFiles(reference, options);
  const described = describeFolder(files, sizes, modelName(reference, files));
  return { ...described, prompts: reference.prompts ?? described.prompts };
}

/**
 * The model's tokenizer alone: of a served model only its small files are asked for.
 * Throws as loadModel, but finds nothing wrong with weights.
 */
export async function loadTokenizer(
  reference: BaseModelReference,
  options: SourceOptions,
): Promise<Tokenizer> {
  const isSmall = (path: string) => !isWeightsFile(path);
  const files =
    reference.kind === 'served'
      ? await fetchServed(reference.id, options, { wanted: isSmall })
      : await findFiles(reference, options);
  return readTokenizer(files);
}

/** The base model with its weights mixed with the checkpoint's. Throws HoneError 'model/not-found'. */
export async function tunedModel(
  base: LoadedModel,
  reference: ModelReference & { kind: 'tuned' },
): Promise<LoadedModel> {
  const tuned = await checkpointWeights(reference.checkpointId);
  const adapters = mixedAdapters(tuned, reference.mix);
  return {
    ...base,
    reference,
    weights: mixWeights(base.weights, tuned, reference.mix),
    ...(adapters.size > 0 && { adapters }),
  };
}

async function findFiles(
  reference: BaseModelReference,
  options: SourceOptions,
): Promise<ReadonlyMap<string, Uint8Array>> {
  switch (reference.kind) {
    case 'served':
      return fetchServed(reference.id, options);
    case 'folder': {
      const files = await readModelFiles(folderModelId(reference.id));
      if (!files) throw new HoneError('model/not-found', { model: reference.id });
      return files;
    }
    case 'hub': {
      const modelId = hubModelId(reference.repository, reference.revision);
      const kept = await readModelFiles(modelId);
      if (kept) return kept;
      const files = await downloadFromHub(reference.repository, reference.revision, options);
      await keepModelFiles(modelId, files);
      await forgetParts(reference.repository, reference.revision);
      return files;
    }
  }
}

/** Keeps a dropped folder for `{ kind: 'folder', id }`, once it has been read and found good. */
export async function keepFolder(id: string, files: ReadonlyMap<string, Uint8Array>): Promise<LoadedModel> {
  const reference = { kind: 'folder', id } as const;
  const model = readModelFolder(files, reference, modelName(reference, files));
  await keepModelFiles(folderModelId(id), files);
  return model;
}

interface Wanted {
  wanted?: (path: string) => boolean;
  /** Of files of weights only their headers; told the sizes of these files. */
  headers?: Map<string, number>;
}

async function fetchServed(
  id: string,
  options: SourceOptions,
  { wanted = () => true, headers }: Wanted = {},
): Promise<Map<string, Uint8Array>> {
  const folder = new URL(`models/${encodeURIComponent(id)}/`, options.served).href;
  const notFound = () => new HoneError('model/not-found', { model: id });
  const { signal } = options;
  const list = await fetchBytes(`${folder}files.json`, signal ? { signal } : {});
  if (!list) throw notFound();
  const entries = readManifest(list)?.filter(({ path }) => wanted(path));
  // A static host may answer unknown addresses with its index page.
  if (!entries) throw notFound();
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  const files = new Map<string, Uint8Array>();
  let before = 0;
  for (const { path, size, sha256 } of entries) {
    const done = before;
    const onProgress: OnProgress = (progress) =>
      options.onProgress?.({ done: done + Math.min(progress.done, size), total, note: path });
    const isHeader = headers !== undefined && isWeightsFile(path) && path !== weightsIndexFile;
    const bytes = isHeader
      ? await fetchBeginning(`${folder}${path}`, 8, headerEnd, signal)
      : await fetchBytes(`${folder}${path}`, { onProgress, ...(signal && { signal }) });
    if (!bytes) throw notFound();
    if (isHeader) headers.set(path, size);
    else if (bytes.byteLength !== size || (await sha256Of(bytes)) !== sha256) {
      throw new HoneError('model/corrupt', {
        file: path,
        detail: 'it is not the file that files.json lists',
      });
    }
    files.set(path, bytes);
    before += size;
  }
  return files;
}

interface ManifestEntry {
  path: string;
  size: number;
  sha256: string;
}

function readManifest(bytes: Uint8Array): ManifestEntry[] | null {
  const text = new TextDecoder().decode(bytes);
  if (!text.trimStart().startsWith('{')) return null;
  return (JSON.parse(text) as { files: ManifestEntry[] }).files;
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function checkpointWeights(checkpointId: string): Promise<Weights> {
  const record = await (await database()).get('checkpoints', checkpointId);
  if (!record) throw new HoneError('model/not-found', { model: checkpointId });
  return readSafetensors(new Uint8Array(record.weights), checkpointId);
}

/** The served folder's name, the repository's, or what config.json says of a dropped folder's origin. */
function modelName(reference: BaseModelReference, files: ReadonlyMap<string, Uint8Array>): string {
  if (reference.kind === 'served') return reference.id;
  if (reference.kind === 'hub') return reference.repository.split('/').at(-1)!;
  const config = files.get('config.json');
  const origin = config && /"_name_or_path"\s*:\s*"([^"]+)"/.exec(new TextDecoder().decode(config))?.[1];
  return origin?.split(/[/\\]/).filter(Boolean).at(-1) ?? reference.id;
}
