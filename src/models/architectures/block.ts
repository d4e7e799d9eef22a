import type { Graph, Tensor } from '../../engine/graph';
import type { Activation } from '../types';

/** Weights by name, with torch's shapes. */
export type Shapes = Record<string, number[]>;

/** Probabilities of dropping; 0 leaves the operation out of the programs. */
export interface Dropout {
  hidden: number;
  attention: number;
}

export const noDropout: Dropout = { hidden: 0, attention: 0 };

/**
 * Where a dropout mask is applied: the embeddings, the attention's probabilities, what attention gives, and what the
 * feed-forward gives; 'inner' and 'attentionOut' are ModernBERT's places.
 */
export type DropoutSite = 'embeddings' | 'attention' | 'attended' | 'outer' | 'inner' | 'attentionOut';

/** Which of the two probabilities holds at a site. */
export const probabilityAt = (site: DropoutSite, dropout: Dropout): number =>
  site.startsWith('attention') ? dropout.attention : dropout.hidden;

/** A part of an encoder under construction in a graph: its weights are inputs of their names behind `prefix`. */
export class Block {
  readonly weights: Record<string, Tensor> = {};

  constructor(
    readonly g: Graph,
    shapes: Shapes,
    private readonly dropout: Dropout = noDropout,
    prefix = '',
  ) {
    for (const [name, shape] of Object.entries(shapes)) this.weights[name] = g.input(prefix + name, shape);
  }

  /** α·(x·wᵀ + b), b where there is one. */
  dense(x: Tensor, name: string, alpha = 1): Tensor {
    const weight = this.weight(`${name}.weight`);
    const bias = this.weights[`${name}.bias`];
    return bias ? this.g.linear(x, weight, bias, alpha) : this.g.gemm(x, weight, { transB: 1, alpha });
  }

  /** LayerNorm, its shift where there is one. */
  norm(x: Tensor, name: string, epsilon: number): Tensor {
    return this.g.layerNorm(x, this.weight(`${name}.weight`), this.weights[`${name}.bias`], epsilon);
  }

  dropped(x: Tensor, site: DropoutSite): Tensor {
    return probabilityAt(site, this.dropout) > 0 ? this.g.mul(x, this.g.input(`mask.${site}`, x.shape)) : x;
  }

  activation(x: Tensor, name: Activation): Tensor {
    const { g } = this;
    if (name === 'relu') return g.relu(x);
    if (name === 'gelu') return g.gelu(x);
    // gelu_new: ½x(1 + tanh(√(2/π)(x + 0.044715x³)))
    const cubic = g.add(x, g.scale(g.mul(g.mul(x, x), x), 0.044715));
    const half = g.scale(x, 0.5);
    return g.add(half, g.mul(half, g.tanh(g.scale(cubic, Math.sqrt(2 / Math.PI)))));
  }

  private weight(name: string): Tensor {
    const found = this.weights[name];
    if (!found) throw new TypeError(`no weight ${name}`);
    return found;
  }
}

/** A torch Linear's weights. */
export function denseShapes(name: string, out: number, into: number, bias = true): Shapes {
  return { [`${name}.weight`]: [out, into], ...(bias && { [`${name}.bias`]: [out] }) };
}

/** A torch LayerNorm's weights. */
export function normShapes(name: string, size: number, bias = true): Shapes {
  return { [`${name}.weight`]: [size], ...(bias && { [`${name}.bias`]: [size] }) };
}
