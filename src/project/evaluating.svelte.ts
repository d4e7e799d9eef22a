import type { LabelledRowSet } from '../bundle/contents';
import { HoneError } from '../errors/hone-error';
import type { OnProgress } from '../errors/progress';
import type { Chunk } from '../documents/types';
import type {
  Evaluation,
  EvaluationSet,
  LabelledEvaluation,
  SearchHits,
  SystemName,
  TuneAdvice,
} from '../evaluation/types';
import type { BaseModelReference, ModelReference } from '../models/types';
import type { Example } from '../pairs/types';
import { projectCollection } from '../storage/collection';
import type { OfProject } from '../storage/database';
import type { TrainResult } from '../training/types';
import { stages } from '../../workers/stages';
import type { LabelledTestSet } from '../../workers/types';
import type { ProjectContext } from './context';
import type { JobKind, StepName } from './contract';

interface EvaluationRecord extends OfProject {
  id: 'evaluation';
  evaluation: Evaluation;
}

interface LabelledRecord extends OfProject {
  id: 'labelled';
  evaluations: LabelledEvaluation[];
}

interface AdviceRecord extends OfProject {
  id: 'advice';
  advice: TuneAdvice;
}

const evaluations = projectCollection<EvaluationRecord>('evaluations');
const labelledOnes = projectCollection<LabelledRecord>('evaluations');
const advices = projectCollection<AdviceRecord>('evaluations');

/** What measuring, searching and taking away need to know of the other steps. */
export interface Measured {
  base: BaseModelReference;
  tuned: ModelReference | null;
  chunks: readonly Chunk[];
  /** Fingerprint of the tuned model and of what is searched. */
  input: string;
}

/** What there is to test with. */
interface TestSets {
  search: EvaluationSet;
  labelled: readonly LabelledTestSet[];
}

/** Scores, advice, search and the bundle: everything the embedding worker does for a project. */
export class Evaluating {
  #evaluation = $state.raw<Evaluation | null>(null);
  #labelled = $state.raw<readonly LabelledEvaluation[]>([]);
  #advice = $state.raw<TuneAdvice | null>(null);
  #indexed = '';
  #indexing: Promise<void> | null = null;

  constructor(private readonly context: ProjectContext) {}

  get evaluation(): Evaluation | null {
    return this.#evaluation;
  }

  /** Of rows with labels, and of triplets. */
  get labelled(): readonly LabelledEvaluation[] {
    return this.#labelled;
  }

  get advice(): TuneAdvice | null {
    return this.#advice;
  }

  async load(): Promise<void> {
    const { id } = this.context;
    const [evaluation, labelled, advice] = await Promise.all([
      evaluations.get(id, 'evaluation'),
      labelledOnes.get(id, 'labelled'),
      advices.get(id, 'advice'),
    ]);
    this.#evaluation = evaluation?.evaluation ?? null;
    this.#labelled = labelled?.evaluations ?? [];
    this.#advice = advice?.advice ?? null;
  }

  async advise(set: EvaluationSet, base: BaseModelReference): Promise<void> {
    if (set.queries.length === 0) throw new HoneError('evaluation/no-queries');
    const { app, workers } = this.context;
    const runtime = await app.settledRuntime();
    const advice = await this.#job('advise', 'evaluate', (progress) =>
      workers.embed.call((worker, listen) => worker.advise(base, set, runtime, listen(progress))),
    );
    await advices.put({ projectId: this.context.id, id: 'advice', advice });
    this.#advice = advice;
  }

  /** Questions against all passages, rows with labels and triplets: what there is of them. */
  async evaluate(
    { search, labelled }: TestSets,
    base: BaseModelReference,
    tuned: ModelReference | null,
    dimensions: number[],
    input: string,
  ): Promise<void> {
    const asks = search.queries.length > 0;
    if (!asks && labelled.length === 0) throw new HoneError('evaluation/no-queries');
    const { app, workers, record, id: projectId } = this.context;
    const runtime = await app.settledRuntime();
    const { evaluation, rows } = await this.#job('evaluate', 'evaluate', async (progress) => {
      const texts = labelled.map(({ examples, known }) => examples.length + known.length);
      const asked = search.queries.length + search.corpus.length;
      const [onSearch, ...onLabelled] = stages(progress, [asks ? asked : 0, ...texts]);
      const rows: LabelledEvaluation[] = [];
      for (const [at, set] of labelled.entries())
        rows.push(
          await workers.embed.call((worker, listen) =>
            worker.evaluateLabelled(base, tuned, set, dimensions, runtime, listen(onLabelled[at]!)),
          ),
        );
      if (!asks) return { evaluation: null, rows };
      const evaluation = await workers.embed.call((worker, listen) =>
        worker.evaluate(base, tuned, search, dimensions, runtime, listen(onSearch!)),
      );
      return { evaluation, rows };
    });
    if (evaluation) await evaluations.put({ projectId, id: 'evaluation', evaluation });
    else await evaluations.remove(projectId, ['evaluation']);
    await labelledOnes.put({ projectId, id: 'labelled', evaluations: rows });
    await record.noteInput('evaluate', input);
    this.#evaluation = evaluation;
    this.#labelled = rows;
  }

  async search(
    query: string,
    systems: SystemName[],
    dimension: number,
    top: number,
    measured: Measured,
  ): Promise<SearchHits> {
    const { embed } = this.context.workers;
    if (measured.chunks.length === 0 || !query.trim()) return {};
    if (this.#indexed !== this.#indexKey(measured)) {
      this.#indexing ??= this.#index(measured).finally(() => {
        this.#indexing = null;
      });
      await this.#indexing;
    }
    const known = measured.tuned ? systems : systems.filter((name) => !name.includes('tuned'));
    return embed.call((worker) => worker.search(query, known, dimension, top));
  }

  #indexKey({ input }: Measured): string {
    return `${this.context.workers.embed.generation} ${input}`;
  }

  async #index(measured: Measured): Promise<void> {
    const { app, workers, record } = this.context;
    const runtime = await app.settledRuntime();
    // Should the worker be another one at the end, its index is not there.
    const key = this.#indexKey(measured);
    await this.#job('index', 'use', (progress) =>
      workers.embed.call((worker, listen) =>
        worker.index(measured.base, measured.tuned, [...measured.chunks], runtime, listen(progress)),
      ),
    );
    await record.noteInput('use', measured.input);
    this.#indexed = key;
  }

  async bundle(
    dimension: number,
    measured: Measured,
    examples: Example[],
    rows: LabelledRowSet | null,
    training: TrainResult | null,
  ): Promise<Blob> {
    const { app, workers, record } = this.context;
    const runtime = await app.settledRuntime();
    const request = {
      projectName: record.current.name,
      model: measured.tuned ?? measured.base,
      chunks: [...measured.chunks],
      examples,
      rows,
      evaluation: this.#evaluation,
      labelled: [...this.#labelled],
      training,
      dimension,
    };
    const zip = await this.#job('bundle', 'use', (progress) =>
      workers.embed.call((worker, listen) => worker.bundle(request, runtime, listen(progress))),
    );
    this.context.notices.say('bundle-ready');
    return zip;
  }

  #job<T>(kind: JobKind, step: StepName, work: (progress: OnProgress) => Promise<T>): Promise<T> {
    const cancel = () => this.context.workers.embed.tell((worker) => worker.cancel());
    return this.context.jobs.run(kind, step, { cancel }, (job) => work(job.progress));
  }
}
