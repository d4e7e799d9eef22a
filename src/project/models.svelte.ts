import { HoneError, asHoneError, type ErrorCode, type ErrorParameters } from '../errors/hone-error';
import { folderModelId } from '../models/source';
import type { BaseModelReference } from '../models/types';
import { keepModelFiles, keptModels, removeModelFiles } from '../storage/model-files';
import type { ModelInfo } from '../../workers/types';
import type { ProjectContext } from './context';
import { hashBytes } from './hash';
import { readFolder, servedModels } from './model-folder';
import { mayReadModel } from './network';

export interface OfferedModel {
  reference: BaseModelReference;
  name: string;
}

/** The base model of a project and those it could have. */
export class Models {
  #info = $state.raw<ModelInfo | null>(null);
  #problem = $state.raw<{ code: ErrorCode; parameters: ErrorParameters } | null>(null);
  #offered = $state.raw<readonly OfferedModel[]>([]);

  constructor(private readonly context: ProjectContext) {}

  get info(): ModelInfo | null {
    return this.#info;
  }

  get problem(): { code: ErrorCode; parameters: ErrorParameters } | null {
    return this.#problem;
  }

  get offered(): readonly OfferedModel[] {
    return this.#offered;
  }

  get base(): BaseModelReference {
    return this.context.record.current.baseModel;
  }

  /** Reads the project's model. Throws what reading throws; `problem` then says why, until it or another is read. */
  async load(): Promise<void> {
    await this.offer();
    const { base } = this;
    this.#problem = null;
    if (!(await this.#mayRead(base))) {
      this.#problem = { code: 'network/not-allowed', parameters: { host: hubName } };
      return;
    }
    try {
      const info = await this.describe(base);
      // Another may have been chosen meanwhile.
      if (this.base === base) this.#info = info;
    } catch (thrown) {
      const { code, parameters } = asHoneError(thrown);
      if (this.base === base && !this.context.closed) this.#problem = { code, parameters };
      throw thrown;
    }
  }

  async offer(): Promise<void> {
    const [served, kept] = await Promise.all([servedModels(), keptModels()]);
    const folders = kept
      .filter((id) => id.startsWith(folderModelId('')))
      .map((id) => id.slice(folderModelId('').length))
      .map((id): OfferedModel => ({ reference: { kind: 'folder', id }, name: folderName(id) }));
    this.#offered = [...served, ...folders];
  }

  /** Reads the model (from the Hub: downloads it first) before it is chosen. */
  async choose(reference: BaseModelReference): Promise<ModelInfo> {
    if (!(await this.#mayRead(reference))) throw new HoneError('network/not-allowed', { host: hubName });
    const info = await this.describe(reference);
    await this.context.record.change({ baseModel: reference });
    this.#info = info;
    this.#problem = null;
    return info;
  }

  describe(reference: BaseModelReference): Promise<ModelInfo> {
    const { workers, jobs, app } = this.context;
    const ask = (listen: (progress: { done: number; total: number; note?: string }) => void) =>
      workers.embed
        .call((worker, sign) => worker.describe(reference, sign(listen)))
        // It has read the weights; while documents are read, their memory is better used.
        .finally(() => workers.embed.renew());
    if (reference.kind !== 'hub') return ask(() => undefined);
    const cancel = () => workers.embed.tell((worker) => worker.cancel());
    return jobs
      .run('download', 'train', { cancel }, (job) => ask(job.progress))
      .finally(() => app.readLedgerAgain());
  }

  /** Keeps a dropped folder; one that cannot be used is not kept. */
  async addFolder(files: File[]): Promise<BaseModelReference> {
    const placed = files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));
    const { name, contents } = await readFolder(
      placed.map(({ path }) => path),
      async (path) => placed.find((one) => one.path === path)?.file ?? new Blob(),
    );
    const folder = placed[0]?.path.split('/')[0] ?? name;
    const missing = (file: string) => new HoneError('model/not-a-folder', { file, folder });
    if (!contents.has('config.json')) throw missing('config.json');
    // In one file or several.
    const weights = [...contents].find(([path]) => /^model[\w-]*\.safetensors$/.test(path))?.[1];
    if (!weights) throw missing('model.safetensors');
    const hash = await hashBytes(weights.slice(0, 1 << 20).buffer);
    const reference: BaseModelReference = { kind: 'folder', id: `${name}-${hash.slice(0, 8)}` };
    await keepModelFiles(folderModelId(reference.id), contents);
    try {
      await this.describe(reference);
    } catch (error) {
      await removeModelFiles(folderModelId(reference.id));
      throw error;
    }
    await this.offer();
    return reference;
  }

  #mayRead(reference: BaseModelReference): Promise<boolean> {
    return mayReadModel(reference, this.context.app.settings.allowedHosts);
  }
}

const hubName = 'huggingface.co';
const folderName = (id: string) => id.replace(/-[0-9a-f]{8}$/, '');
