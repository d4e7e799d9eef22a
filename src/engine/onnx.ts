import type { Dim, Shape } from './shape';

/**
 * Writes ONNX files: protocol buffers by hand, for the few messages an inference graph needs.
 * Field numbers: https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto
 */
export type ElementType = 'float32' | 'int32' | 'int64';
export type AttributeValue =
  { int: number } | { float: number } | { ints: readonly number[] } | { string: string };

const elementCodes: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7 };
const VARINT = 0;
const BYTES = 2;
const FIXED32 = 5;
const utf8 = new TextEncoder();

/** One message under construction: a list of byte runs, so that weights are copied once, at the end. */
class Message {
  readonly parts: Uint8Array[] = [];
  length = 0;

  bytes(part: Uint8Array): void {
    this.parts.push(part);
    this.length += part.length;
  }

  private varint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    const out: number[] = [];
    do {
      const low = Number(rest & 127n);
      rest >>= 7n;
      out.push(rest > 0n ? low | 128 : low);
    } while (rest > 0n);
    this.bytes(Uint8Array.from(out));
  }

  private tag(field: number, wire: number): void {
    this.varint(field * 8 + wire);
  }

  int(field: number, value: number): this {
    this.tag(field, VARINT);
    this.varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.tag(field, FIXED32);
    this.bytes(new Uint8Array(new Float32Array([value]).buffer));
    return this;
  }

  raw(field: number, value: Uint8Array): this {
    this.tag(field, BYTES);
    this.varint(value.length);
    this.bytes(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.raw(field, utf8.encode(value));
  }

  message(field: number, value: Message): this {
    this.tag(field, BYTES);
    this.varint(value.length);
    for (const part of value.parts) this.bytes(part);
    return this;
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

function attribute(name: string, value: AttributeValue): Message {
  const message = new Message().string(1, name);
  if ('int' in value) return message.int(3, value.int).int(20, 2);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  if ('string' in value) return message.string(4, value.string).int(20, 3);
  for (const int of value.ints) message.int(8, int);
  return message.int(20, 7);
}

function dimension(dim: Dim): Message {
  return typeof dim === 'number' ? new Message().int(1, dim) : new Message().string(2, dim);
}

function valueInfo(name: string, type: ElementType, shape: Shape): Message {
  const dims = new Message();
  for (const dim of shape) dims.message(1, dimension(dim));
  const tensor = new Message().int(1, elementCodes[type]).message(2, dims);
  return new Message().string(1, name).message(2, new Message().message(1, tensor));
}

/** A graph under construction. Nodes must be added in topological order. */
export class OnnxWriter {
  /** What was declared so far. */
  readonly inputs: { name: string; type: ElementType; shape: Shape }[] = [];
  readonly outputs: string[] = [];
  private readonly graph = new Message();
  private readonly constants = new Map<string, string>();
  private fresh = 0;

  constructor(private readonly opset: number) {}

  input(name: string, type: ElementType, shape: Shape): void {
    this.inputs.push({ name, type, shape });
    this.graph.message(11, valueInfo(name, type, shape));
  }

  output(name: string, type: ElementType, shape: Shape): void {
    this.outputs.push(name);
    this.graph.message(12, valueInfo(name, type, shape));
  }

  /** Adds a node; names its outputs itself unless they are given. Returns the first output. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    outputs: readonly string[] = [`t${this.fresh++}`],
  ): string {
    const node = new Message();
    for (const input of inputs) node.string(1, input);
    for (const output of outputs) node.string(2, output);
    node.string(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.graph.message(1, node);
    return outputs[0] ?? '';
  }

  /** Weights, embedded; float32 little-endian, row-major. */
  initializer(name: string, shape: readonly number[], data: Float32Array): void {
    this.tensor(name, 'float32', shape, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }

  /** A float constant of the given shape (scalar by default); equal ones are shared. */
  floats(values: readonly number[], shape: readonly number[] = []): string {
    return this.shared(`f${shape.join('x')}:${values.join()}`, (name) =>
      this.tensor(name, 'float32', shape, new Uint8Array(Float32Array.from(values).buffer)),
    );
  }

  /** A one-dimensional int64 constant (axes, target shapes, bounds); `scalar` drops the axis. */
  ints(values: readonly number[], scalar = false): string {
    return this.shared(`i${scalar}:${values.join()}`, (name) => {
      const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
      this.tensor(name, 'int64', scalar ? [] : [values.length], bytes);
    });
  }

  finish(graphName: string): Uint8Array {
    this.graph.string(2, graphName);
    return new Message()
      .int(1, 8)
      .string(2, 'hone')
      .message(7, this.graph)
      .message(8, new Message().string(1, '').int(2, this.opset))
      .finish();
  }

  private shared(key: string, add: (name: string) => void): string {
    const known = this.constants.get(key);
    if (known) return known;
    const name = `c${this.constants.size}`;
    this.constants.set(key, name);
    add(name);
    return name;
  }

  private tensor(name: string, type: ElementType, shape: readonly number[], bytes: Uint8Array): void {
    const tensor = new Message();
    for (const dim of shape) tensor.int(1, dim);
    this.graph.message(5, tensor.int(2, elementCodes[type]).string(8, name).raw(9, bytes));
  }
}
