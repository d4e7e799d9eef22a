import type { Graph, Tensor } from '../../engine/graph';
import type { Activation } from '../types';

/** Weights by name, with torch's shapes. */
export type Shapes = Record<string, number[]>;

/** Probabilities of dropping; 0 leaves the operation out of the programs. */
export interface Dropout {
  hidden: number;
  attention: number;
  /** Of what adapters are given. */
  adapters?: number;
}

export const noDropout: Dropout = { hidden: 0, attention: 0 };

/**
 * Where a dropout mask is applied: the embeddings, the attention's probabilities, what attention gives, and what the
 * feed-forward gives; 'inner' and 'attentionOut' are ModernBERT's places.
 */
export type DropoutSite =
  'embeddings' | 'attention' | 'attended' | 'outer' | 'inner' | 'attentionOut' | AdapterSite;

/** What the adapter of a module is given. */
export type AdapterSite = `lora.${string}`;

/** Which of the probabilities holds at a site. */
export function probabilityAt(site: DropoutSite, { hidden, attention, adapters = 0 }: Dropout): number {
  if (site.startsWith('lora.')) return adapters;
  return site.startsWith('attention') ? attention : hidden;
}

/** A part of an encoder under construction in a graph: its weights are inputs of their names behind `prefix`. */
export class Block {
  readonly weights: Record<string, Tensor> = {};

  constructor(
    readonly g: Graph,
    shapes: Shapes,
    private readonly dropout: Dropout = noDropout,
    prefix = '',
    /** alpha / r of the adapters among the weights. */
    private readonly adapterScale = 1,
  ) {
    for (const [name, shape] of Object.entries(shapes)) this.weights[name] = g.input(prefix + name, shape);
  }

  /** α·(x·wᵀ + b), b where there is one, and α·scale·x'·Aᵀ·Bᵀ where the module has an adapter. */
  dense(x: Tensor, name: string, alpha = 1): Tensor {
    const { g } = this;
    const weight = this.weight(`${name}.weight`);
    const bias = this.weights[`${name}.bias`];
    const y = bias ? g.linear(x, weight, bias, alpha) : g.gemm(x, weight, { transB: 1, alpha });
    const [a, b] = [this.weights[`${name}.lora_A.weight`], this.weights[`${name}.lora_B.weight`]];
    if (!a || !b) return y;
    const low = g.gemm(this.dropped(x, `lora.${name}`), a, { transB: 1 });
    return g.add(y, g.gemm(low, b, { transB: 1, alpha: alpha * this.adapterScale }));
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
