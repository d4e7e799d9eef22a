import type { Chunk } from '../documents/types';
import type { PassageComparison } from '../evaluation/types';
import { HoneError } from '../errors/hone-error';
import { followChunks } from '../pairs/follow';
import { toDevSet, type DevSet } from '../pairs/sets';
import type { Example } from '../pairs/types';
import type { BaseModelReference, ModelReference } from '../models/types';
import { projectCollection } from '../storage/collection';
import type { OfProject } from '../storage/database';
import type { ProjectContext } from './context';
import type { ContextEffect } from './contract';

interface EffectRecord extends OfProject {
  id: 'context';
  input: string;
  real: boolean;
  comparison: PassageComparison;
}

const kept = projectCollection<EffectRecord>('evaluations');

/** What is compared: the project's documents, cut as they are and the other way, and who is asked about them. */
export interface Compared {
  examples: readonly Example[];
  chunks: readonly Chunk[];
  /** The chunks without and with titles before the text. */
  cut: (context: boolean) => Promise<Chunk[]>;
  base: BaseModelReference;
  tuned: ModelReference | null;
  /** Fingerprint of all that the result depends on. */
  input: string;
}

/** What titles before the text do to nDCG@10 on the dev questions. */
export class Comparing {
  #record = $state.raw<EffectRecord | null>(null);

  constructor(private readonly context: ProjectContext) {}

  async load(): Promise<void> {
    this.#record = (await kept.get(this.context.id, 'context')) ?? null;
  }

  effect(input: string): ContextEffect | null {
    if (!this.#record) return null;
    const { comparison, real, input: then } = this.#record;
    return { ...comparison, real, stale: then !== input };
  }

  async compare({ examples, chunks, cut, base, tuned, input }: Compared): Promise<void> {
    const { app, workers, jobs, id: projectId } = this.context;
    const runtime = await app.settledRuntime();
    const cancel = () => workers.embed.tell((worker) => worker.cancel());
    await jobs.run('compare', 'documents', { cancel }, async (job) => {
      const setOf = async (context: boolean): Promise<DevSet> => {
        const made = await cut(context);
        const set = toDevSet(followChunks(examples, chunks, made), made);
        if (!set) throw new HoneError('evaluation/no-queries');
        return set;
      };
      const [before, after] = [await setOf(false), await setOf(true)];
      const comparison = await workers.embed.call((worker, listen) =>
        worker.comparePassages(base, tuned, { before, after }, runtime, listen(job.progress)),
      );
      const record: EffectRecord = { projectId, id: 'context', input, real: before.real, comparison };
      await kept.put(record);
      this.#record = record;
    });
  }
}
