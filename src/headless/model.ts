import { HoneError } from '../errors/hone-error';
import type { RuntimeOptions } from '../engine/types';
import { folderModelId } from '../models/source';
import type { BaseModelReference } from '../models/types';
import { readFolder, servedModels } from '../project/model-folder';
import type { Workers } from '../project/workers';
import { keepModelFiles } from '../storage/model-files';
import type { Host, Input } from './host';

/** The model of --model, brought into the page's storage as a dropped folder is; without one, the default model. */
export async function chosenModel(host: Host): Promise<BaseModelReference> {
  const inputs = host.inputs('model');
  if (inputs.length === 0) {
    const [served] = await servedModels();
    if (!served) throw new HoneError('model/not-found', { model: 'all-MiniLM-L6-v2' });
    return served.reference;
  }
  return keptFolder(host, inputs, host.options.modelName ?? 'model');
}

/** The model of --guide; null without one. */
export async function chosenGuide(host: Host): Promise<BaseModelReference | null> {
  const inputs = host.inputs('guide');
  return inputs.length > 0 ? keptFolder(host, inputs, 'guide of --guide') : null;
}

async function keptFolder(host: Host, inputs: readonly Input[], id: string): Promise<BaseModelReference> {
  const { contents } = await readFolder(
    inputs.map(({ path }) => path),
    async (path) => host.read(inputs.find((input) => input.path === path)!),
  );
  await keepModelFiles(folderModelId(id), contents);
  return { kind: 'folder', id };
}

/** 'auto' becomes the faster backend of this machine. */
export async function chosenRuntime(host: Host, workers: Workers): Promise<RuntimeOptions> {
  const { runtime } = host.options;
  if (runtime.backend !== 'auto') return runtime;
  const { chosen, threads } = await workers.embed.call((worker) => worker.chooseBackend(runtime.threads));
  host.say(`Backend: ${chosen}, ${threads} threads`);
  return { backend: chosen, threads: runtime.threads };
}
