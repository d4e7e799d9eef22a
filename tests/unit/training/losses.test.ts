import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Runtime } from '../../../src/engine/runtime';
import { lotOf } from '../../../src/training/losses/lots';
import { createLoss, lossNames, type LossName } from '../../../src/training/losses/table';
import { expectLossCase, lossCases, runCase, type LossCase } from './loss-goldens';

interface Shared {
  inputs: Record<string, number[][]>;
  labels: number[];
  binary: number[];
  scores: number[];
  losses: Record<string, { value: number; inputs: string[]; grad: number[][][] }>;
}

const path = new URL('../../../../shared/goldens/sentence-transformers-losses.json', import.meta.url);
const there = existsSync(path);

type Labels = 'labels' | 'binary' | 'scores' | 'teacher';
const mnrl = 'MultipleNegativesRankingLoss';
const hardness = (hardness_mode: string, hardness_strength: number) => ({ hardness_mode, hardness_strength });

/** How each of the shared goldens was made (sentence-transformers-losses.py beside them). */
const shared: Record<string, [LossName, Record<string, unknown>, Labels?]> = {
  mnrl_pairs: [mnrl, {}],
  mnrl_triplet: [mnrl, {}],
  mnrl_2neg: [mnrl, {}],
  mnrl_symmetric: [mnrl, { directions: ['query_to_doc', 'doc_to_query'], partition_mode: 'per_direction' }],
  mnrl_gte: [mnrl, { directions: ['query_to_doc', 'query_to_query', 'doc_to_query', 'doc_to_doc'] }],
  mnrl_hardness_in_batch_negatives: [mnrl, hardness('in_batch_negatives', 9)],
  mnrl_hardness_hard_negatives: [mnrl, hardness('hard_negatives', 5)],
  mnrl_hardness_all_negatives: [mnrl, hardness('all_negatives', 5)],
  triplet_euclid_m5: ['TripletLoss', {}],
  'triplet_cosine_m0.5': [
    'TripletLoss',
    { distance_metric: 'TripletDistanceMetric.COSINE', triplet_margin: 0.5 },
  ],
  triplet_manhattan_m5: ['TripletLoss', { distance_metric: 'TripletDistanceMetric.MANHATTAN' }],
  'contrastive_cos_m0.5': ['ContrastiveLoss', {}, 'binary'],
  'online_contrastive_cos_m0.5': ['OnlineContrastiveLoss', {}, 'binary'],
  cosine_similarity_mse: ['CosineSimilarityLoss', {}, 'scores'],
  cosent: ['CoSENTLoss', {}, 'scores'],
  angle: ['AnglELoss', {}, 'scores'],
  BatchAllTripletLoss: ['BatchAllTripletLoss', {}, 'labels'],
  BatchHardTripletLoss: ['BatchHardTripletLoss', {}, 'labels'],
  BatchSemiHardTripletLoss: ['BatchSemiHardTripletLoss', {}, 'labels'],
  BatchHardSoftMarginTripletLoss: ['BatchHardSoftMarginTripletLoss', {}, 'labels'],
  distill_kl: ['DistillKLDivLoss', {}, 'teacher'],
  margin_mse: ['MarginMSELoss', {}, 'scores'],
  matryoshka_mnrl_8_4_2: [mnrl, {}],
};

function sharedCase(golden: Shared, name: string): LossCase {
  const [loss, parameters, kind] = shared[name]!;
  const { value, inputs, grad } = golden.losses[name]!;
  const teacher = golden.scores.map((score) => [score, 1 - score]);
  const labels = { labels: golden.labels, binary: golden.binary, scores: golden.scores, teacher };
  return {
    name,
    loss,
    parameters,
    columns: inputs.map((input) => golden.inputs[input]!),
    labels: kind ? labels[kind] : null,
    matryoshka: name === 'matryoshka_mnrl_8_4_2' ? { dims: [8, 4, 2], weights: [1, 1, 1] } : null,
    value,
    grad,
  };
}

test.runIf(!there && process.env.CI)('the goldens of sentence-transformers are there', () =>
  expect(there).toBe(true),
);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await Runtime.create({ backend: 'wasm', threads: 1 });
});
afterAll(() => runtime.dispose());

describe.skipIf(!there)('every loss of the shared goldens is sentence-transformers’', () => {
  const golden = there ? (JSON.parse(readFileSync(path, 'utf8')) as Shared) : { losses: {} };
  test('none is left out', () => expect(Object.keys(shared)).toEqual(Object.keys(golden.losses)));
  test.each(Object.keys(golden.losses))('%s', (name) =>
    expectLossCase(sharedCase(golden as Shared, name), runtime),
  );
});

describe('losses are those of sentence-transformers', () => {
  test('every loss has a golden', () =>
    expect(new Set(lossCases.map(({ loss }) => loss))).toEqual(new Set(lossNames)));
  test.each(lossCases.map((one) => [one.name, one] as const))('%s', (_, one) => expectLossCase(one, runtime));
});

describe('dimensions by lot', () => {
  test('are as many as asked, in their order, and follow from seed and step', () => {
    const drawn = Array.from({ length: 50 }, (_, step) => lotOf(4, 2, 42, step));
    for (const dims of drawn) {
      expect(dims).toHaveLength(2);
      expect(dims[0]).toBeLessThan(dims[1]!);
    }
    expect(new Set(drawn.map(String)).size).toBe(6);
    expect(lotOf(4, 2, 42, 7)).toEqual(drawn[7]);
    expect(Array.from({ length: 50 }, (_, step) => lotOf(4, 2, 43, step))).not.toEqual(drawn);
  });
  test('are all where none or all are asked for', () => {
    for (const perStep of [-1, 4, 9]) expect(lotOf(4, perStep, 1, 1)).toEqual([0, 1, 2, 3]);
  });
});

describe('what a loss is told is checked by name', () => {
  const code = (name: LossName, parameters: Record<string, unknown>): unknown => {
    try {
      createLoss({ name, parameters });
    } catch (error) {
      return error;
    }
    return null;
  };
  test.each<[LossName, string, unknown]>([
    ['MultipleNegativesRankingLoss', 'scale', 0],
    ['MultipleNegativesRankingLoss', 'directions', ['doc_to_query']],
    ['MultipleNegativesRankingLoss', 'hardness_mode', 'hard'],
    ['TripletLoss', 'distance_metric', 'EUCLIDEAN'],
    ['ContrastiveLoss', 'size_average', 1],
    ['DistillKLDivLoss', 'temperature', null],
    ['SoftmaxLoss', 'num_labels', 1],
  ])('%s %s %j', (name, parameter, value) => {
    expect(code(name, { [parameter]: value })).toMatchObject({
      code: 'training/wrong-argument',
      parameters: { name: parameter },
    });
  });
  test('a parameter that the loss does not have', () =>
    expect(code('TripletLoss', { scale: 20 })).toMatchObject({ code: 'training/unknown-argument' }));
  test('directions without the pair, apart', () => {
    const parameters = { directions: ['query_to_doc', 'doc_to_doc'], partition_mode: 'per_direction' };
    expect(code('MultipleNegativesRankingLoss', parameters)).toMatchObject({
      parameters: { name: 'partition_mode' },
    });
  });
  test('a classifier that would see nothing', () => {
    const parameters = { concatenation_sent_rep: false, concatenation_sent_difference: false };
    expect(code('SoftmaxLoss', parameters)).toMatchObject({ parameters: { name: 'concatenation_sent_rep' } });
  });
});

test.each(lossNames)('%s of equal texts has a finite gradient', async (loss) => {
  const one = lossCases.find((candidate) => candidate.loss === loss)!;
  const same = one.columns.map((column) => column.map(() => column[0]!));
  const equal = same.map(() => same[0]!);
  const { loss: value, gradients } = await runCase({ ...one, columns: equal }, runtime);
  expect(Number.isFinite(value)).toBe(true);
  for (const gradient of gradients) expect(gradient.every(Number.isFinite)).toBe(true);
});
