import type { Value } from '../engine/ort';
import { Runtime } from '../engine/runtime';
import { HoneError } from '../errors/hone-error';
import type { Dropout } from '../models/architectures/block';
import { dimensionOf } from '../models/dense';
import { embedWith, MICRO_BATCH_TOKENS } from '../models/embedder';
import { checkWeights, Encoder, modelWeights, type MaskSource, type Trace } from '../models/encoder';
import type { EncoderModel } from '../models/encoder-types';
import { pack, type MicroBatch } from '../models/packing';
import type { Weights } from '../models/types';
import { dropoutMasks } from './dropout';
import type { LossBatch } from './losses/loss';
import { dimsOfStep, type MatryoshkaPart } from './losses/matryoshka';
import { LossRunner } from './losses/runner';
import type { LossSettings } from './losses/settings';
import { createLoss } from './losses/table';
import { AdamW, clipFactor, copyOf } from './optimizer';
import type {
  CreateTrainableModel,
  OptimizerSettings,
  OptimizerState,
  StepOptions,
  StepResult,
  TrainableModel,
  TrainingBatch,
} from './step-types';
import { consecutive, TextRows } from './text-rows';

/** Activations kept between the forward and the backward pass; what goes beyond is computed twice. */
const KEPT_BYTES = 1.2e9;

interface Forwarded {
  batch: MicroBatch;
  masks: MaskSource;
  trace: Trace;
}

/** Gradients of a whole batch by parameter name, with the loss; `free` them when done. */
export interface Gradients {
  loss: number;
  tokens: number;
  microBatches: number;
  sums: Map<string, Value>;
}

/** A BERT model in training: see TrainableModel. */
export class TrainableBert implements TrainableModel {
  readonly dimension: number;
  readonly backend;
  readonly threads;
  private readonly loss: LossRunner;
  private readonly encoder: Encoder;
  private readonly optimizer: AdamW;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly model: EncoderModel,
    private readonly lossSettings: LossSettings,
    private readonly settings: OptimizerSettings,
    private readonly dropout: Dropout,
    private readonly keptBytes = KEPT_BYTES,
  ) {
    this.dimension = dimensionOf(model);
    this.backend = runtime.backend;
    this.threads = runtime.threads;
    // Every model here brings its vectors to length 1.
    this.loss = new LossRunner(runtime, createLoss(lossSettings.loss), this.dimension, true);
    this.encoder = new Encoder(runtime, model, dropout);
    this.optimizer = new AdamW(runtime, this.encoder.parameters, settings);
  }

  embed(sequences: number[][]): Promise<Float32Array> {
    return this.inTurn(() => embedWith(this.encoder, this.model, sequences));
  }

  step(accumulated: readonly TrainingBatch[], options: StepOptions): Promise<StepResult> {
    return this.inTurn(async () => {
      const total: Gradients = { loss: 0, tokens: 0, microBatches: 0, sums: new Map() };
      // The gradient is the batches' mean: they are summed, and the factor joins the clipping's.
      const share = 1 / accumulated.length;
      try {
        for (const batch of accumulated) {
          const part = await this.gradients(batch, options, total);
          total.loss += share * part.loss;
          total.tokens += part.tokens;
          total.microBatches += part.microBatches;
        }
        const gradNorm = share * (await this.runtime.kernels.norm([...total.sums.values()]));
        if (!Number.isFinite(total.loss) || !Number.isFinite(gradNorm)) {
          throw new HoneError('training/not-finite', { step: options.step });
        }
        const clip = share * clipFactor(gradNorm, this.settings.maxGradNorm);
        await this.optimizer.step(total.sums, clip, options.learningRate, options.step);
        return { loss: total.loss, gradNorm, tokens: total.tokens };
      } finally {
        this.runtime.free(total.sums.values());
      }
    });
  }

  /**
   * Loss and gradients of a batch without a step; for tests, and the first half of one. Added to the gradients of what came
   * `before` in the same step, whose micro-batches drew the dropout masks before this one's.
   */
  async gradients(
    { columns, ...batch }: TrainingBatch,
    options: Pick<StepOptions, 'step' | 'dropoutSeed'>,
    before: Pick<Gradients, 'microBatches' | 'sums'> = { microBatches: 0, sums: new Map() },
  ): Promise<Gradients> {
    const n = columns[0]?.length ?? 0;
    if (n === 0 || columns.some((column) => column.length !== n)) {
      const lengths = columns.map(({ length }) => length).join(', ');
      throw new HoneError('engine/shape', { message: `columns of ${lengths} texts` });
    }
    const { config, pooling } = this.model;
    const width = this.dimension;
    const batches = [...pack(columns.flat(), config, pooling, MICRO_BATCH_TOKENS)];
    const forwarded: Forwarded[] = [];
    const texts = new TextRows(this.runtime, columns.length * n, width);
    let kept = 0;
    for (const [i, micro] of batches.entries()) {
      const masks = dropoutMasks(options.dropoutSeed, options.step, before.microBatches + i, this.dropout);
      const keep = kept + this.encoder.keepingBytes(micro) <= this.keptBytes;
      const { pooled, trace } = await this.encoder.forward(micro, masks, keep);
      kept += trace.bytes;
      forwarded.push({ batch: micro, masks, trace });
      await texts.put(micro.texts, pooled);
    }
    const { loss, dTexts } = await this.lossOf(texts, columns.length, { rows: n, ...batch }, options);

    const { sums } = before;
    for (const { batch: micro, masks, trace } of forwarded.reverse()) {
      const dPooled = await dTexts.take(micro.texts);
      await this.encoder.backward(micro, trace, dPooled, masks, sums);
      dPooled.dispose();
    }
    dTexts.free();
    const tokens = batches.reduce((sum, { tokens }) => sum + tokens, 0);
    return { loss, tokens, microBatches: batches.length, sums };
  }

  /** The loss of a batch's texts, whose rows it frees, and its gradients, a row for each text. */
  private async lossOf(
    texts: TextRows,
    count: number,
    batch: LossBatch,
    options: Pick<StepOptions, 'step' | 'dropoutSeed'>,
  ): Promise<{ loss: number; dTexts: TextRows }> {
    const { rows } = batch;
    const places = Array.from({ length: count }, (_, column) => consecutive(column * rows, rows));
    const columns: Value[] = [];
    for (const place of places) columns.push(await texts.take(place));
    texts.free();
    const { loss, gradients } = await this.loss.run(columns, batch, this.partsOf(options));
    this.runtime.free(columns);
    const dTexts = new TextRows(this.runtime, count * rows, this.dimension);
    for (const [column, gradient] of gradients.entries()) await dTexts.put(places[column]!, gradient);
    return { loss, dTexts };
  }

  /** MatryoshkaLoss' dimensions of a step. */
  private partsOf({ step, dropoutSeed }: Pick<StepOptions, 'step' | 'dropoutSeed'>): MatryoshkaPart[] {
    const { matryoshkaDims: dims, matryoshkaWeights: weights, nDimsPerStep } = this.lossSettings;
    return dimsOfStep(dims.length, nDimsPerStep, dropoutSeed, step).map((k) => ({
      dim: dims[k]!,
      weight: weights[k] ?? 1,
    }));
  }

  weights(): Promise<Weights> {
    return this.inTurn(async () => {
      const copy: Weights = new Map();
      for (const [name, given] of this.model.weights) {
        const trained = this.encoder.parameters.get(name);
        const weight = trained
          ? await copyOf(this.runtime, trained)
          : { shape: [...given.shape], data: given.data.slice() };
        copy.set(name, weight);
      }
      return copy;
    });
  }

  optimizerState(): Promise<OptimizerState> {
    return this.inTurn(() => this.optimizer.state());
  }

  load(weights: Weights, optimizer?: OptimizerState): Promise<void> {
    return this.inTurn(async () => {
      checkWeights(this.model, weights);
      for (const [name, shape] of Object.entries(modelWeights(this.model))) {
        this.encoder.parameters.get(name)?.dispose();
        this.encoder.parameters.set(name, this.runtime.floats(weights.get(name)!.data.slice(), shape));
      }
      await Promise.resolve(this.optimizer.reset(optimizer));
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

/** A failed allocation is a RangeError; onnxruntime's own are told apart by the runtime. */
function asMemoryError(error: unknown): unknown {
  const full = error instanceof RangeError && /alloc|memory/i.test(error.message);
  return full ? new HoneError('engine/out-of-memory', {}, { cause: error }) : error;
}

export const createTrainableModel: CreateTrainableModel = async (
  model,
  loss,
  optimizer,
  dropout,
  options,
) => {
  const runtime = await Runtime.create(options);
  return new TrainableBert(runtime, model, loss, optimizer, {
    hidden: dropout ?? model.config.hidden_dropout_prob,
    attention: dropout ?? model.config.attention_probs_dropout_prob,
  });
};
