import { HoneError } from '../errors/hone-error';
import { dimensionOf } from '../models/dense';
import type { BaseModelReference, LoadedModel } from '../models/types';
import { matryoshkaDimensions, parseArguments } from './arguments';
import { readCheckpoint, readRun, removeRun } from './checkpoints';
import { trainedChoice } from './trained-arguments';
import { Batches, type Guide } from './batches';
import type { DevMeasures } from './dev-measure';
import { lossSettings } from './loss-arguments';
import { misfit, shapeOf, type DataShape } from './losses/fit';
import { TrainerRun } from './trainer-run';
import { jobFingerprint, planRun, samplerStateAt, withEqualNegatives } from './trainer-plan';
import type { SamplerState } from './sampler';
import type { CreateEmbedder } from '../models/encoder-types';
import type { CreateTrainableModel, TrainableModel } from './step-types';
import type { TrainingArguments, TrainJob, TrainProgress, TrainResult } from './types';

/** What the trainer is handed, being above or beside it. */
export interface TrainerParts extends DevMeasures {
  loadModel(reference: BaseModelReference): Promise<LoadedModel>;
  createModel: CreateTrainableModel;
  /** For GISTEmbedLoss' guide: the base model as it is, or another. */
  createEmbedder: CreateEmbedder;
}

/** How often a waiting run says that it is still there. */
const pausedSignMilliseconds = 60_000;

/**
 * Trains one job at a time: steps, dev evaluation at each epoch's end, checkpoints. Can be paused, stopped, or killed: the
 * same job then goes on from its last checkpoint and ends with the weights it would have had.
 */
export class Trainer {
  private control: 'run' | 'pause' | 'stop' = 'run';
  private wake: () => void = () => undefined;

  constructor(private readonly parts: TrainerParts) {}

  /**
   * Throws HoneError 'training/no-examples', 'training/wrong-argument', 'training/not-finite' with `step` (where no
   * checkpoint was kept before; else that one is the result, and this its `problem`), 'storage/quota', and what loading the model or the engine throws.
   */
  async train(job: TrainJob, onProgress: (progress: TrainProgress) => void): Promise<TrainResult> {
    this.control = 'run';
    if (job.examples.length === 0) throw new HoneError('training/no-examples');
    const read = await this.parts.loadModel(job.model);
    const settings = parseArguments(job.arguments, {
      dimensions: matryoshkaDimensions(dimensionOf(read)),
      maxSeqLength: read.maxSeqLength,
      config: read.config,
    });
    const model = settings.prompts ? { ...read, prompts: settings.prompts } : read;
    const examples = withEqualNegatives(job.examples);
    const shape = shapeOf(examples);
    const error = misfit(settings.loss, shape);
    if (error) throw error;
    const plan = planRun(examples, settings);
    const fingerprint = await jobFingerprint(job);
    const inputs = {
      job,
      settings,
      fingerprint,
      plan,
      measures: this.parts,
      model,
      onProgress,
    };
    for (let lostAt = -1; ;) {
      const trainable = await this.createTrainable(model, settings, shape, job);
      const guide = await this.createGuide(model, settings, job);
      const batches = new Batches(examples, model, settings.max_seq_length, guide);
      const run = new TrainerRun({ ...inputs, batches, trainable });
      try {
        await run.begin(
          await earlierSitting(job.runId, fingerprint, (step) => samplerStateAt(step, plan, settings.seed)),
        );
        return await this.drive(run, onProgress);
      } catch (thrown) {
        const diverged = thrown instanceof HoneError && thrown.code === 'training/not-finite';
        const kept = diverged ? run.endedBy(thrown) : null;
        if (kept) return kept;
        // A lost GPU device: a new one goes on from the last checkpoint, as long as that gets further each time.
        const lost = thrown instanceof HoneError && thrown.code === 'engine/backend-unavailable';
        if (!lost || run.step <= lostAt) throw thrown;
        if (lostAt < 0) onProgress({ type: 'device-lost', step: run.step });
        lostAt = run.step;
      } finally {
        await Promise.all([trainable.dispose(), guide?.dispose()]);
      }
    }
  }

  /** After the current step. */
  pause(): void {
    if (this.control === 'run') this.control = 'pause';
  }

  resume(): void {
    if (this.control === 'pause') this.control = 'run';
    this.wake();
  }

  /** After the current step, with a checkpoint. */
  stop(): void {
    this.control = 'stop';
    this.wake();
  }

  private async drive(run: TrainerRun, onProgress: (progress: TrainProgress) => void): Promise<TrainResult> {
    while (!run.finished) {
      // Lets the worker hear `pause` and `stop`: a step on WASM never gives the thread back by itself.
      await new Promise((resolve) => setTimeout(resolve));
      if (this.control === 'pause') {
        await run.checkpoint();
        await this.waitWhilePaused(() => onProgress({ type: 'paused', step: run.step }));
      }
      // Anything may have been asked for while it waited.
      if ((this.control as string) === 'stop') break;
      if ((this.control as string) === 'run') await run.nextStep();
    }
    return run.end();
  }

  private async waitWhilePaused(sign: () => void): Promise<void> {
    while (this.control === 'pause') {
      sign();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pausedSignMilliseconds);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = () => undefined;
  }

  /** GISTEmbedLoss' guide: the model before it was tuned, or the one that is named. */
  private async createGuide(
    model: LoadedModel,
    { loss, guide: reference, max_seq_length }: TrainingArguments,
    { runtime }: TrainJob,
  ): Promise<(Guide & { dispose(): Promise<void> }) | null> {
    if (loss !== 'GISTEmbedLoss') return null;
    const read = reference ? await this.parts.loadModel(reference) : model;
    const embedder = await this.parts.createEmbedder(read, runtime);
    const { tokenizer, prompts, includePrompt, maxSeqLength } = read;
    return {
      tokenizer,
      prompts,
      includePrompt,
      maxLength: reference ? maxSeqLength : max_seq_length,
      dimension: embedder.dimension,
      embed: (sequences, left) => embedder.embed(sequences, left),
      dispose: () => embedder.dispose(),
    };
  }

  private createTrainable(
    model: LoadedModel,
    settings: TrainingArguments,
    shape: DataShape,
    job: TrainJob,
  ): Promise<TrainableModel> {
    return this.parts.createModel(
      model,
      lossSettings(settings, shape),
      {
        weightDecay: settings.weight_decay,
        beta1: settings.adam_beta1,
        beta2: settings.adam_beta2,
        epsilon: settings.adam_epsilon,
        maxGradNorm: settings.max_grad_norm,
      },
      settings.dropout,
      job.runtime,
      trainedChoice(settings, model.config),
    );
  }
}

/**
 * The run's record and last checkpoint where this very job was begun before, and its batches would go on as they began (an
 * update of the app may draw others); else nothing is left of that id.
 */
async function earlierSitting(runId: string, fingerprint: string, samplerAt: (step: number) => SamplerState) {
  const record = await readRun(runId);
  const checkpoint =
    record?.fingerprint === fingerprint ? await readCheckpoint(record.lastCheckpointId) : null;
  if (record && checkpoint) {
    const { step, sampler } = checkpoint.record;
    if (JSON.stringify(sampler) === JSON.stringify(samplerAt(step))) return { record, checkpoint };
  }
  await removeRun(runId);
  return null;
}
