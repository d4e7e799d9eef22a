import type { ElementType } from './onnx';
import type { Applied, Attributes } from './op';
import { ops } from './ops';
import { axisOf, sameShape, staticDim, stretchedAxes, type Dim, type Shape } from './shape';

/** A value in a graph: an input, a constant, or what an operator gives. */
export interface Tensor {
  readonly id: number;
  readonly shape: Shape;
  readonly type: ElementType;
  readonly from: { input: string } | { constant: number } | { node: Node };
}

export interface Node extends Applied {
  readonly op: keyof typeof ops;
}

/** Operators applied to named inputs, in the order they were applied; nothing is computed here. */
export class Graph {
  private count = 0;
  private readonly inputs = new Map<string, Tensor>();
  private readonly constants = new Map<number, Tensor>();

  /** How many tensors there are so far: those of a later stage have ids from here on. */
  get size(): number {
    return this.count;
  }

  input(name: string, shape: Shape, type: ElementType = 'float32'): Tensor {
    const known = this.inputs.get(name);
    if (known) return known;
    const tensor: Tensor = { id: this.count++, shape, type, from: { input: name } };
    this.inputs.set(name, tensor);
    return tensor;
  }

  constant(value: number): Tensor {
    const known = this.constants.get(value);
    if (known) return known;
    const tensor: Tensor = { id: this.count++, shape: [], type: 'float32', from: { constant: value } };
    this.constants.set(value, tensor);
    return tensor;
  }

  /** All outputs of one operator. */
  applyAll(op: keyof typeof ops, inputs: readonly Tensor[], attributes: Attributes = {}): readonly Tensor[] {
    const shapes = ops[op].shape(
      inputs.map((tensor) => tensor.shape),
      attributes,
    );
    const outputs: Tensor[] = [];
    const node: Node = { op, inputs, outputs, attributes };
    for (const shape of shapes) {
      outputs.push({ id: this.count++, shape, type: 'float32', from: { node } });
    }
    return outputs;
  }

  apply(op: keyof typeof ops, inputs: readonly Tensor[], attributes: Attributes = {}): Tensor {
    const first = this.applyAll(op, inputs, attributes)[0];
    if (!first) throw new TypeError(`${op} has no output`);
    return first;
  }

  add = (a: Tensor, b: Tensor): Tensor => this.apply('add', [a, b]);
  sub = (a: Tensor, b: Tensor): Tensor => this.apply('sub', [a, b]);
  mul = (a: Tensor, b: Tensor): Tensor => this.apply('mul', [a, b]);
  div = (a: Tensor, b: Tensor): Tensor => this.apply('div', [a, b]);
  exp = (x: Tensor): Tensor => this.apply('exp', [x]);
  log = (x: Tensor): Tensor => this.apply('log', [x]);
  sqrt = (x: Tensor): Tensor => this.apply('sqrt', [x]);
  tanh = (x: Tensor): Tensor => this.apply('tanh', [x]);
  erf = (x: Tensor): Tensor => this.apply('erf', [x]);
  positive = (x: Tensor): Tensor => this.apply('positive', [x]);
  relu = (x: Tensor): Tensor => this.apply('relu', [x]);
  max = (x: Tensor): Tensor => this.apply('max', [x]);
  gelu = (x: Tensor): Tensor => this.apply('gelu', [x]);
  softmax = (x: Tensor): Tensor => this.apply('softmax', [x]);
  logSumExp = (x: Tensor): Tensor => this.apply('logSumExp', [x]);
  matmul = (a: Tensor, b: Tensor): Tensor => this.apply('matmul', [a, b]);
  gemm = (a: Tensor, b: Tensor, attributes: Attributes = {}): Tensor =>
    this.apply('gemm', [a, b], attributes);
  linear = (x: Tensor, w: Tensor, b: Tensor, alpha = 1): Tensor => this.apply('linear', [x, w, b], { alpha });
  transpose = (x: Tensor, perm: readonly number[]): Tensor => this.apply('transpose', [x], { perm });
  reshape = (x: Tensor, shape: Shape): Tensor =>
    sameShape(x.shape, shape) ? x : this.apply('reshape', [x], { shape });
  slice = (x: Tensor, from: number, to: number): Tensor => this.apply('slice', [x], { from, to });
  pad = (x: Tensor, before: number, after: number): Tensor => this.apply('pad', [x], { before, after });
  swapHalves = (x: Tensor): Tensor => this.apply('swapHalves', [x]);
  sum = (x: Tensor, axes: readonly number[]): Tensor => this.apply('sum', [x], { axes });

  regroup(x: Tensor, index: Tensor, inverse: Tensor, used: Tensor | undefined, width: number): Tensor {
    return this.apply('regroup', [x, index, inverse, ...(used ? [used] : [])], { width });
  }

  layerNorm(x: Tensor, gamma: Tensor, beta: Tensor | undefined, epsilon: number): Tensor {
    return this.apply('layerNorm', [x, gamma, ...(beta ? [beta] : [])], { epsilon });
  }

  /** The last two axes exchanged. */
  swapLast(x: Tensor): Tensor {
    const axes = x.shape.map((_, axis) => axis);
    const last = axes.length - 1;
    return this.transpose(x, [...axes.slice(0, -2), last, last - 1]);
  }

  scale(x: Tensor, factor: number): Tensor {
    return factor === 1 ? x : this.mul(x, this.constant(factor));
  }

  /** Φ(x) = ½(1 + erf(x/√2)) */
  normalCdf(x: Tensor): Tensor {
    return this.scale(this.add(this.erf(this.scale(x, Math.SQRT1_2)), this.constant(1)), 0.5);
  }

  sumLast(x: Tensor): Tensor {
    return this.sum(x, [axisOf(x.shape, -1)]);
  }

  /** Σ over the rows of a matrix, as a product with ones: a reduction over a leading axis is slow on WebGPU. [rows, n] -> [n] */
  sumRows(x: Tensor): Tensor {
    return this.reshape(this.onesTimes(x), [staticDim(x.shape, -1)]);
  }

  private onesTimes(x: Tensor): Tensor {
    return this.gemm(this.ones(x.shape[0] ?? 1), x);
  }

  /** [1, dim] of ones; the runtime feeds inputs of this name by itself. */
  ones(dim: Dim): Tensor {
    return this.input(`ones.${dim}`, [1, dim]);
  }

  /** The gradient of something stretched to x's shape, summed back to `shape`. */
  sumTo(x: Tensor, shape: Shape): Tensor {
    const axes = stretchedAxes(x.shape, shape);
    if (axes.length === 0) return x;
    if (x.shape.length === 2 && axes.length === 1 && axes[0] === 0)
      return this.reshape(this.onesTimes(x), shape);
    const sum = this.sum(x, axes);
    return sum.shape.length === shape.length ? sum : this.reshape(sum, shape);
  }

  /** y stretched to x's shape. x must be finite. */
  stretchLike(y: Tensor, x: Tensor): Tensor {
    return this.add(y, this.scale(x, 0));
  }
}

export function nodeOf(tensor: Tensor): Node | null {
  return 'node' in tensor.from ? tensor.from.node : null;
}
