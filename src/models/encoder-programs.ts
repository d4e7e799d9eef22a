import { Graph, type Tensor } from '../engine/graph';
import { gradient } from '../engine/gradient';
import { cutProgram, worthKeeping, type Program } from '../engine/program';
import type { Shape } from '../engine/shape';
import type { LayerKind, Table } from './architectures/architecture';
import { Block, noDropout, type Dropout } from './architectures/block';
import { architectureOf } from './architectures/table';
import { denseGraph, denseWeights } from './dense';
import type { EncoderModel } from './encoder-types';
import { adapterShapes, loraScale } from './lora';
import { pooled } from './pooling';
import { trainsRelative, type TrainedParts } from './trained-parts';
import type { EncoderConfig } from './types';

/** A layer's programs; weights are inputs, so that all layers of a kind share them. */
export interface LayerPrograms {
  /** Names of the weights that it takes, and of those that get a gradient, without the layer's prefix. */
  readonly weights: readonly string[];
  readonly trained: readonly string[];
  /** x -> y, nothing kept, no dropout. */
  readonly infer: Program;
  /** x -> y. */
  readonly forward: Program;
  /** x -> y and `kept`. */
  readonly forwardKeeping: Program;
  /** x, dy -> dx and d.<weight>, everything computed again; d.relative [pairs, heads] where there is such a bias. */
  readonly backward: Program;
  /** The same from `kept`. */
  readonly backwardKept: Program;
  /** What `forwardKeeping` keeps, by name. */
  readonly kept: readonly { name: string; shape: Shape }[];
}

const named = (weights: Record<string, Tensor>, gradients: readonly Tensor[]): Record<string, Tensor> =>
  Object.fromEntries(Object.keys(weights).map((name, i) => [`d.${name}`, gradients[i]!]));

/** `targets`: the modules that have an adapter, which alone is then trained. */
export function layerPrograms(
  config: EncoderConfig,
  kind: LayerKind,
  parts: TrainedParts,
  targets: readonly string[],
): LayerPrograms {
  const { relative } = architectureOf(config);
  const { dropout, lora, halfProducts: half = false } = parts;
  const shape = ['tokens', config.hidden_size];
  const adapters = lora ? adapterShapes(kind.weights, targets, lora) : {};
  const weights = { ...kind.weights, ...adapters };
  const scale = lora ? loraScale(lora) : 1;
  const plain = new Graph();
  const y0 = kind.graph(new Block(plain, weights, noDropout, '', scale), plain.input('x', shape));

  const g = new Graph();
  const x = g.input('x', shape);
  const block = new Block(g, weights, dropout, '', scale);
  const y = kind.graph(block, x);
  const boundary = g.size;
  const heads = relative?.shape[1] ?? 0;
  const trainedNames = Object.keys(lora ? adapters : weights);
  const trained = Object.fromEntries(trainedNames.map((name) => [name, block.weights[name]!]));
  const withRelative = relative && trainsRelative(parts);
  const shared = withRelative ? [g.input('relative', [1, heads, 'longest', 'longest'])] : [];
  const wrt = [x, ...Object.values(trained), ...shared];
  const [dx, ...rest] = gradient(g, y, g.input('dy', y.shape), wrt);
  const gradients: Record<string, Tensor> = { dx: dx!, ...named(trained, rest) };
  // In rows as the table has them, to be added up.
  if (withRelative) gradients['d.relative'] = g.transpose(g.reshape(rest.at(-1)!, [heads, 'pairs']), [1, 0]);
  const kept = new Map(
    worthKeeping(Object.values(gradients), boundary).map((tensor, i) => [tensor, `kept.${i}`]),
  );
  const keeping = Object.fromEntries([...kept].map(([tensor, name]) => [name, tensor]));
  return {
    weights: Object.keys(weights),
    trained: trainedNames,
    infer: cutProgram('layer', { y: y0 }),
    forward: cutProgram('layer training', { y }, new Map(), half),
    forwardKeeping: cutProgram('layer keeping', { y, ...keeping }, new Map(), half),
    backward: cutProgram('layer backward', gradients, new Map(), half),
    backwardKept: cutProgram('layer backward kept', gradients, kept, half),
    kept: [...kept].map(([tensor, name]) => ({ name, shape: tensor.shape })),
  };
}

export interface EmbeddingPrograms {
  readonly infer: Program;
  readonly forward: Program;
  /** dy -> d.word (that of the positions' rows too), d.type where there are types, and those of the weights. */
  readonly backward: Program;
}

/** word + type + position, as transformers adds them, [tokens, hidden]; each the rows of a table, already looked up. */
export function sumOfRows(g: Graph, tables: readonly Table[], hidden: number): Tensor {
  const roles = tables.map(({ role }) => role);
  return (['word', 'type', 'position'] as const)
    .filter((role) => roles.includes(role))
    .map((role) => rowsInput(g, role, hidden))
    .reduce((sum, rows) => g.add(sum, rows));
}

const rowsInput = (g: Graph, role: Table['role'], hidden: number): Tensor =>
  g.input(role, [role === 'type' ? 1 : 'tokens', hidden]);

/** Takes the tables' rows, already looked up, as 'word', 'position' and 'type'. */
export function embeddingPrograms(config: EncoderConfig, dropout: Dropout): EmbeddingPrograms {
  const { embeddings } = architectureOf(config);
  const build = (g: Graph, probabilities: Dropout) => {
    const block = new Block(g, embeddings.weights, probabilities);
    const sum = sumOfRows(g, embeddings.tables, config.hidden_size);
    return { y: embeddings.graph(block, sum), weights: block.weights };
  };
  const g = new Graph();
  const { y, weights } = build(g, dropout);
  const roles = embeddings.tables.map(({ role }) => role).filter((role) => role !== 'position');
  const rows = Object.fromEntries(roles.map((role) => [role, rowsInput(g, role, config.hidden_size)]));
  const wrt = { ...rows, ...weights };
  const gradients = gradient(g, y, g.input('dy', y.shape), Object.values(wrt));
  return {
    infer: cutProgram('embeddings', { y: build(new Graph(), noDropout).y }),
    forward: cutProgram('embeddings training', { y }),
    backward: cutProgram('embeddings backward', named(wrt, gradients)),
  };
}

export interface HeadPrograms {
  /** Names of the weights that it takes, and of those that get a gradient. */
  readonly weights: readonly string[];
  readonly trained: readonly string[];
  /** x [tokens, hidden] and the pooling's inputs -> pooled [texts, dimension] */
  readonly forward: Program;
  /** Those (x where it is needed) and dy -> dx and d.<weight> */
  readonly backward: Program;
}

/** What follows the layers: the final norm (not after a layer before the last), the pooling, and Dense modules. */
export function headPrograms(
  { config, pooling, dense = [] }: Omit<EncoderModel, 'weights'>,
  { lora }: TrainedParts,
  last = true,
): HeadPrograms {
  const final = last ? architectureOf(config).final : null;
  const weights = { ...final?.weights, ...denseWeights(dense) };
  const g = new Graph();
  const x = g.input('x', ['tokens', config.hidden_size]);
  const block = new Block(g, weights);
  const y = denseGraph(block, pooled(g, pooling, final ? final.graph(block, x) : x), dense);
  const wrt = { x, ...(lora ? {} : block.weights) };
  const gradients = gradient(g, y, g.input('dy', y.shape), Object.values(wrt));
  const { 'd.x': dx, ...rest } = named(wrt, gradients);
  return {
    weights: Object.keys(weights),
    trained: lora ? [] : Object.keys(weights),
    forward: cutProgram('pooling', { pooled: y }),
    backward: cutProgram('pooling backward', { dx: dx!, ...rest }),
  };
}
