import { nodeOf, type Node, type Tensor } from './graph';
import { OnnxWriter, type ElementType } from './onnx';
import type { Op } from './op';
import { ops } from './ops';
import type { Shape } from './shape';

export interface ProgramInput {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

/** An ONNX file with named inputs and outputs; compiled once by a runtime, run with tensors of any sizes that fit. */
export interface Program {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly inputs: readonly ProgramInput[];
  readonly outputs: readonly string[];
  /** What it was cut from, where it was: our own kernels work from that. */
  readonly graph?: ProgramGraph;
}

export interface ProgramGraph {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Tensors that are inputs under these names. */
  readonly given: ReadonlyMap<Tensor, string>;
}

/** ONNX's numbers of the types. */
const FLOAT32 = 1;
const FLOAT16 = 10;

/** A product with ones is a sum, which float16 would not hold. */
const isProduct = ({ op, inputs }: Node): boolean =>
  (ops[op] as Op).product === true &&
  !inputs.some(({ from }) => 'input' in from && from.input.startsWith('ones.'));

/** The first opset with Gelu. */
const OPSET = 20;

/** A program written node by node, of operators that have no place in the table: they are never differentiated. */
export function writeProgram(name: string, write: (onnx: OnnxWriter) => void): Program {
  const onnx = new OnnxWriter(OPSET);
  write(onnx);
  return { name, bytes: onnx.finish(name), inputs: onnx.inputs, outputs: onnx.outputs };
}

/**
 * Cuts the part of a graph that computes `outputs` out of it. Tensors in `given` become inputs under their name there
 * instead of being computed: that is how a backward program takes what the forward program kept. `halfProducts`: matrix
 * products take and give float16, all else float32; only onnxruntime follows it.
 */
export function cutProgram(
  name: string,
  outputs: Readonly<Record<string, Tensor>>,
  given: ReadonlyMap<Tensor, string> = new Map(),
  halfProducts = false,
): Program {
  return {
    ...writeProgram(name, (onnx) => writeGraph(onnx, outputs, given, halfProducts)),
    graph: { outputs, given },
  };
}

function writeGraph(
  onnx: OnnxWriter,
  outputs: Readonly<Record<string, Tensor>>,
  given: ReadonlyMap<Tensor, string>,
  halfProducts: boolean,
): void {
  const results = new Map(Object.entries(outputs).map(([output, tensor]) => [tensor, output]));
  const names = writeNodes(onnx, Object.values(outputs), new Map(), given, results, halfProducts);
  for (const [i, [output, tensor]] of Object.entries(outputs).entries()) {
    // An input, or one tensor under two names, needs a node of its own to carry the output's name.
    if (names[i] !== output) onnx.node('Identity', [names[i]!], {}, [output]);
    onnx.output(output, tensor.type, tensor.shape);
  }
}

/**
 * Adds the nodes that compute `tensors` to a file and gives the tensors' names there. Inputs become inputs of the file, but
 * those that it has already, which `known` names. Calls for one file must be about one graph, whose ids make names unique.
 */
export function writeNodes(
  onnx: OnnxWriter,
  tensors: readonly Tensor[],
  known: ReadonlyMap<string, string>,
  given: ReadonlyMap<Tensor, string> = new Map(),
  results: ReadonlyMap<Tensor, string> = new Map(),
  halfProducts = false,
): string[] {
  const names = new Map<Tensor, string>();
  const halves = new Map<string, string>();
  const halfOf = (operand: string): string => {
    const half = halves.get(operand) ?? onnx.node('Cast', [operand], { to: { int: FLOAT16 } });
    halves.set(operand, half);
    return half;
  };
  const writeHalf = (node: Node, operands: readonly string[], produced: string): void => {
    const half = `${produced}.half`;
    ops[node.op].write(onnx, operands.map(halfOf), [half], node);
    onnx.node('Cast', [half], { to: { int: FLOAT32 } }, [produced]);
  };
  const addInput = (tensor: Tensor, input: string): string => {
    const there = known.get(input);
    if (there) return there;
    onnx.input(input, tensor.type, tensor.shape);
    return input;
  };
  const nameOf = (tensor: Tensor): string => {
    const found = names.get(tensor) ?? define(tensor);
    names.set(tensor, found);
    return found;
  };
  const define = (tensor: Tensor): string => {
    const { from } = tensor;
    const kept = given.get(tensor);
    if (kept) return addInput(tensor, kept);
    if ('input' in from) {
      const fixed = tensor.shape.filter((dim) => typeof dim === 'number');
      const ones = from.input.startsWith('ones.') && fixed.length === tensor.shape.length;
      return ones ? onnx.floats(Array(fixed.at(-1)).fill(1), fixed) : addInput(tensor, from.input);
    }
    if ('constant' in from) return onnx.floats([from.constant]);
    const { node } = from;
    const operands = node.inputs.map(nameOf);
    const produced = node.outputs.map((output) => results.get(output) ?? `n${output.id}`);
    node.outputs.forEach((output, i) => names.set(output, produced[i]!));
    if (halfProducts && isProduct(node)) writeHalf(node, operands, produced[0]!);
    else ops[node.op].write(onnx, operands, produced, node);
    return names.get(tensor)!;
  };
  return tensors.map(nameOf);
}

/**
 * What the forward part (ids below `boundary`) should keep so that `targets`, computed after it, need no expensive
 * operator twice: the expensive results met first on the way back. Cheap ones are computed again.
 */
export function worthKeeping(targets: readonly Tensor[], boundary: number): Tensor[] {
  const kept = new Set<Tensor>();
  const seen = new Set<Tensor>();
  const visit = (tensor: Tensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    const node = nodeOf(tensor);
    if (!node) return;
    if (tensor.id < boundary && (ops[node.op] as { expensive?: boolean }).expensive) kept.add(tensor);
    else node.inputs.forEach(visit);
  };
  targets.forEach(visit);
  return [...kept];
}
