import { HoneError, asHoneError } from '../errors/hone-error';
import type { RuntimeOptions } from '../engine/types';
import type { ModelReference } from '../models/types';
import { projectCollection } from '../storage/collection';
import type { OfProject } from '../storage/database';
import { removeRun } from '../training/checkpoints';
import type { TrainingExample, TrainJob, TrainProgress, TrainResult } from '../training/types';
import type { ProjectContext } from './context';
import type { TrainingRun } from './contract';
import { idSet } from './ids';
import type { DatasetKind } from './labelled-contract';
import type { RunningJob } from './jobs.svelte';
import { Paced } from './paced';
import { RunChannel } from './run-channel';

interface RunRecord extends OfProject {
  id: 'run';
  run: TrainingRun;
  /** What it was started with, so that it can go on exactly; texts and all. */
  job: TrainJob;
  /** The fingerprint of what it was started with. */
  input: string;
}

export interface TrainingPlan {
  job: Omit<TrainJob, 'runId' | 'runtime'>;
  input: string;
  dataset: DatasetKind;
  trainedOnRules: boolean;
}

type TrainStep = Extract<TrainProgress, { type: 'step' }>;

const records = projectCollection<RunRecord>('evaluations');

/** The one training run of a project: started, paused, stopped, and gone on with after a closed tab. */
export class Training {
  #record = $state.raw<RunRecord | null>(null);
  #starting = false;

  readonly #channel: RunChannel;

  constructor(private readonly context: ProjectContext) {
    this.#channel = new RunChannel(
      context.id,
      () => (context.openElsewhere ? null : { run: this.run }),
      (run) => this.#show(run),
    );
  }

  readonly run: TrainingRun | null = $derived(this.#record?.run ?? null);
  /** The best checkpoint of a run that ended, averaged with the base by `mix`. */
  readonly tuned: ModelReference | null = $derived.by(() => {
    const { mix } = this.context.record.current;
    const record = this.#record;
    const checkpointId = record?.run.result?.checkpointId;
    return record && checkpointId ? { kind: 'tuned', base: record.job.model, checkpointId, mix } : null;
  });

  /** The questions that the tuned model was trained on or chosen by; none before there is one. */
  get seen(): ReadonlySet<string> {
    const record = this.#record;
    if (!record?.run.result) return idSet([]);
    const { examples, dev } = record.job;
    return idSet([
      ...examples.map(({ anchor }) => anchor),
      ...(dev && 'queries' in dev ? dev.queries.map(({ text }) => text) : []),
    ]);
  }

  /** What the tuned model was trained on or chosen by, question and passage or row by row; none before there is one. */
  get seenExamples(): readonly TrainingExample[] {
    const record = this.#record;
    if (!record?.run.result) return [];
    const { examples, dev } = record.job;
    return [...examples, ...(dev && 'metric' in dev ? dev.examples : [])];
  }

  async load(): Promise<void> {
    const record = await records.get(this.context.id, 'run');
    if (!record) return;
    const { state } = record.run;
    const cut = state === 'running' || state === 'paused';
    this.#record = cut ? { ...record, run: { ...record.run, state: 'interrupted' } } : record;
  }

  /** Another tab has the project: its run is shown here as it goes. */
  watch(): void {
    this.#channel.ask();
  }

  #show(run: TrainingRun | null): void {
    if (this.#record && run) this.#record = { ...this.#record, run };
    // Begun there after this tab was opened: what it was started with is not needed to show it.
    else if (run) void this.context.notices.attempt(() => this.load());
  }

  /** The tab that trained was closed: the run that was seen at work goes on here. */
  async takeOver(seen: TrainingRun | null): Promise<void> {
    const live = seen?.state === 'running' || seen?.state === 'paused';
    if (live && this.run?.runId === seen?.runId && this.run?.state === 'interrupted') await this.resume();
  }

  /** The project is closed. */
  end(): void {
    this.#channel.close();
  }

  async start(plan: TrainingPlan): Promise<void> {
    if (plan.job.examples.length === 0) throw new HoneError('training/no-examples');
    if (this.#starting || this.context.jobs.isRunning('train')) return;
    await this.#alone(async () => {
      // Some browsers ask the person; training does not wait for the answer.
      void this.context.app.requestPersistence();
      const runtime = await this.context.app.settledRuntime();
      await this.#startWith(plan, runtime);
    });
    await this.#train();
  }

  async #startWith(
    { job, input, dataset, trainedOnRules }: TrainingPlan,
    runtime: RuntimeOptions,
  ): Promise<void> {
    const runId = crypto.randomUUID();
    const run: TrainingRun = {
      runId,
      dataset,
      state: 'running',
      arguments: job.arguments,
      step: 0,
      totalSteps: 0,
      epoch: 0,
      steps: [],
      dev: [],
      devIsReal: job.dev !== null && (!('real' in job.dev) || job.dev.real),
      backend: null,
      threads: 0,
      secondsLeft: null,
      result: null,
      trainedOnRules,
    };
    const past = this.#record?.run.runId;
    await this.#keep({ projectId: this.context.id, id: 'run', run, job: { ...job, runId, runtime }, input });
    if (past) await removeRun(past);
  }

  /** From the last checkpoint, with what the run was started with. */
  async resume(): Promise<void> {
    const record = this.#record;
    if (!record || record.run.state === 'finished') return;
    if (this.#starting || this.context.jobs.isRunning('train')) return;
    const { error: _past, ...run } = record.run;
    await this.#alone(() => this.#keep({ ...record, run: { ...run, state: 'running', result: null } }));
    this.context.notices.say('training-resumed', { step: run.step });
    await this.#train();
  }

  /** There is no job yet that would refuse a second start. */
  async #alone(work: () => Promise<void>): Promise<void> {
    this.#starting = true;
    try {
      await work();
    } finally {
      this.#starting = false;
    }
  }

  stop(): void {
    this.context.workers.train.tell((worker) => worker.stop());
  }

  async #train(): Promise<void> {
    const { train } = this.context.workers;
    const controls = {
      pause: () => train.tell((worker) => worker.pause()),
      resume: () => {
        this.#change({ state: 'running' });
        train.tell((worker) => worker.resume());
      },
      cancel: () => this.stop(),
    };
    try {
      const result = await this.context.jobs.run('train', 'train', controls, (job) => this.#untilDone(job));
      await this.#finished(result);
    } catch (thrown) {
      // A closed project's run is found interrupted when it is opened again.
      if (this.context.closed) throw thrown;
      const { code, parameters } = asHoneError(thrown);
      // Its memory is full and may be broken: the next run gets a new one.
      if (code === 'engine/out-of-memory') train.end();
      const failed = { state: code === 'cancelled' ? 'stopped' : 'failed', secondsLeft: null } as const;
      this.#change(code === 'cancelled' ? failed : { ...failed, error: { code, parameters } });
      await this.#save();
      throw thrown;
    }
  }

  /** A worker lost for want of memory goes on from its checkpoint, as long as that gets further each time. */
  async #untilDone(job: RunningJob): Promise<TrainResult> {
    const steps = new Paced<TrainStep>((lot) => this.#hearSteps(lot, job));
    const hear = (progress: TrainProgress) => {
      if (progress.type === 'step') return steps.add(progress);
      steps.flush();
      this.#hear(progress, job);
    };
    for (let lostAt = -1; ;) {
      const record = this.#record;
      if (!record) throw new HoneError('cancelled');
      try {
        return await this.context.workers.train.call((worker, listen) =>
          worker.train(record.job, listen(hear)),
        );
      } catch (thrown) {
        steps.flush();
        const step = this.run?.step ?? 0;
        if (asHoneError(thrown).code !== 'worker/lost' || step <= lostAt) throw thrown;
        lostAt = step;
      }
    }
  }

  /** Nothing is stored: the steps between two checkpoints would be done again. */
  #hearSteps(lot: TrainStep[], job: RunningJob): void {
    const run = this.run;
    const first = lot[0];
    const last = lot.at(-1);
    // A message may come by its own channel after the result.
    if (!run || run.result || !first || !last) return;
    const { totalSteps, secondsLeft, step, epoch } = last;
    const steps = [
      ...run.steps.filter((log) => log.step < first.step),
      ...lot.map(({ type: _type, totalSteps: _total, secondsLeft: _left, ...log }) => log),
    ];
    this.#change({ totalSteps, secondsLeft, step, epoch, steps });
    job.setFraction(step / Math.max(1, totalSteps));
    job.secondsLeft = secondsLeft;
  }

  #hear(progress: Exclude<TrainProgress, TrainStep>, job: RunningJob): void {
    const run = this.run;
    if (!run || run.result) return;
    switch (progress.type) {
      case 'start': {
        const { totalSteps, fromStep, backend, threads } = progress;
        // What was done after the checkpoint is done again.
        const steps = run.steps.filter(({ step }) => step <= fromStep);
        const dev = run.dev.filter(({ step }) => step <= fromStep);
        this.#change({ totalSteps, step: fromStep, backend, threads, steps, dev });
        job.setFraction(totalSteps > 0 ? fromStep / totalSteps : 0);
        break;
      }
      case 'dev': {
        const { type: _type, ...log } = progress;
        this.#change({ dev: [...run.dev.filter(({ step }) => step < log.step), log] });
        break;
      }
      case 'paused':
        this.#change({ state: 'paused', secondsLeft: null });
        break;
      case 'device-lost':
        this.context.notices.say('device-lost');
        return;
      case 'memory-short':
        this.context.notices.say('memory-short', { step: progress.step, tokens: progress.microBatchTokens });
        return;
      case 'warning':
        this.context.notices.fail(new HoneError(progress.code));
        return;
      case 'checkpoint':
        this.context.app.storageChanged();
        break;
    }
    this.#save().catch((error: unknown) => this.context.notices.fail(error));
  }

  async #finished(result: TrainResult): Promise<void> {
    const record = this.#record;
    if (!record) return;
    const run: TrainingRun = {
      ...record.run,
      state: result.stopped ? 'stopped' : 'finished',
      step: result.step,
      totalSteps: result.totalSteps,
      steps: result.steps,
      dev: result.dev,
      secondsLeft: null,
      result,
      ...(result.problem && { error: result.problem }),
    };
    await this.context.record.change(({ inputs }) => ({
      mix: run.trainedOnRules ? 0.5 : 1,
      inputs: { ...inputs, train: record.input },
    }));
    await this.#keep({ ...record, run });
    const { problem } = result;
    if (problem) this.context.notices.fail(new HoneError(problem.code, problem.parameters));
    else this.context.notices.say('training-finished', { steps: result.step });
  }

  #change(change: Partial<TrainingRun>): void {
    if (this.#record) this.#record = { ...this.#record, run: { ...this.#record.run, ...change } };
    this.#channel.changed();
  }

  async #save(): Promise<void> {
    if (this.#record) await records.put(this.#record);
  }

  async #keep(record: RunRecord): Promise<void> {
    await records.put(record);
    this.#record = record;
    this.#channel.changed();
  }
}

/** Deletes a removed project's checkpoints, which are kept under the run's id. */
export async function removeRuns(projectId: string): Promise<void> {
  const record = await records.get(projectId, 'run');
  if (record) await removeRun(record.run.runId);
}
