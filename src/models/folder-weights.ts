import { HoneError } from '../errors/hone-error';
import { architectureOf } from './architectures/table';
import { linearShapes } from './dense';
import type { EncoderModel } from './encoder-types';
import type { FolderFiles } from './folder-files';
import { readSafetensors, readShapes } from './safetensors';
import { modelWeights } from './trained-parts';
import type { Dense, EncoderConfig, Weights } from './types';

export const weightsFile = 'model.safetensors';
/** Names the files of weights that are spread over several. */
export const weightsIndexFile = 'model.safetensors.index.json';
const pickled = 'pytorch_model.bin';

export const isWeightsFile = (path: string): boolean =>
  path === weightsIndexFile || /^(\d+_\w+\/)?model(-\d+-of-\d+)?\.safetensors$/.test(path);

/** The files that hold the encoder's weights: one, or those that the index lists. */
export function encoderWeightsFiles(files: FolderFiles): string[] {
  const map = files.json(weightsIndexFile)?.['weight_map'];
  if (files.bytes(weightsFile) || map === undefined) return [weightsFile];
  const names = typeof map === 'object' && map !== null ? Object.values(map) : [];
  const valid = names.length > 0 && names.every((name) => typeof name === 'string' && isWeightsFile(name));
  if (!valid) throw files.corrupt(weightsIndexFile, 'its weight_map does not name files of weights');
  return [...new Set(names as string[])];
}

/**
 * The encoder's weights under their names in transformers' bare model, and the Dense modules' behind their path. Heads for
 * other tasks ('cls.*', 'lm_head.*') are left out; a pooler, which sentence embeddings do not use, is carried along.
 */
export const readWeights = (files: FolderFiles, model: Model): Weights =>
  foundWeights(files, model, readSafetensors);

/** The same of files of which only the beginnings are there, by what is said of them: shapes alone. `sizes`: in bytes, of the files. */
export const weightShapes = (
  files: FolderFiles,
  model: Model,
  sizes: ReadonlyMap<string, number>,
): Map<string, Shaped> =>
  foundWeights(files, model, (bytes, path) => readShapes(bytes, sizes.get(path) ?? bytes.byteLength, path));

type Model = Required<Pick<EncoderModel, 'config' | 'dense'>>;
type Shaped = { shape: number[] };
type Read<T extends Shaped> = (bytes: Uint8Array, path: string) => Map<string, T>;

function foundWeights<T extends Shaped>(files: FolderFiles, model: Model, read: Read<T>): Map<string, T> {
  const expected = modelWeights(model);
  const weights = new Map<string, T>();
  const paths = encoderWeightsFiles(files);
  for (const path of paths) {
    for (const [stored, tensor] of readFile(files, path, read)) {
      const name = encoderName(stored, model.config);
      if (Object.hasOwn(expected, name) || name.startsWith('pooler.')) weights.set(name, tensor);
    }
  }
  for (const module of model.dense) readDense(files, module, weights, read);
  const where = paths.length > 1 ? weightsIndexFile : paths[0]!;
  for (const [name, shape] of Object.entries(expected)) {
    const found = weights.get(name);
    if (!found) throw files.corrupt(where, `${name} is missing`);
    if (found.shape.join() !== shape.join())
      throw files.corrupt(where, `${name} is [${found.shape.join(', ')}], not [${shape.join(', ')}]`);
  }
  return weights;
}

function readDense<T extends Shaped>(
  files: FolderFiles,
  module: Dense,
  weights: Map<string, T>,
  read: Read<T>,
): void {
  const tensors = readFile(files, `${module.path}/${weightsFile}`, read);
  for (const name of Object.keys(linearShapes(module))) {
    const tensor = tensors.get(name);
    if (tensor) weights.set(`${module.path}.${name}`, tensor);
  }
}

function readFile<T extends Shaped>(files: FolderFiles, path: string, read: Read<T>): Map<string, T> {
  const bytes = files.bytes(path);
  if (bytes) return read(bytes, path);
  const older = path.replace(weightsFile, pickled);
  if (older !== path && files.bytes(older)) {
    throw new HoneError('model/unsupported', {
      reason: `its weights are in ${older}, and only ${weightsFile} is read`,
    });
  }
  throw files.missing(path);
}

/** gamma and beta are LayerNorm's names in TensorFlow's checkpoints. */
function encoderName(stored: string, config: EncoderConfig): string {
  const { prefix } = architectureOf(config);
  return (stored.startsWith(prefix) ? stored.slice(prefix.length) : stored)
    .replace(/\.LayerNorm\.gamma$/, '.LayerNorm.weight')
    .replace(/\.LayerNorm\.beta$/, '.LayerNorm.bias');
}
