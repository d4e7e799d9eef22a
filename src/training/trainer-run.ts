import { HoneError, asHoneError } from '../errors/hone-error';
import type { LoadedModel } from '../models/types';
import type { Batches } from './batches';
import {
  checkpointRecord,
  keepWithinQuota,
  keepRun,
  readCheckpointWeights,
  type Checkpoint,
  type RunRecord,
} from './checkpoints';
import { isLabelled, isMeasurable, measureDev, type DevMeasures } from './dev-measure';
import { isPatienceOver } from './early-stopping';
import { measureMixes } from './mix-scores';
import { learningRateAt } from './schedule';
import type { TrainableModel, TrainingBatch } from './step-types';
import { TrainerClock } from './trainer-clock';
import { samplerStateAt, type Plan } from './trainer-plan';
import type {
  DevLog,
  MixLog,
  StepLog,
  TrainingArguments,
  TrainJob,
  TrainProgress,
  TrainResult,
} from './types';

export interface TrainerRunInput {
  job: TrainJob;
  settings: TrainingArguments;
  fingerprint: string;
  plan: Plan;
  batches: Batches;
  model: LoadedModel;
  trainable: TrainableModel;
  measures: DevMeasures;
  onProgress: (progress: TrainProgress) => void;
}

/** One sitting of a run: its steps, dev evaluations and checkpoints, from wherever it stands. */
export class TrainerRun {
  step = 0;
  private steps: StepLog[] = [];
  private dev: DevLog[] = [];
  private best: RunRecord['best'] = null;
  /** The best weights so far, not yet kept as a checkpoint. */
  private better: { step: number; ndcg: number } | null = null;
  private lastCheckpointId = '';
  private checkpointStep = -1;
  private secondsBefore = 0;
  private mixes: MixLog[] | null = null;
  private readonly started = performance.now();
  private readonly clock = new TrainerClock();

  constructor(private readonly input: TrainerRunInput) {}

  get finished(): boolean {
    return this.step >= this.input.plan.totalSteps || this.stoppedEarly;
  }

  /** Whether early stopping ended the run; follows from the dev curve, so that a resumed run stops where the first did. */
  private get stoppedEarly(): boolean {
    const {
      early_stopping_patience: patience,
      early_stopping_threshold: threshold,
      metric_dim,
    } = this.input.settings;
    const scores = this.dev.filter(({ epoch }) => epoch > 0).map(({ ndcg }) => ndcg[metric_dim]!);
    return patience !== null && isPatienceOver(scores, patience, threshold);
  }

  /** Takes up an earlier sitting's state, or measures the base model as the dev curve's first point. */
  async begin(earlier: { record: RunRecord; checkpoint: Checkpoint } | null): Promise<void> {
    const { trainable, plan, onProgress } = this.input;
    if (earlier) {
      const { record, checkpoint } = earlier;
      await trainable.load(checkpoint.weights, checkpoint.optimizer);
      this.step = checkpoint.record.step;
      this.checkpointStep = this.step;
      this.lastCheckpointId = record.lastCheckpointId;
      this.steps = record.steps;
      this.dev = record.dev;
      this.best = record.best;
      this.secondsBefore = record.seconds;
      // Where the run goes on, its end will have others.
      if (this.finished) this.mixes = record.mixes ?? null;
    }
    const { backend, threads } = trainable;
    onProgress({ type: 'start', totalSteps: plan.totalSteps, fromStep: this.step, backend, threads });
    if (!earlier) await this.evaluate(0);
  }

  async nextStep(): Promise<void> {
    const { job, settings, plan, batches, trainable, onProgress } = this.input;
    const { epoch, batch } = samplerStateAt(this.step, plan, settings.seed);
    const steps = plan.epochs[epoch]!;
    const step = this.step + 1;
    const lr = learningRateAt(step, {
      type: settings.lr_scheduler_type,
      learningRate: settings.learning_rate,
      kwargs: settings.lr_scheduler_kwargs,
      warmupRatio: settings.warmup_ratio,
      warmupSteps: settings.warmup_steps,
      totalSteps: plan.totalSteps,
    });
    const began = performance.now();
    const accumulated: TrainingBatch[] = [];
    for (const examples of steps[batch]!) accumulated.push(await batches.of(examples));
    const result = await trainable
      .step(accumulated, { learningRate: lr, step, dropoutSeed: settings.seed })
      .catch((thrown: unknown) => {
        throw atStep(thrown, step);
      });
    const seconds = (performance.now() - began) / 1000;
    this.step = step;
    this.clock.step(seconds);
    const log: StepLog = {
      step,
      epoch: epoch + (batch + 1) / steps.length,
      loss: result.loss,
      lr,
      grad_norm: result.gradNorm,
      seconds,
      tokens: result.tokens,
    };
    this.steps.push(log);
    const { microBatchTokens } = result;
    if (microBatchTokens !== undefined) onProgress({ type: 'memory-short', step, microBatchTokens });
    const evaluationsLeft = job.dev && isMeasurable(job.dev) ? plan.epochs.length - epoch : 0;
    const secondsLeft = this.clock.secondsLeft(plan.totalSteps - step, evaluationsLeft);
    onProgress({ type: 'step', totalSteps: plan.totalSteps, secondsLeft, ...log });

    const epochEnds = batch + 1 === steps.length;
    const keeps = epochEnds || step % settings.save_steps === 0 || this.clock.checkpointDue();
    if (keeps) await this.checkVectors(accumulated[0]!.columns[0]!.slice(0, 1));
    if (epochEnds) await this.evaluate(epoch + 1);
    if (keeps) await this.checkpoint();
  }

  /** Weights that no longer give numbers must not take a good checkpoint's place. Throws 'training/not-finite'. */
  private async checkVectors(texts: number[][]): Promise<void> {
    const vectors = await this.input.trainable.embed(texts);
    if (!vectors.every(Number.isFinite)) throw new HoneError('training/not-finite', { step: this.step });
  }

  /**
   * How a run ends that cannot go on, with what it last kept as its result; null where it has kept nothing yet.
   * Gives the state of that checkpoint, not of the steps after it.
   */
  endedBy({ code, parameters }: HoneError): TrainResult | null {
    if (this.checkpointStep < 0) return null;
    return { ...this.result(this.checkpointStep), stopped: true, problem: { code, parameters } };
  }

  /**
   * Keeps weights, optimizer, sampler and logs, unless this step's are kept already. A full disk is said and training goes on
   * from the checkpoint before; `last` is thrown, for without it the result itself would be lost.
   */
  async checkpoint({ last = false } = {}): Promise<void> {
    if (this.checkpointStep === this.step) return;
    const { job, settings, plan, trainable, onProgress } = this.input;
    const began = performance.now();
    const sampler = samplerStateAt(this.step, plan, settings.seed);
    const optimizer = await trainable.optimizerState();
    const record = checkpointRecord(job.runId, this.step, sampler, await trainable.weights(), optimizer);
    const best = this.better?.step === this.step;
    const picked = this.better && best ? { checkpointId: record.id, ndcg: this.better.ndcg } : this.best;
    try {
      await keepWithinQuota(record, this.runRecord(record.id, picked));
    } catch (thrown) {
      const { code } = asHoneError(thrown);
      if (code !== 'storage/quota' || last) throw thrown;
      onProgress({ type: 'warning', code });
      return;
    } finally {
      this.clock.checkpointed((performance.now() - began) / 1000);
    }
    this.best = picked;
    this.lastCheckpointId = record.id;
    this.checkpointStep = this.step;
    onProgress({ type: 'checkpoint', checkpointId: record.id, step: this.step, best });
  }

  /** Keeps what is not kept yet and says how the run ended. */
  async end(): Promise<TrainResult> {
    await this.checkpoint({ last: true });
    this.mixes ??= await this.measureMixes(this.checkpointId);
    return this.result(this.step);
  }

  /** The best by the dev questions; the last where there are none. */
  private get checkpointId(): string {
    return this.best?.checkpointId ?? this.lastCheckpointId;
  }

  private result(step: number): TrainResult {
    return {
      checkpointId: this.checkpointId,
      mixes: this.mixes ?? [],
      step,
      totalSteps: this.input.plan.totalSteps,
      stopped: !this.finished,
      stoppedEarly: this.stoppedEarly && this.step < this.input.plan.totalSteps,
      steps: this.steps,
      dev: this.dev,
      seconds: this.seconds,
      arguments: this.input.settings,
    };
  }

  private async measureMixes(checkpointId: string): Promise<MixLog[]> {
    const { model, trainable } = this.input;
    if (this.dev.length < 2) return [];
    const mixes = await measureMixes(
      this.dev,
      Number(checkpointId.split('@').at(-1)),
      model.weights,
      await readCheckpointWeights(checkpointId),
      trainable,
      () => this.measure(),
    );
    await keepRun({ ...this.runRecord(this.lastCheckpointId, this.best), mixes });
    return mixes;
  }

  private get seconds(): number {
    return this.secondsBefore + (performance.now() - this.started) / 1000;
  }

  private runRecord(lastCheckpointId: string, best: RunRecord['best']): RunRecord {
    const { job, fingerprint, plan } = this.input;
    return {
      id: job.runId,
      fingerprint,
      totalSteps: plan.totalSteps,
      lastCheckpointId,
      best,
      steps: this.steps,
      dev: this.dev,
      seconds: this.seconds,
    };
  }

  /** Measures the dev set, and marks this step's weights as `better` where they are the best so far. */
  private async evaluate(epoch: number): Promise<void> {
    const { job, settings, onProgress } = this.input;
    const began = performance.now();
    const scores = await this.measure();
    if (!scores || !job.dev) return;
    this.clock.evaluated((performance.now() - began) / 1000);
    const metric = isLabelled(job.dev) ? { metric: job.dev.metric } : {};
    const log: DevLog = { step: this.step, epoch, ndcg: scores, ...metric };
    this.dev.push(log);
    onProgress({ type: 'dev', ...log });
    const score = scores[settings.metric_dim]!;
    // The base model's own score is shown, but only trained weights are a checkpoint.
    if (epoch > 0 && (this.best === null || score > this.best.ndcg)) {
      this.better = { step: this.step, ndcg: score };
    }
  }

  /** Scores of the dev set by the weights as they are; null where there is none. */
  private async measure(): Promise<DevLog['ndcg'] | null> {
    const { job, settings, model, trainable, batches, measures } = this.input;
    if (!job.dev || !isMeasurable(job.dev)) return null;
    return measureDev(job.dev, { model, trainable, settings, measures, trained: batches.examples });
  }
}

/** The engine's error with the step it happened at. */
function atStep(thrown: unknown, step: number): HoneError {
  const error = asHoneError(thrown);
  return error.code === 'training/not-finite'
    ? new HoneError(error.code, { step }, { cause: thrown })
    : error;
}
