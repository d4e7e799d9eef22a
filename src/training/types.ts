import type { ErrorCode, ErrorParameters } from '../errors/hone-error';
import type { RuntimeOptions } from '../engine/types';
import type { BaseModelReference, Prompts } from '../models/types';
import type { AdaptiveLayerParameters } from './losses/adaptive-layer';
import type { LossName } from './losses/table';

export type LrSchedulerType =
  'linear' | 'cosine' | 'cosine_with_restarts' | 'polynomial' | 'constant' | 'constant_with_warmup';

/** What some schedules can be told besides (transformers' names). */
export interface LrSchedulerKwargs {
  /** Of the cosine: waves from warm-up to end, half a one by default; with restarts, how many falls. */
  num_cycles?: number;
  /** Of the polynomial. */
  power?: number;
  /** What the polynomial falls to, below learning_rate. */
  lr_end?: number;
}

export type BatchSamplerName = 'no_duplicates' | 'batch_sampler' | 'group_by_label';

/** PEFT's LoraConfig. */
export interface LoraArguments {
  r: number;
  lora_alpha: number;
  lora_dropout: number;
  /** null: as PEFT chooses for the architecture, else all linear modules of the layers. */
  target_modules: string[] | 'all-linear' | null;
}

/** Names and defaults of SentenceTransformerTrainingArguments (6.2), plus Hone's own at the end. */
export interface TrainingArguments {
  num_train_epochs: number;
  per_device_train_batch_size: number;
  /** Batches whose mean gradient makes one optimizer step. Each has its own loss: it adds no in-batch negatives. */
  gradient_accumulation_steps: number;
  learning_rate: number;
  lr_scheduler_type: LrSchedulerType;
  /** null: transformers' defaults. */
  lr_scheduler_kwargs: LrSchedulerKwargs | null;
  warmup_ratio: number;
  /** Takes precedence over warmup_ratio where it is not 0; below 1 it is a share of all steps, as in transformers 5. */
  warmup_steps: number;
  weight_decay: number;
  adam_beta1: number;
  adam_beta2: number;
  adam_epsilon: number;
  max_grad_norm: number;
  seed: number;
  batch_sampler: BatchSamplerName;
  /** transformers' EarlyStoppingCallback: dev evaluations without a better score before the run ends. null: it does not. */
  early_stopping_patience: number | null;
  /** By how much a score must be better to count. */
  early_stopping_threshold: number;
  /** Hone's own. */
  loss: LossName;
  /** Its constructor's other parameters, by sentence-transformers' names. */
  loss_parameters: Record<string, unknown>;
  /** Of the losses that have one: 1 / temperature. */
  scale: number;
  matryoshka_dims: number[];
  matryoshka_weights: number[];
  /** Of matryoshka_dims, how many by lot each step trains; -1: all. */
  n_dims_per_step: number;
  /** The loss, or MatryoshkaLoss, inside AdaptiveLayerLoss (with several of matryoshka_dims: Matryoshka2dLoss). null: not. */
  adaptive_layer: AdaptiveLayerParameters | null;
  /** Hone's own: GISTEmbedLoss' guide. null: the base model as it is. */
  guide: BaseModelReference | null;
  max_seq_length: number;
  /** As in config_sentence_transformers.json, in training, evaluation, search and export alike. null: the model's own. */
  prompts: Prompts | null;
  /** Hone's own: the embeddings, with their norm, stay as they are. */
  freeze_embeddings: boolean;
  /** Hone's own: so many layers from the first stay as they are, and the embeddings with them. */
  freeze_layers: number;
  /** null: the weights themselves are trained. */
  lora: LoraArguments | null;
  /** Matrix products in float16 (mixed precision), where a GPU has it; weights and all else stay float32. */
  fp16: boolean;
  /** null: as config.json says. */
  dropout: number | null;
  /** The dimension whose dev nDCG@10 picks the best checkpoint. */
  metric_dim: number;
  /** Steps between saved checkpoints, besides each epoch's end. */
  save_steps: number;
}

/** A row: anchor, positive and negatives; a sentence pair with a score or a class; or one text with a class. */
export interface TrainingExample {
  anchor: string;
  positive?: string;
  negatives?: string[];
  /** A score, a class from 0, or a teacher's scores of the texts after the first. */
  label?: number | number[];
}

export interface DevSet {
  queries: { id: string; text: string }[];
  corpus: { id: string; text: string }[];
  /** query id -> relevant corpus ids */
  relevant: Record<string, string[]>;
  /** Whether the questions are real; else the curve is labelled 'fit to generated questions, not quality'. */
  real: boolean;
}

/** Labelled rows to measure on, by the evaluator that fits the loss. */
export interface LabelledDevSet {
  examples: TrainingExample[];
  metric: LabelledMetric;
}

/** The primary metrics of sentence-transformers' evaluators, the accuracy of the nearest neighbours' class, and of a teacher's margins. */
export type LabelledMetric =
  'spearman_cosine' | 'cosine_ap' | 'cosine_accuracy' | 'knn_accuracy' | 'spearman_margin';

export interface TrainJob {
  /** Checkpoints are kept under this id; a job with the same id and inputs resumes. */
  runId: string;
  model: BaseModelReference;
  examples: TrainingExample[];
  dev: DevSet | LabelledDevSet | null;
  arguments: TrainingArguments;
  runtime: RuntimeOptions;
}

/** One line of the log (DIR/log.jsonl of the headless runner). */
export interface StepLog {
  step: number;
  epoch: number;
  loss: number;
  lr: number;
  grad_norm: number;
  seconds: number;
  tokens: number;
}

export interface DevLog {
  step: number;
  epoch: number;
  /** nDCG@10, or `metric` where there is one, by dimension. */
  ndcg: Record<number, number>;
  metric?: LabelledMetric;
}

/** Dev scores of (1 - mix) · base + mix · tuned weights. */
export interface MixLog {
  mix: number;
  /** nDCG@10 by dimension. */
  ndcg: Record<number, number>;
}

export type TrainProgress =
  | { type: 'start'; totalSteps: number; fromStep: number; backend: 'wasm' | 'webgpu'; threads: number }
  | ({ type: 'step'; totalSteps: number; secondsLeft: number } & StepLog)
  | ({ type: 'dev' } & DevLog)
  | { type: 'checkpoint'; checkpointId: string; step: number; best: boolean }
  | { type: 'paused'; step: number }
  /** The GPU device went away at this step; a new one goes on from the last checkpoint. Said once a run. */
  | { type: 'device-lost'; step: number }
  /** Memory did not suffice at this step: it was repeated, and from here on a micro-batch has at most so many padded tokens. */
  | { type: 'memory-short'; step: number; microBatchTokens: number }
  | { type: 'warning'; code: ErrorCode };

/** How a run ended; `checkpointId` is the best by dev nDCG@10 (the last where there is no dev set). */
export interface TrainResult {
  /** Why it was ended before its time; the checkpoint is the last good one. */
  problem?: { code: ErrorCode; parameters: ErrorParameters };
  checkpointId: string;
  step: number;
  totalSteps: number;
  /** By hand. */
  stopped: boolean;
  /** By early stopping. */
  stoppedEarly: boolean;
  steps: StepLog[];
  dev: DevLog[];
  /** Of the chosen checkpoint with the base model, on the dev set; empty where there is none. */
  mixes: MixLog[];
  seconds: number;
  /** As the run had them; the bundle's run.json and train.py repeat it. */
  arguments: TrainingArguments;
}
