import { nodeOf, type Node, type Tensor } from '../graph';
import { nth, numberOf, numbersOf } from '../op';
import type { Program, ProgramGraph } from '../program';
import { sameShape, staticDim, type Dim, type Shape } from '../shape';
import { fuse, readBy, turned, type Group } from './fuse';
import {
  apply,
  constant,
  operand,
  reduce,
  vectorOps,
  type RowKernelSpec,
  type RowOf,
  type RowValue,
  type VectorOp,
} from './row-kernel';

export interface Matrix {
  readonly tensor: Tensor;
  /** Whether its last two axes are read the other way round. */
  readonly turned: boolean;
}

/** Something a kernel, or a few, can do. */
export type Step =
  | {
      kind: 'rows';
      spec: RowKernelSpec;
      lead: Shape;
      /** Its sizes multiplied are the length of a row. */
      tail: Shape;
      operands: readonly Tensor[];
      results: readonly Tensor[];
    }
  | { kind: 'product'; a: Matrix; b: Matrix; bias: Tensor | null; alpha: number; y: Tensor }
  /** Sums over the axes from `from` up to `to`. */
  | { kind: 'columnSums'; x: Tensor; from: number; to: number; alpha: number; y: Tensor }
  | { kind: 'permute'; x: Tensor; perm: readonly number[]; y: Tensor }
  /** Columns of the last axis; zeros where nothing is copied to. */
  | { kind: 'copy'; x: Tensor; pieces: readonly { from: number; to: number; width: number }[]; y: Tensor }
  | { kind: 'gather'; x: Tensor; index: Tensor; width: number; y: Tensor }
  /** The same numbers in another shape. */
  | { kind: 'alias'; x: Tensor; y: Tensor };

export interface Plan {
  readonly program: Program;
  readonly graph: ProgramGraph;
  readonly steps: readonly Step[];
  /** Tensors fed, by name. */
  readonly leaves: ReadonlyMap<Tensor, string>;
}

/** A program has something that no kernel does; onnxruntime does it. */
export class NoKernel extends Error {}

export function stepInputs(step: Step): readonly Tensor[] {
  switch (step.kind) {
    case 'rows':
      return step.operands;
    case 'product':
      return [step.a.tensor, step.b.tensor, ...(step.bias ? [step.bias] : [])];
    case 'gather':
      return [step.x, step.index];
    default:
      return [step.x];
  }
}

export const stepOutputs = (step: Step): readonly Tensor[] =>
  step.kind === 'rows' ? step.results : [step.y];

/** Throws NoKernel. */
export function planProgram(program: Program): Plan {
  const { graph } = program;
  if (!graph) throw new NoKernel(`${program.name} was written for onnxruntime`);
  const given = new Set(graph.given.keys());
  const outputs = Object.values(graph.outputs);
  const groups = fuse(outputs, given);
  const wanted = new Set(outputs);
  for (const group of groups)
    for (const node of group.nodes)
      for (const tensor of readBy(node, given)) {
        const from = given.has(tensor) ? null : nodeOf(tensor);
        if (from && !group.nodes.has(from)) wanted.add(tensor);
      }
  const steps = groups.map((group) => stepOf(group, wanted, given));
  const leaves = new Map<Tensor, string>();
  const fed = new Set(program.inputs.map(({ name }) => name));
  for (const tensor of [...outputs, ...steps.flatMap(stepInputs)]) {
    const name = graph.given.get(tensor) ?? ('input' in tensor.from ? tensor.from.input : undefined);
    if (name !== undefined && fed.has(name)) leaves.set(tensor, name);
    else if (!nodeOf(tensor)) throw new NoKernel('a constant stands where a tensor should');
  }
  return { program, graph, steps, leaves };
}

function stepOf(group: Group, wanted: ReadonlySet<Tensor>, given: ReadonlySet<Tensor>): Step {
  if (group.rows) return rowsStep(group, group.rows, wanted);
  const [node] = group.nodes;
  if (!node) throw new TypeError('an empty group');
  const { op, inputs, outputs, attributes } = node;
  const [x, y] = [nth(inputs, 0), nth(outputs, 0)];
  switch (op) {
    case 'matmul':
      return batchedProduct(node, given);
    case 'gemm':
      return matrixProduct(node);
    case 'linear':
      return {
        kind: 'product',
        a: { tensor: x, turned: false },
        b: { tensor: nth(inputs, 1), turned: true },
        bias: nth(inputs, 2),
        alpha: numberOf(attributes, 'alpha', 1),
        y,
      };
    case 'sum':
      return sumStep(x, numbersOf(attributes, 'axes'), y);
    case 'reshape':
      return { kind: 'alias', x, y };
    case 'transpose':
      return { kind: 'permute', x, perm: numbersOf(attributes, 'perm'), y };
    case 'slice': {
      const from = numberOf(attributes, 'from');
      return { kind: 'copy', x, pieces: [{ from, to: 0, width: staticDim(y.shape, -1) }], y };
    }
    case 'pad': {
      const to = numberOf(attributes, 'before');
      return { kind: 'copy', x, pieces: [{ from: 0, to, width: staticDim(x.shape, -1) }], y };
    }
    case 'swapHalves': {
      const width = staticDim(x.shape, -1) / 2;
      const pieces = [
        { from: width, to: 0, width },
        { from: 0, to: width, width },
      ];
      return { kind: 'copy', x, pieces, y };
    }
    case 'regroup':
      return { kind: 'gather', x, index: nth(inputs, 1), width: numberOf(attributes, 'width'), y };
    default:
      throw new NoKernel(`no kernel for ${op}`);
  }
}

function batchedProduct({ inputs, outputs }: Node, given: ReadonlySet<Tensor>): Step {
  const matrix = (tensor: Tensor): Matrix => {
    const source = turned(tensor, given);
    return { tensor: source ?? tensor, turned: source !== null };
  };
  const [a, b] = [matrix(nth(inputs, 0)), matrix(nth(inputs, 1))];
  const batch = (tensor: Tensor): Shape => tensor.shape.slice(0, -2);
  const alone = (shape: Shape): boolean => shape.every((dim) => dim === 1);
  const [leadA, leadB] = [batch(a.tensor), batch(b.tensor)];
  if (!sameShape(leadA, leadB) && !alone(leadA) && !alone(leadB)) throw new NoKernel('stretched batches');
  return { kind: 'product', a, b, bias: null, alpha: 1, y: nth(outputs, 0) };
}

function matrixProduct({ inputs, outputs, attributes }: Node): Step {
  const [a, b, y] = [nth(inputs, 0), nth(inputs, 1), nth(outputs, 0)];
  const transA = numberOf(attributes, 'transA', 0) === 1;
  const transB = numberOf(attributes, 'transB', 0) === 1;
  const alpha = numberOf(attributes, 'alpha', 1);
  const ones = 'input' in a.from && a.from.input.startsWith('ones.');
  if (ones && !transA && !transB) return { kind: 'columnSums', x: b, from: 0, to: 1, alpha, y };
  return {
    kind: 'product',
    a: { tensor: a, turned: transA },
    b: { tensor: b, turned: transB },
    bias: null,
    alpha,
    y,
  };
}

function sumStep(x: Tensor, axes: readonly number[], y: Tensor): Step {
  const sorted = axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis)).sort((a, b) => a - b);
  const [from = 0] = sorted;
  const to = from + sorted.length;
  if (sorted.some((axis, i) => axis !== from + i)) throw new NoKernel('a sum over axes apart');
  if (to < x.shape.length) return { kind: 'columnSums', x, from, to, alpha: 1, y };
  const spec: RowKernelSpec = {
    operands: [{ column: false, rowOf: 'same' }],
    outputs: [reduce('sum', operand(0, false))],
  };
  return {
    kind: 'rows',
    spec,
    lead: x.shape.slice(0, from),
    tail: x.shape.slice(from),
    operands: [x],
    results: [y],
  };
}

/** A group's nodes as one kernel. */
function rowsStep(
  { nodes }: Group,
  { lead, n }: NonNullable<Group['rows']>,
  wanted: ReadonlySet<Tensor>,
): Step {
  const operands: Tensor[] = [];
  const specs: { column: boolean; rowOf: RowOf }[] = [];
  const values = new Map<Tensor, RowValue>();
  const valueOf = (tensor: Tensor): RowValue => {
    const known = values.get(tensor);
    if (known) return known;
    let value: RowValue;
    if ('constant' in tensor.from) value = constant(tensor.from.constant);
    else {
      const spec = operandSpec(tensor.shape, lead, n);
      value = operand(operands.length, spec.column);
      operands.push(tensor);
      specs.push(spec);
    }
    values.set(tensor, value);
    return value;
  };
  const ordered = [...nodes].sort((a, b) => nth(a.outputs, 0).id - nth(b.outputs, 0).id);
  for (const node of ordered) {
    const results = nodeValues(node, valueOf, n);
    node.outputs.forEach((output, i) => {
      const result = results[i];
      if (result) values.set(output, result);
      else if (wanted.has(output)) throw new NoKernel(`output ${i} of ${node.op}`);
    });
  }
  const results = ordered.flatMap(({ outputs }) => outputs.filter((output) => wanted.has(output)));
  const outputs = results.map((tensor) => values.get(tensor)!);
  return { kind: 'rows', spec: { operands: specs, outputs }, lead, tail: [n], operands, results };
}

function operandSpec(shape: Shape, lead: Shape, n: Dim): { column: boolean; rowOf: RowOf } {
  const padded = [...Array<Dim>(Math.max(0, lead.length + 1 - shape.length)).fill(1), ...shape];
  const last = padded.at(-1) ?? 1;
  const own = padded.slice(0, -1);
  if (last !== n && last !== 1) throw new NoKernel('rows of another length');
  const alone = own.every((dim) => dim === 1);
  const column = last === 1 && (n !== 1 || (alone && !sameShape(own, lead)));
  if (sameShape(own, lead) && !(column && alone)) return { column, rowOf: 'same' };
  return { column, rowOf: alone ? 'only' : 'broadcast' };
}

/** Which row (r / div) % mod of an operand belongs to row r, with the sizes known. Throws NoKernel. */
export function broadcastRows(
  shape: readonly number[],
  lead: readonly number[],
): { div: number; mod: number } {
  const own = [...Array<number>(Math.max(0, lead.length + 1 - shape.length)).fill(1), ...shape].slice(0, -1);
  const kept = lead.flatMap((dim, axis) => (dim !== 1 && own[axis] === dim ? [axis] : []));
  const [first = 0, last = -1] = [kept[0], kept.at(-1)];
  const product = (dims: readonly number[]): number => dims.reduce((total, dim) => total * dim, 1);
  if (product(own.slice(first, last + 1)) !== product(lead.slice(first, last + 1)))
    throw new NoKernel('stretched between axes that are not');
  return { div: product(lead.slice(last + 1)), mod: product(lead.slice(first, last + 1)) };
}

const numberByNumber = new Set<string>(vectorOps);
const isVectorOp = (op: string): op is VectorOp => numberByNumber.has(op);

/** What a node's outputs are along a row. */
function nodeValues(
  { op, inputs, attributes }: Node,
  valueOf: (tensor: Tensor) => RowValue,
  n: Dim,
): (RowValue | null)[] {
  const values = inputs.map(valueOf);
  const x = nth(values, 0);
  if (isVectorOp(op)) return [apply(op, ...values)];
  const powers = (): { top: RowValue; e: RowValue; sum: RowValue } => {
    const top = reduce('max', x);
    const e = apply('exp', apply('sub', x, top));
    return { top, e, sum: reduce('sum', e) };
  };
  switch (op) {
    case 'sum':
      return [reduce('sum', x)];
    case 'max':
      return [reduce('max', x)];
    case 'softmax': {
      const { e, sum } = powers();
      return [apply('mul', e, apply('div', constant(1), sum))];
    }
    case 'logSumExp': {
      const { top, sum } = powers();
      return [apply('add', apply('log', sum), top)];
    }
    case 'layerNorm': {
      if (typeof n !== 'number') throw new NoKernel('a norm of unknown size');
      const share = constant(1 / n);
      const mean = apply('mul', reduce('sum', x), share);
      const centred = apply('sub', x, mean);
      const variance = apply('mul', reduce('sum', apply('mul', centred, centred)), share);
      const epsilon = constant(Number(attributes.epsilon));
      const inverse = apply('div', constant(1), apply('sqrt', apply('add', variance, epsilon)));
      const scaled = apply('mul', apply('mul', centred, inverse), nth(values, 1));
      return [values[2] ? apply('add', scaled, values[2]) : scaled, mean, inverse];
    }
    default:
      throw new NoKernel(`no kernel for ${op}`);
  }
}
