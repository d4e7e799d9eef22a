import type { Graph, Tensor } from './graph';
import type { OnnxWriter } from './onnx';
import type { Shape } from './shape';

/** Numbers, lists of numbers, or a target shape. Which ones an operator reads is said beside it. */
export type Attributes = Readonly<Record<string, number | Shape>>;

export interface Applied {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Attributes;
}

/** One row of the table: shape rule, ONNX form, gradient rule. */
export interface Op {
  /** Shapes of the outputs. Throws 'engine/shape'. */
  shape(inputs: readonly Shape[], attributes: Attributes): Shape[];
  /** Adds the ONNX nodes that compute `outputs` from `inputs`. */
  write(onnx: OnnxWriter, inputs: readonly string[], outputs: readonly string[], applied: Applied): void;
  /** Gradient of each input given that of the first output; null: the input is not differentiable (an index). */
  grad(g: Graph, applied: Applied, dy: Tensor): (Tensor | null)[];
  /** A matrix product, which mixed precision computes in float16. */
  readonly product?: boolean;
  /** Worth keeping for the backward pass rather than computing twice. */
  readonly expensive?: boolean;
}

export function numberOf(attributes: Attributes, name: string, otherwise?: number): number {
  const value = attributes[name] ?? otherwise;
  if (typeof value !== 'number') throw new TypeError(`attribute ${name} must be a number`);
  return value;
}

export function shapeOf(attributes: Attributes, name: string): Shape {
  const value = attributes[name];
  if (value === undefined || typeof value === 'number')
    throw new TypeError(`attribute ${name} must be a list`);
  return value;
}

export function numbersOf(attributes: Attributes, name: string): number[] {
  return shapeOf(attributes, name).map((value) => {
    if (typeof value !== 'number') throw new TypeError(`attribute ${name} must hold numbers`);
    return value;
  });
}

/** The n-th input, tensor or shape or name: an operator that is given too few fails by name. */
export function nth<T>(list: readonly T[], n: number): T {
  const value = list[n];
  if (value === undefined) throw new TypeError(`input ${n} is missing`);
  return value;
}
