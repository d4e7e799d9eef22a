import { gradient } from '../../engine/gradient';
import { Graph, type Tensor } from '../../engine/graph';
import { cutProgram, type Program } from '../../engine/program';
import { notNegative, number, oneOf, type Rule } from '../argument-rules';
import { meanOverRows } from './loss';
import { unitRows } from './similarity';

export const layerWeightings = ['uniform', 'log', 'linear'] as const;

/** AdaptiveLayerLoss' constructor, by sentence-transformers' names (6.2). */
export interface AdaptiveLayerParameters {
  /** Layers before the last that a step trains, by lot; -1: all. */
  n_layers_per_step: number;
  last_layer_weight: number;
  prior_layers_weight: number;
  kl_div_weight: number;
  /** 0: no divergence. */
  kl_temperature: number;
  layer_weighting: (typeof layerWeightings)[number];
}

export const adaptiveLayerDefaults: AdaptiveLayerParameters = {
  n_layers_per_step: 1,
  last_layer_weight: 1,
  prior_layers_weight: 1,
  kl_div_weight: 1,
  kl_temperature: 0.3,
  layer_weighting: 'uniform',
};

export const adaptiveLayerRules: Record<keyof AdaptiveLayerParameters, Rule> = {
  n_layers_per_step: number(
    'a whole number above 0, or -1 for all layers',
    (value) => value === -1 || (Number.isSafeInteger(value) && value > 0),
  ),
  last_layer_weight: notNegative,
  prior_layers_weight: notNegative,
  kl_div_weight: notNegative,
  kl_temperature: notNegative,
  layer_weighting: oneOf(layerWeightings),
};

/** The weight of a layer's loss, one of `count` of a step; layer i is what layer i is given, 0 the embeddings. */
export function layerWeight(parameters: AdaptiveLayerParameters, layer: number, count: number): number {
  const by = { uniform: 1, log: 1 / (1 + Math.log(1 + layer)), linear: 1 / (1 + layer) };
  return (by[parameters.layer_weighting] / count) * parameters.prior_layers_weight;
}

/**
 * How far a layer's vectors x are from the last layer's, 'teacher', both [n, dimension], as F.kl_div of softmax(teacher / T)
 * and log_softmax(x / T), mean over texts, times T · kl_div_weight
 * and 'outer' [1, 1] -> divergence [1], 'd.x'. The teacher gets no gradient.
 * `normalize`: vectors are brought to length 1 before.
 */
export function divergenceProgram(
  { kl_temperature: temperature, kl_div_weight: weight }: AdaptiveLayerParameters,
  dimension: number,
  normalize: boolean,
): Program {
  const g = new Graph();
  const [x, teacher] = [g.input('x', ['n', dimension]), g.input('teacher', ['n', dimension])];
  const scaled = (rows: Tensor): Tensor => g.scale(normalize ? unitRows(g, rows) : rows, 1 / temperature);
  const logSoftmax = (rows: Tensor): Tensor => g.sub(rows, g.logSumExp(rows));
  const aim = scaled(teacher);
  const apart = g.sumLast(g.mul(g.softmax(aim), g.sub(logSoftmax(aim), logSoftmax(scaled(x)))));
  const mean = g.scale(meanOverRows(g, apart), temperature * weight);
  const total = g.mul(mean, g.input('outer', [1, 1]));
  const [dx] = gradient(g, total, g.constant(1), [x]);
  return cutProgram('divergence', { divergence: g.reshape(total, [1]), 'd.x': dx! });
}
