import type { RuntimeOptions } from '../engine/types';
import type { Embedder, EncoderModel } from '../models/encoder-types';
import type { Lora } from '../models/lora';
import type { Weights } from '../models/types';
import type { LossScaleState } from './loss-scale';
import type { LossBatch } from './losses/loss';
import type { LossSettings } from './losses/settings';

/** torch.optim.AdamW behind clip_grad_norm_; biases and LayerNorm weights do not decay (transformers.Trainer's rule). */
export interface OptimizerSettings {
  weightDecay: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** 0: no clipping. */
  maxGradNorm: number;
}

/** AdamW's moments by parameter name and the number of steps taken. */
export interface OptimizerState {
  m: Weights;
  v: Weights;
  step: number;
  /** In mixed precision. */
  lossScale?: LossScaleState;
}

export interface StepOptions {
  learningRate: number;
  /** 1 for the first step ever taken; AdamW's bias correction and the dropout masks follow from it. */
  step: number;
  /** Whole number below 2^32, the run's seed; the same (seed, step, columns) gives the same masks on resume. */
  dropoutSeed: number;
}

export interface StepResult {
  loss: number;
  /** Global L2 norm of the gradient before clipping. */
  gradNorm: number;
  /** Real tokens in the batches. */
  tokens: number;
  /** Where memory did not suffice: the padded tokens of a micro-batch from this step on, which was repeated with them. */
  microBatchTokens?: number;
}

/** A batch with a loss of its own. */
export interface TrainingBatch extends Pick<LossBatch, 'labels' | 'guide'> {
  /** A token sequence for every row, [0] anchors or the first sentence, [1] positives or the second, [2..] negatives. */
  columns: number[][][];
  /** How many tokens at the start of each column's texts the pooling leaves out; none where it is not said. */
  left?: readonly number[];
}

/** An embedder that can also be trained: the only thing the trainer knows of the engine. */
export interface TrainableModel extends Embedder {
  /**
   * One optimizer step by the mean gradient of one or more batches (gradient_accumulation_steps). `loss` is the batches' mean too.
   * Throws 'training/not-finite' when loss or gradient is not finite; the weights are then as before the step.
   */
  step(accumulated: readonly TrainingBatch[], options: StepOptions): Promise<StepResult>;
  /**
   * Copies of all weights but frozen ones, in the order and shapes of the model given; of adapters, the weights that they are
   * merged with, and themselves.
   */
  weights(): Promise<Weights>;
  optimizerState(): Promise<OptimizerState>;
  /** Replaces what is trained and the optimizer state (none: fresh moments, step 0). */
  load(weights: Weights, optimizer?: OptimizerState): Promise<void>;
}

/** What is trained of the model. */
export interface TrainedChoice {
  freezeEmbeddings: boolean;
  /** The first layers; the embeddings are then frozen too. */
  freezeLayers: number;
  /** Adapters alone are trained. */
  lora: Lora | null;
  /** Draws the adapters' first values. */
  seed: number;
  /** Matrix products in float16, by loss scaling; WebGPU only. */
  halfProducts: boolean;
}

export const wholeModel: TrainedChoice = {
  freezeEmbeddings: false,
  freezeLayers: 0,
  lora: null,
  seed: 0,
  halfProducts: false,
};

/** src/training/step.ts: createTrainableModel. `dropout` null: the probabilities of config.json; else one probability for hidden states and attention. */
export type CreateTrainableModel = (
  model: EncoderModel,
  loss: LossSettings,
  optimizer: OptimizerSettings,
  dropout: number | null,
  runtime: RuntimeOptions,
  trained?: TrainedChoice,
) => Promise<TrainableModel>;
