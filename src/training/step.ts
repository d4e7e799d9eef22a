import type { Value } from '../engine/ort';
import { Runtime } from '../engine/runtime';
import { HoneError } from '../errors/hone-error';
import { dimensionOf } from '../models/dense';
import { embedWith } from '../models/embedder';
import { checkWeights, Encoder } from '../models/encoder';
import type { EncoderModel } from '../models/encoder-types';
import { mergedWeights } from '../models/lora';
import { learningInputs, modelWeights, trainedWeights, type TrainedParts } from '../models/trained-parts';
import type { Weights } from '../models/types';
import { initialAdapters } from './adapters';
import { BatchLoss, type Draw } from './batch-loss';
import { BatchPasses } from './batch-passes';
import { LossScale } from './loss-scale';
import { dropoutMasks } from './dropout';
import type { LossBatch } from './losses/loss';
import { LOSS_PREFIX } from './losses/own-weights';
import type { LossSettings } from './losses/settings';
import { AdamW, clipFactor, copyOf } from './optimizer';
import {
  wholeModel,
  type CreateTrainableModel,
  type OptimizerSettings,
  type OptimizerState,
  type StepOptions,
  type StepResult,
  type TrainableModel,
  type TrainingBatch,
} from './step-types';
import { asMemoryError, fitsOneMemory, keptBudget, StepMemory } from './step-memory';
import { LayerRows } from './text-rows';

/** Gradients of a whole batch by parameter name, with the loss; `free` them when done. */
export interface Gradients {
  loss: number;
  tokens: number;
  microBatches: number;
  /** Most bytes held at once between the passes forward and backward. */
  peakBytes: number;
  sums: Map<string, Value>;
}

/** A BERT model in training: see TrainableModel. */
export class TrainableBert implements TrainableModel {
  readonly dimension: number;
  readonly backend;
  readonly threads;
  private readonly loss: BatchLoss;
  private readonly encoder: Encoder;
  private readonly optimizer: AdamW;
  private readonly memory: StepMemory;
  /** In mixed precision. */
  private scale: LossScale | null;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly model: EncoderModel,
    lossSettings: LossSettings,
    private readonly settings: OptimizerSettings,
    private readonly parts: TrainedParts,
    more: { keptBytes?: number; adapters?: Weights } = {},
  ) {
    this.dimension = dimensionOf(model);
    this.backend = runtime.backend;
    this.threads = runtime.threads;
    this.loss = new BatchLoss(runtime, lossSettings, this.dimension, learningInputs(model.config, parts));
    this.encoder = new Encoder(runtime, model, parts, more.adapters);
    for (const [name, { data, shape }] of this.loss.own)
      this.encoder.parameters.set(name, runtime.floats(data.slice(), shape));
    this.optimizer = new AdamW(runtime, this.encoder.parameters, this.trained, settings);
    this.scale = parts.halfProducts ? new LossScale() : null;
    this.memory = new StepMemory(more.keptBytes ?? keptBudget(runtime.room, trainedWeights(model, parts)));
  }

  /** Names of all that steps change: the encoder's, and the loss's own. */
  private get trained(): string[] {
    return [...this.encoder.trained, ...this.loss.own.keys()];
  }

  embed(sequences: number[][], left?: number): Promise<Float32Array> {
    return this.inTurn(() => embedWith(this.encoder, this.model, sequences, left));
  }

  step(accumulated: readonly TrainingBatch[], options: StepOptions): Promise<StepResult> {
    return this.inTurn(async () => {
      const before = this.memory.microBatchTokens;
      const { loss, tokens, sums, sumNorm } = await this.finite(accumulated, options);
      // The gradient is the batches' mean: they are summed, and the factor joins the clipping's, as does the loss scale.
      const share = 1 / accumulated.length / (this.scale?.scale ?? 1);
      const gradNorm = share * sumNorm;
      try {
        if (!Number.isFinite(loss) || !Number.isFinite(gradNorm)) {
          throw new HoneError('training/not-finite', { step: options.step });
        }
        const clip = share * clipFactor(gradNorm, this.settings.maxGradNorm);
        await this.optimizer.step(sums, clip, options.learningRate, options.step);
        this.scale?.stepped();
      } finally {
        this.runtime.free(sums.values());
      }
      await this.runtime.settle();
      const { microBatchTokens } = this.memory;
      return { loss, gradNorm, tokens, ...(microBatchTokens < before && { microBatchTokens }) };
    });
  }

  /** The sums; in mixed precision again by half the loss scale until they are numbers. */
  private async finite(accumulated: readonly TrainingBatch[], options: StepOptions) {
    for (;;) {
      const found = await this.memory.fit(() => this.summed(accumulated, options));
      if (Number.isFinite(found.loss + found.sumNorm) || !this.scale?.shrink()) return found;
      this.runtime.free(found.sums.values());
    }
  }

  /** Sums of the gradients of a step's batches with their norm, and the batches' mean loss; nothing is left when it fails. */
  private async summed(
    accumulated: readonly TrainingBatch[],
    options: StepOptions,
  ): Promise<Gradients & { sumNorm: number }> {
    const total: Gradients = { loss: 0, tokens: 0, microBatches: 0, peakBytes: 0, sums: new Map() };
    try {
      for (const batch of accumulated) {
        const part = await this.gradients(batch, options, total);
        total.loss += part.loss / accumulated.length;
        total.tokens += part.tokens;
        total.microBatches += part.microBatches;
      }
      return { ...total, sumNorm: await this.runtime.kernels.norm([...total.sums.values()]) };
    } catch (error) {
      this.runtime.free(total.sums.values());
      throw error;
    }
  }

  /**
   * Loss and gradients of a batch without a step, in mixed precision times the loss scale; for tests, and the first half of one. Added to the gradients of what came
   * `before` in the same step, whose micro-batches drew the dropout masks before this one's.
   */
  async gradients(
    { columns, left = [], ...batch }: TrainingBatch,
    options: Draw,
    before: Pick<Gradients, 'microBatches' | 'sums'> = { microBatches: 0, sums: new Map() },
  ): Promise<Gradients> {
    const n = columns[0]?.length ?? 0;
    if (n === 0 || columns.some((column) => column.length !== n)) {
      const lengths = columns.map(({ length }) => length).join(', ');
      throw new HoneError('engine/shape', { message: `columns of ${lengths} texts` });
    }
    const width = this.dimension;
    const { dropoutSeed, step } = options;
    const masksOf = (microBatch: number) =>
      dropoutMasks(dropoutSeed, step, before.microBatches + microBatch, this.parts.dropout);
    const texts = {
      sequences: columns.flat(),
      left: columns.flatMap((column, i) => column.map(() => left[i] ?? 0)),
    };
    const passes = new BatchPasses(this.encoder, this.model, texts, masksOf, this.memory);
    const vectors = new LayerRows(this.runtime, columns.length * n, width, this.loss.layersOf(options));
    try {
      await passes.forward(vectors);
      const { sums } = before;
      const { loss, dTexts } = await this.lossOf(
        vectors,
        columns.length,
        { rows: n, ...batch },
        options,
        sums,
      );
      await passes.backward(dTexts, sums);
      dTexts.free();
      const { tokens, microBatches, peakBytes } = passes;
      return { loss, tokens, microBatches, peakBytes, sums };
    } catch (error) {
      passes.release();
      throw error;
    }
  }

  /** The loss of a batch's texts, whose rows it frees, and its gradients; those of its own weights go into `sums`. */
  private async lossOf(
    texts: LayerRows,
    count: number,
    batch: LossBatch,
    draw: Draw,
    sums: Map<string, Value>,
  ): Promise<{ loss: number; dTexts: LayerRows }> {
    const own = Object.fromEntries(
      [...this.loss.own.keys()].map((name) => [
        name.slice(LOSS_PREFIX.length),
        this.encoder.parameters.get(name)!,
      ]),
    );
    const { loss, gradients, parameters } = await this.loss.run(
      texts,
      count,
      batch,
      draw,
      own,
      this.scale?.scale,
    );
    for (const [name, part] of parameters) {
      const sum = sums.get(LOSS_PREFIX + name);
      sums.set(LOSS_PREFIX + name, sum ? await this.runtime.kernels.accumulate(sum, part) : part);
    }
    return { loss, dTexts: gradients };
  }

  weights(): Promise<Weights> {
    return this.inTurn(async () => {
      const { runtime, encoder, model } = this;
      const trained: Weights = new Map();
      for (const name of this.trained)
        trained.set(name, await copyOf(runtime, encoder.parameters.get(name)!));
      const { lora } = this.parts;
      const changed = new Map([...trained, ...(lora ? mergedWeights(model.weights, trained, lora) : [])]);
      const copy: Weights = new Map();
      for (const [name, { shape, data }] of model.weights) {
        const weight = changed.get(name);
        if (weight) copy.set(name, weight);
        // What the encoder does not use is handed on, what is frozen is not.
        else if (!encoder.parameters.has(name)) copy.set(name, { shape: [...shape], data: data.slice() });
      }
      return new Map([...copy, ...changed]);
    });
  }

  optimizerState(): Promise<OptimizerState> {
    return this.inTurn(async () => {
      const state = await this.optimizer.state();
      return this.scale ? { ...state, lossScale: this.scale.state } : state;
    });
  }

  load(weights: Weights, optimizer?: OptimizerState): Promise<void> {
    return this.inTurn(async () => {
      const shapes = trainedWeights(this.model, this.parts);
      checkWeights(shapes, weights);
      for (const [name, shape] of Object.entries(shapes)) {
        this.encoder.parameters.get(name)?.dispose();
        this.encoder.parameters.set(name, this.runtime.floats(weights.get(name)!.data.slice(), shape));
      }
      for (const [name, { data, shape }] of this.loss.own) {
        this.encoder.parameters.get(name)?.dispose();
        const kept = weights.get(name)?.data ?? data;
        this.encoder.parameters.set(name, this.runtime.floats(kept.slice(), shape));
      }
      await Promise.resolve(this.optimizer.reset(optimizer));
      if (this.scale) this.scale = new LossScale(optimizer?.lossScale);
    });
  }

  dispose(): Promise<void> {
    return this.inTurn(async () => {
      this.optimizer.dispose();
      await this.encoder.dispose();
    });
  }

  /** Calls queue up: a step must not see half of another. */
  private inTurn<T>(job: () => Promise<T>): Promise<T> {
    const result = this.turn.then(job).catch((error: unknown) => {
      throw asMemoryError(error);
    });
    this.turn = result.catch(() => undefined);
    return result;
  }
}

export const createTrainableModel: CreateTrainableModel = async (
  model,
  loss,
  optimizer,
  dropout,
  options,
  { freezeEmbeddings, freezeLayers, lora, seed, halfProducts } = wholeModel,
) => {
  const { config } = model;
  const parts: TrainedParts = {
    embeddings: !freezeEmbeddings,
    firstLayer: freezeLayers,
    lora,
    halfProducts,
    dropout: {
      hidden: dropout ?? config.hidden_dropout_prob,
      attention: dropout ?? config.attention_probs_dropout_prob,
      adapters: lora?.dropout ?? 0,
    },
  };
  const fits = fitsOneMemory(modelWeights(model), trainedWeights(model, parts));
  const runtime = await Runtime.create(fits ? options : { ...options, kernels: 'onnxruntime' });
  if (halfProducts && !runtime.halfPrecision) {
    await runtime.dispose();
    throw new HoneError('training/no-half-precision');
  }
  const adapters = lora ? initialAdapters(config, lora, freezeLayers, seed) : new Map();
  return new TrainableBert(runtime, model, loss, optimizer, parts, { adapters });
};
