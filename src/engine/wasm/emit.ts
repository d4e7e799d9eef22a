/**
 * Writes WebAssembly functions as typed expressions.
 * Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html (SIMD and relaxed SIMD included, version 3.0).
 */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

/** Bytes of instructions that leave one value of a type, or nothing. */
export type Code<T extends ValueType | 'nothing'> = readonly number[] & { readonly leaves?: T };
export type I32 = Code<'i32'>;
export type F32 = Code<'f32'>;
export type F64 = Code<'f64'>;
export type V128 = Code<'v128'>;
export type Statement = Code<'nothing'>;

export interface Local<T extends ValueType> {
  readonly index: number;
  readonly type: T;
}

const typeCodes: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

export function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 127;
    rest >>>= 7;
    out.push(rest ? low | 128 : low);
  } while (rest);
  return out;
}

function signed(value: number): number[] {
  const out: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && !(low & 64)) || (rest === -1 && low & 64)) return [...out, low];
    out.push(low | 128);
  }
}

const ieee = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];

export const get = <T extends ValueType>(local: Local<T>): Code<T> => [0x20, ...unsigned(local.index)];
export const set = <T extends ValueType>(local: Local<T>, value: Code<T>): Statement => [
  ...value,
  0x21,
  ...unsigned(local.index),
];
export const sequence = (...statements: Statement[]): Statement => statements.flat();
export const call = (index: number, ...values: Code<ValueType>[]): Statement => [
  ...values.flat(),
  0x10,
  ...unsigned(index),
];

/** Loops while the condition holds, which is asked after the body. */
export const doWhile = (body: Statement, condition: I32): Statement => [
  0x03,
  0x40,
  ...body,
  ...condition,
  0x0d,
  0,
  0x0b,
];
export const when = (condition: I32, then: Statement, otherwise: Statement = []): Statement => [
  ...condition,
  0x04,
  0x40,
  ...then,
  ...(otherwise.length > 0 ? [0x05, ...otherwise] : []),
  0x0b,
];
/** for (counter = from; counter < to; counter += by), unsigned; not asked for its bound again before the first round when `sure`. */
export function loop(counter: Local<'i32'>, from: I32, to: I32, by: I32, body: Statement): Statement {
  const below = i32.below(get(counter), to);
  const rounds = doWhile([...body, ...set(counter, i32.add(get(counter), by))], below);
  return [...set(counter, from), ...when(below, rounds)];
}

const two =
  <A extends ValueType, B extends ValueType, T extends ValueType>(...opcode: number[]) =>
  (a: Code<A>, b: Code<B>): Code<T> => [...a, ...b, ...opcode];
const one =
  <A extends ValueType, T extends ValueType>(...opcode: number[]) =>
  (a: Code<A>): Code<T> => [...a, ...opcode];
const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

export const i32 = {
  const: (value: number): I32 => [0x41, ...signed(value)],
  add: two<'i32', 'i32', 'i32'>(0x6a),
  sub: two<'i32', 'i32', 'i32'>(0x6b),
  mul: two<'i32', 'i32', 'i32'>(0x6c),
  div: two<'i32', 'i32', 'i32'>(0x6e),
  rem: two<'i32', 'i32', 'i32'>(0x70),
  and: two<'i32', 'i32', 'i32'>(0x71),
  xor: two<'i32', 'i32', 'i32'>(0x73),
  shl: two<'i32', 'i32', 'i32'>(0x74),
  equal: two<'i32', 'i32', 'i32'>(0x46),
  below: two<'i32', 'i32', 'i32'>(0x49),
  atLeast: two<'i32', 'i32', 'i32'>(0x4f),
  /** The lesser of two, unsigned. */
  min: (a: I32, b: I32): I32 => [...a, ...b, ...i32.below(a, b), 0x1b],
  select: (condition: I32, then: I32, otherwise: I32): I32 => [...then, ...otherwise, ...condition, 0x1b],
  load: (at: I32, offset = 0): I32 => [...at, 0x28, 2, ...unsigned(offset)],
  store: (at: I32, value: I32, offset = 0): Statement => [...at, ...value, 0x36, 2, ...unsigned(offset)],
};

export const f32 = {
  load: (at: I32, offset = 0): F32 => [...at, 0x2a, 2, ...unsigned(offset)],
  store: (at: I32, value: F32, offset = 0): Statement => [...at, ...value, 0x38, 2, ...unsigned(offset)],
};

export const f64 = {
  add: two<'f64', 'f64', 'f64'>(0xa0),
  store: (at: I32, value: F64, offset = 0): Statement => [...at, ...value, 0x39, 3, ...unsigned(offset)],
};

export const v128 = {
  load: (at: I32, offset = 0): V128 => [...at, ...vector(0x00), 2, ...unsigned(offset)],
  /** One number, four times. */
  loadSplat: (at: I32, offset = 0): V128 => [...at, ...vector(0x09), 2, ...unsigned(offset)],
  store: (at: I32, value: V128, offset = 0): Statement => [
    ...at,
    ...value,
    ...vector(0x0b),
    2,
    ...unsigned(offset),
  ],
  storeLane: (at: I32, value: V128, lane: number, offset = 0): Statement => [
    ...at,
    ...value,
    ...vector(0x5a),
    2,
    ...unsigned(offset),
    lane,
  ],
  ints: (...lanes: [number, number, number, number]): V128 => [
    ...vector(0x0c),
    ...new Uint8Array(Int32Array.from(lanes).buffer),
  ],
  /** Lanes of two vectors as one: 0 to 3 are a's, 4 to 7 are b's. */
  lanes: (a: V128, b: V128, ...lanes: [number, number, number, number]): V128 => [
    ...a,
    ...b,
    ...vector(0x0d),
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
  ],
  not: one<'v128', 'v128'>(...vector(0x4d)),
  and: two<'v128', 'v128', 'v128'>(...vector(0x4e)),
  /** a and not b */
  andNot: two<'v128', 'v128', 'v128'>(...vector(0x4f)),
  or: two<'v128', 'v128', 'v128'>(...vector(0x50)),
  xor: two<'v128', 'v128', 'v128'>(...vector(0x51)),
  /** Where `mask` has ones a, else b. */
  select: (mask: V128, a: V128, b: V128): V128 => [...a, ...b, ...mask, ...vector(0x52)],
};

export const f32x4 = {
  const: (value: number): V128 => {
    const bytes = ieee(value);
    return [...vector(0x0c), ...bytes, ...bytes, ...bytes, ...bytes];
  },
  lane: (value: V128, lane: number): F32 => [...value, ...vector(0x1f), lane],
  equal: two<'v128', 'v128', 'v128'>(...vector(0x41)),
  below: two<'v128', 'v128', 'v128'>(...vector(0x43)),
  above: two<'v128', 'v128', 'v128'>(...vector(0x44)),
  nearest: one<'v128', 'v128'>(...vector(0x6a)),
  abs: one<'v128', 'v128'>(...vector(0xe0)),
  neg: one<'v128', 'v128'>(...vector(0xe1)),
  sqrt: one<'v128', 'v128'>(...vector(0xe3)),
  add: two<'v128', 'v128', 'v128'>(...vector(0xe4)),
  sub: two<'v128', 'v128', 'v128'>(...vector(0xe5)),
  mul: two<'v128', 'v128', 'v128'>(...vector(0xe6)),
  div: two<'v128', 'v128', 'v128'>(...vector(0xe7)),
  min: two<'v128', 'v128', 'v128'>(...vector(0xe8)),
  max: two<'v128', 'v128', 'v128'>(...vector(0xe9)),
  fromInts: one<'v128', 'v128'>(...vector(0xfa)),
};

export const i32x4 = {
  splat: one<'i32', 'v128'>(...vector(0x11)),
  above: two<'v128', 'v128', 'v128'>(...vector(0x3b)),
  add: two<'v128', 'v128', 'v128'>(...vector(0xae)),
  sub: two<'v128', 'v128', 'v128'>(...vector(0xb1)),
  mul: two<'v128', 'v128', 'v128'>(...vector(0xb5)),
  shl: (value: V128, by: number): V128 => [...value, ...i32.const(by), ...vector(0xab)],
  shr: (value: V128, by: number): V128 => [...value, ...i32.const(by), ...vector(0xac)],
  shrUnsigned: (value: V128, by: number): V128 => [...value, ...i32.const(by), ...vector(0xad)],
  fromFloats: one<'v128', 'v128'>(...vector(0xf8)),
};

export const f64x2 = {
  splatZero: [...vector(0x0c), ...Array<number>(16).fill(0)] as V128,
  /** The two low floats. */
  promote: one<'v128', 'v128'>(...vector(0x5f)),
  lane: (value: V128, lane: number): F64 => [...value, ...vector(0x21), lane],
  add: two<'v128', 'v128', 'v128'>(...vector(0xf0)),
  mul: two<'v128', 'v128', 'v128'>(...vector(0xf2)),
};

/** a·b + c: one instruction where the processor has one and the browser lets it (relaxed SIMD), else two. */
export type MultiplyAdd = (a: V128, b: V128, c: V128) => V128;
export const fusedMultiplyAdd: MultiplyAdd = (a, b, c) => [...a, ...b, ...c, ...vector(0x105)];
export const plainMultiplyAdd: MultiplyAdd = (a, b, c) => f32x4.add(f32x4.mul(a, b), c);

/** A function under construction: parameters first, all i32. */
export class Func {
  private readonly locals: ValueType[] = [];
  private readonly body: Statement[] = [];

  constructor(
    readonly index: number,
    readonly name: string,
    readonly parameters: number,
  ) {}

  parameter(index: number): Local<'i32'> {
    return { index, type: 'i32' };
  }

  local<T extends ValueType>(type: T): Local<T> {
    this.locals.push(type);
    return { index: this.parameters + this.locals.length - 1, type };
  }

  /** A new local with a value. */
  let<T extends ValueType>(type: T, value: Code<T>): Local<T> {
    const local = this.local(type);
    this.add(set(local, value));
    return local;
  }

  add(...statements: Statement[]): void {
    this.body.push(...statements);
  }

  bytes(): number[] {
    const locals = this.locals.map((type) => [1, typeCodes[type]]);
    const code = [...unsigned(locals.length), ...locals.flat(), ...this.body.flat(), 0x0b];
    return [...unsigned(code.length), ...code];
  }
}

/** A module under construction, whose memory is imported as env.memory; all its functions are exported by name. */
export class ModuleWriter {
  private readonly functions: Func[] = [];

  constructor(private readonly memory: { shared: boolean; maximum: number }) {}

  func(name: string, parameters: number): Func {
    const made = new Func(this.functions.length, name, parameters);
    this.functions.push(made);
    return made;
  }

  finish(): Uint8Array<ArrayBuffer> {
    const { functions } = this;
    const arities = [...new Set(functions.map(({ parameters }) => parameters))];
    const types = arities.map((n) => [0x60, ...unsigned(n), ...Array<number>(n).fill(typeCodes.i32), 0]);
    const name = (text: string): number[] => [...unsigned(text.length), ...new TextEncoder().encode(text)];
    const list = (entries: number[][]): number[] => [...unsigned(entries.length), ...entries.flat()];
    const section = (id: number, entries: number[][]): number[] => {
      const content = list(entries);
      return [id, ...unsigned(content.length), ...content];
    };
    const { shared, maximum } = this.memory;
    const limits = [shared ? 3 : 1, ...unsigned(1), ...unsigned(maximum)];
    return Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, types),
      ...section(2, [[...name('env'), ...name('memory'), 2, ...limits]]),
      ...section(
        3,
        functions.map(({ parameters }) => unsigned(arities.indexOf(parameters))),
      ),
      ...section(
        7,
        functions.map((func) => [...name(func.name), 0, ...unsigned(func.index)]),
      ),
      ...section(
        10,
        functions.map((func) => func.bytes()),
      ),
    ]);
  }
}
