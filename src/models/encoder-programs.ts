import { Graph, type Tensor } from '../engine/graph';
import { gradient } from '../engine/gradient';
import { cutProgram, worthKeeping, type Program } from '../engine/program';
import type { Shape } from '../engine/shape';
import type { BertConfig } from './types';

/** Probabilities of dropping; 0 leaves the operation out of the programs. */
export interface Dropout {
  hidden: number;
  attention: number;
}

/** A layer's programs; weights are inputs, so that all layers of a model share them. */
export interface LayerPrograms {
  /** x -> y, nothing kept, no dropout. */
  readonly infer: Program;
  /** x -> y. */
  readonly forward: Program;
  /** x -> y and `kept`. */
  readonly forwardKeeping: Program;
  /** x, dy -> dx and d.<weight>, everything computed again. */
  readonly backward: Program;
  /** The same from `kept`. */
  readonly backwardKept: Program;
  /** What `forwardKeeping` keeps, by name. */
  readonly kept: readonly { name: string; shape: Shape }[];
}

/** A layer's weights, named as in the checkpoint after 'encoder.layer.<i>.', with torch's shapes. */
export function layerWeights(config: BertConfig): Record<string, number[]> {
  const { hidden_size: h, intermediate_size: wide } = config;
  const shapes: Record<string, number[]> = {};
  const dense = (name: string, out: number, into: number): void => {
    shapes[`${name}.weight`] = [out, into];
    shapes[`${name}.bias`] = [out];
  };
  const norm = (name: string): void => {
    shapes[`${name}.weight`] = [h];
    shapes[`${name}.bias`] = [h];
  };
  for (const name of ['query', 'key', 'value']) dense(`attention.self.${name}`, h, h);
  dense('attention.output.dense', h, h);
  norm('attention.output.LayerNorm');
  dense('intermediate.dense', wide, h);
  dense('output.dense', h, wide);
  norm('output.LayerNorm');
  return shapes;
}

/** The embeddings' weights, named as in the checkpoint. */
export function embeddingWeights(config: BertConfig): Record<string, number[]> {
  const h = config.hidden_size;
  return {
    'embeddings.word_embeddings.weight': [config.vocab_size, h],
    'embeddings.position_embeddings.weight': [config.max_position_embeddings, h],
    'embeddings.token_type_embeddings.weight': [config.type_vocab_size, h],
    'embeddings.LayerNorm.weight': [h],
    'embeddings.LayerNorm.bias': [h],
  };
}

const dropped = (g: Graph, x: Tensor, probability: number, site: string): Tensor =>
  probability > 0 ? g.mul(x, g.input(`mask.${site}`, x.shape)) : x;

export function activation(g: Graph, x: Tensor, name: BertConfig['hidden_act']): Tensor {
  if (name === 'relu') return g.relu(x);
  if (name === 'gelu') return g.gelu(x);
  // gelu_new: ½x(1 + tanh(√(2/π)(x + 0.044715x³)))
  const cubic = g.add(x, g.scale(g.mul(g.mul(x, x), x), 0.044715));
  const half = g.scale(x, 0.5);
  return g.add(half, g.mul(half, g.tanh(g.scale(cubic, Math.sqrt(2 / Math.PI)))));
}

/** One BERT layer over packed tokens (Devlin et al. 2018, post-LayerNorm; names as in transformers' BertLayer). */
function layer(
  g: Graph,
  config: BertConfig,
  dropout: Dropout,
): { x: Tensor; weights: Record<string, Tensor>; y: Tensor } {
  const { hidden_size: h, num_attention_heads: heads, layer_norm_eps: epsilon } = config;
  const width = h / heads;
  const x = g.input('x', ['tokens', h]);
  const weights: Record<string, Tensor> = {};
  for (const [name, shape] of Object.entries(layerWeights(config))) weights[name] = g.input(name, shape);
  const weight = (name: string): Tensor => {
    const found = weights[name];
    if (!found) throw new TypeError(`no weight ${name}`);
    return found;
  };
  const dense = (input: Tensor, name: string, alpha = 1): Tensor =>
    g.linear(input, weight(`${name}.weight`), weight(`${name}.bias`), alpha);
  const norm = (input: Tensor, name: string): Tensor =>
    g.layerNorm(input, weight(`${name}.weight`), weight(`${name}.bias`), epsilon);
  const split = g.input('split', ['groups', 'longest'], 'int32');
  const join = g.input('join', ['tokens', heads], 'int32');
  const used = g.input('used', ['groups', 'longest', 1]);
  const bias = g.input('bias', ['groups', 1, 'longest']);
  const byHead = (name: string, alpha = 1): Tensor =>
    g.regroup(dense(x, `attention.self.${name}`, alpha), split, join, undefined, width);

  // softmax(q·kᵀ/√width + bias)·v, the scaling folded into q
  const query = byHead('query', 1 / Math.sqrt(width));
  const scores = g.add(g.matmul(query, g.swapLast(byHead('key'))), bias);
  const attention = dropped(g, g.softmax(scores), dropout.attention, 'attention');
  const context = g.regroup(g.matmul(attention, byHead('value')), join, split, used, width);
  const attended = dense(g.reshape(context, ['tokens', h]), 'attention.output.dense');
  const middle = norm(
    g.add(dropped(g, attended, dropout.hidden, 'attended'), x),
    'attention.output.LayerNorm',
  );

  const inner = activation(g, dense(middle, 'intermediate.dense'), config.hidden_act);
  const outer = dropped(g, dense(inner, 'output.dense'), dropout.hidden, 'outer');
  return { x, weights, y: norm(g.add(outer, middle), 'output.LayerNorm') };
}

export function layerPrograms(config: BertConfig, dropout: Dropout): LayerPrograms {
  const plain = new Graph();
  const infer = cutProgram('layer', { y: layer(plain, config, { hidden: 0, attention: 0 }).y });

  const g = new Graph();
  const { x, weights, y } = layer(g, config, dropout);
  const boundary = g.size;
  const names = Object.keys(weights);
  const [dx, ...rest] = gradient(g, y, g.input('dy', y.shape), [x, ...Object.values(weights)]);
  const gradients: Record<string, Tensor> = { dx: dx! };
  rest.forEach((tensor, i) => (gradients[`d.${names[i]}`] = tensor));
  const kept = new Map(
    worthKeeping(Object.values(gradients), boundary).map((tensor, i) => [tensor, `kept.${i}`]),
  );
  const keeping = Object.fromEntries([...kept].map(([tensor, name]) => [name, tensor]));
  return {
    infer,
    forward: cutProgram('layer training', { y }),
    forwardKeeping: cutProgram('layer keeping', { y, ...keeping }),
    backward: cutProgram('layer backward', gradients),
    backwardKept: cutProgram('layer backward kept', gradients, kept),
    kept: [...kept].map(([tensor, name]) => ({ name, shape: tensor.shape })),
  };
}

export interface EmbeddingPrograms {
  readonly infer: Program;
  readonly forward: Program;
  /** dy -> d.word (that of the positions' rows too), d.type and those of the LayerNorm. */
  readonly backward: Program;
}

/** LayerNorm(word + position + type) over rows already looked up; all texts are of token type 0. */
export function embeddingPrograms(config: BertConfig, dropout: Dropout): EmbeddingPrograms {
  const h = config.hidden_size;
  const build = (g: Graph, probability: number) => {
    const word = g.input('word', ['tokens', h]);
    const type = g.input('type', [1, h]);
    const gamma = g.input('embeddings.LayerNorm.weight', [h]);
    const beta = g.input('embeddings.LayerNorm.bias', [h]);
    const sum = g.add(g.add(word, g.input('position', ['tokens', h])), type);
    const y = dropped(g, g.layerNorm(sum, gamma, beta, config.layer_norm_eps), probability, 'embeddings');
    return { y, wrt: [word, type, gamma, beta] };
  };
  const g = new Graph();
  const { y, wrt } = build(g, dropout.hidden);
  const [word, type, gamma, beta] = gradient(g, y, g.input('dy', y.shape), wrt);
  return {
    infer: cutProgram('embeddings', { y: build(new Graph(), 0).y }),
    forward: cutProgram('embeddings training', { y }),
    backward: cutProgram('embeddings backward', {
      'd.word': word!,
      'd.type': type!,
      'd.embeddings.LayerNorm.weight': gamma!,
      'd.embeddings.LayerNorm.bias': beta!,
    }),
  };
}

export interface PoolingPrograms {
  /** x [tokens, h], pooling [texts, tokens] -> pooled [texts, h] */
  readonly forward: Program;
  readonly backward: Program;
}

export function poolingPrograms(config: BertConfig): PoolingPrograms {
  const g = new Graph();
  const x = g.input('x', ['tokens', config.hidden_size]);
  const pooled = g.gemm(g.input('pooling', ['texts', 'tokens']), x);
  const [dx] = gradient(g, pooled, g.input('dy', pooled.shape), [x]);
  return {
    forward: cutProgram('pooling', { pooled }),
    backward: cutProgram('pooling backward', { dx: dx! }),
  };
}
