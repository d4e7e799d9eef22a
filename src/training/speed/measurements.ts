import { Runtime } from '../../engine/runtime';
import type { RuntimeOptions } from '../../engine/types';
import { createEmbedder } from '../../models/embedder';
import type { EncoderModel } from '../../models/encoder-types';
import { everything } from '../../models/trained-parts';
import { matryoshkaRanking } from '../losses/settings';
import { TrainableBert } from '../step';
import type { TrainableModel } from '../step-types';
import type { LinearFit, ProductShare, TimedStep } from './types';
import { miniLmConfig, youngWeights } from './young-model';

/** Texts' tokens by column. */
export type Columns = number[][][];

const adamw = { weightDecay: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, maxGradNorm: 1 };
const kernelIsProduct = /gemm|matmul|^pack/i;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return ((sorted[middle] ?? NaN) + (sorted[sorted.length - 1 - middle] ?? NaN)) / 2;
}

/** A model in training as the app trains it: MNRL in MatryoshkaLoss, AdamW on all weights, clipping, the model's own dropout. */
export function modelInTraining(
  runtime: Runtime,
  model: EncoderModel,
  dims: number[] = [384, 256, 128, 64],
): TrainableModel {
  const { hidden_dropout_prob: hidden, attention_probs_dropout_prob: attention } = model.config;
  const parts = { ...everything, dropout: { hidden, attention, adapters: 0 } };
  return new TrainableBert(runtime, model, matryoshkaRanking(dims), adamw, parts);
}

const stepsDone = new WeakMap<TrainableModel, number>();

/** Seconds of one step, from token ids to new weights. */
export async function timeStep(
  model: TrainableModel,
  columns: Columns,
): Promise<TimedStep & { loss: number }> {
  const step = (stepsDone.get(model) ?? 0) + 1;
  stepsDone.set(model, step);
  const began = performance.now();
  const { loss, tokens } = await model.step([{ columns }], { learningRate: 2e-5, step, dropoutSeed: 1 });
  return { seconds: (performance.now() - began) / 1000, tokens, loss };
}

/** Seconds of a whole step around one layer of MiniLM, its embeddings, loss and AdamW being in it too. */
export async function timeLayer(
  options: RuntimeOptions,
  { texts, length }: { texts: number; length: number },
  repeats: number,
): Promise<number[]> {
  const config = miniLmConfig(1, {
    vocab_size: 1000,
    hidden_dropout_prob: 0,
    attention_probs_dropout_prob: 0,
  });
  const runtime = await Runtime.create(options);
  const model = modelInTraining(runtime, { config, pooling: 'mean', weights: youngWeights(config) }, []);
  const text = (i: number): number[] =>
    Array.from({ length }, (_, j) => (i * 131 + j * 17) % config.vocab_size);
  const column = (first: number): number[][] => Array.from({ length: texts / 2 }, (_, i) => text(first + i));
  const columns = [column(0), column(texts / 2)];
  const seconds: number[] = [];
  try {
    await timeStep(model, columns);
    for (let i = 0; i < repeats; i++) seconds.push((await timeStep(model, columns)).seconds);
  } finally {
    await model.dispose();
  }
  return seconds;
}

/** Seconds of encoding texts, tokenizer included, and the first text's vector. */
export async function timeEncoding(
  options: RuntimeOptions,
  model: EncoderModel,
  encode: (text: string) => number[],
  texts: readonly string[],
  repeats: number,
): Promise<{ seconds: number[]; first: number[] }> {
  const embedder = await createEmbedder(model, options);
  const seconds: number[] = [];
  let first: number[] = [];
  try {
    for (let i = -1; i < repeats; i++) {
      const began = performance.now();
      const vectors = await embedder.embed(texts.map(encode));
      if (i >= 0) seconds.push((performance.now() - began) / 1000);
      first = [...vectors.subarray(0, embedder.dimension)];
    }
  } finally {
    await embedder.dispose();
  }
  return { seconds, first };
}

/**
 * How much of a training step is matrix products, packing included. Each kernel is timed: by the thread that waits for it on
 * WASM, by timestamps on WebGPU, where the step is a little slower for it. null where there are no timestamps.
 */
export async function productShare(
  options: RuntimeOptions,
  model: EncoderModel,
  columns: Columns,
  repeats: number,
): Promise<ProductShare | null> {
  const runtime = await Runtime.create({ ...options, timed: true });
  const inTraining = modelInTraining(runtime, model);
  let seconds = 0;
  try {
    await timeStep(inTraining, columns);
    await runtime.times();
    for (let i = 0; i < repeats; i++) seconds += (await timeStep(inTraining, columns)).seconds / repeats;
    const kernels = Object.entries(await runtime.times())
      .map(([name, time]) => [name, time / repeats] as const)
      .sort(([, a], [, b]) => b - a);
    if (kernels.length === 0) return null;
    const sum = (times: typeof kernels): number => times.reduce((total, [, time]) => total + time, 0);
    const products = sum(kernels.filter(([name]) => kernelIsProduct.test(name)));
    const ofStep = products / 1000 / seconds;
    return { ofStep, ofKernels: products / sum(kernels), kernels: Object.fromEntries(kernels), seconds };
  } finally {
    await inTraining.dispose();
  }
}

/** Least squares of seconds by tokens. */
export function linearFit(steps: readonly TimedStep[]): LinearFit {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(steps.map(({ tokens }) => tokens)), mean(steps.map(({ seconds }) => seconds))];
  let [sxx, sxy, syy] = [0, 0, 0];
  for (const { tokens, seconds } of steps) {
    sxx += (tokens - mx) ** 2;
    sxy += (tokens - mx) * (seconds - my);
    syy += (seconds - my) ** 2;
  }
  return { intercept: my - (sxy / sxx) * mx, perToken: sxy / sxx, r2: sxy ** 2 / (sxx * syy) };
}
