import {
  f32x4,
  get,
  i32,
  i32x4,
  loop,
  set,
  v128,
  when,
  type I32,
  type Local,
  type ModuleWriter,
  type MultiplyAdd,
  type Statement,
  type V128,
} from './emit';
import { at, kernel } from './kernel';
import { VectorMath } from './vector-math';

/** What is done number by number. */
export const vectorOps = [
  'add',
  'sub',
  'mul',
  'div',
  'exp',
  'log',
  'sqrt',
  'tanh',
  'erf',
  'positive',
  'relu',
  'gelu',
] as const;
export type VectorOp = (typeof vectorOps)[number];
/** Too dear to be computed once more where a later pass over the row needs them. */
const dear = new Set<VectorOp>(['exp', 'log', 'tanh', 'erf', 'gelu']);

/**
 * A value along the rows of a matrix [rows, n]: one number a place, or with `column` one number a row. `level` counts the sums
 * and maxima over whole rows that must be known first, which is how many passes over the row come before it.
 */
export type RowValue = { readonly level: number; readonly column: boolean } & (
  | { readonly kind: 'operand'; readonly operand: number }
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'apply'; readonly op: VectorOp; readonly inputs: readonly RowValue[] }
  | { readonly kind: 'reduce'; readonly how: 'sum' | 'max'; readonly input: RowValue }
);

export const constant = (value: number): RowValue => ({ kind: 'constant', value, level: 0, column: true });
export const operand = (index: number, column: boolean): RowValue => ({
  kind: 'operand',
  operand: index,
  level: 0,
  column,
});
export const apply = (op: VectorOp, ...inputs: RowValue[]): RowValue => ({
  kind: 'apply',
  op,
  inputs,
  level: Math.max(...inputs.map(({ level }) => level)),
  column: inputs.every(({ column }) => column),
});
export const reduce = (how: 'sum' | 'max', input: RowValue): RowValue => ({
  kind: 'reduce',
  how,
  input,
  level: input.level + 1,
  column: true,
});

/** Which row of an operand belongs to row r: r itself, the only one, or (r / div) % mod, told at run time. */
export type RowOf = 'same' | 'only' | 'broadcast';

export interface RowKernelSpec {
  readonly operands: readonly { readonly column: boolean; readonly rowOf: RowOf }[];
  readonly outputs: readonly RowValue[];
}

/** Numbers in one unit of a flat kernel's range. */
export const FLAT_UNIT = 1024;

/** Words of arguments: n; per operand its address, and div and mod where 'broadcast'; addresses of the outputs. */
export function argumentNames({ operands, outputs }: RowKernelSpec): string[] {
  return [
    'n',
    ...operands.flatMap(({ rowOf }, i) => [
      `x${i}`,
      ...(rowOf === 'broadcast' ? [`div${i}`, `mod${i}`] : []),
    ]),
    ...outputs.map((_, i) => `y${i}`),
  ];
}

/** No sums over rows and nothing stretched but single numbers: the numbers' places do not matter. */
export const isFlat = ({ operands, outputs }: RowKernelSpec): boolean =>
  operands.every(({ column, rowOf }) => (column ? rowOf === 'only' : rowOf === 'same')) &&
  outputs.every(({ level, column }) => level === 0 && !column);

/** How many rows of scratch a kernel uses. */
export function writeRowKernel(
  writer: ModuleWriter,
  name: string,
  spec: RowKernelSpec,
  multiplyAdd: MultiplyAdd,
): number {
  return new RowWriter(writer, name, spec, multiplyAdd).write();
}

class RowWriter {
  private readonly kernel;
  private readonly math: VectorMath;
  /** Offset in bytes within the row. */
  private readonly offset: Local<'i32'>;
  private readonly mask: Local<'v128'>;
  private readonly rows: Local<'i32'>[];
  private readonly targets: Local<'i32'>[];
  private readonly splats = new Map<RowValue | number, Local<'v128'>>();
  private readonly slots = new Map<RowValue, number>();
  private readonly slotBytes: Local<'i32'>;
  private readonly levels: number;

  constructor(
    writer: ModuleWriter,
    name: string,
    private readonly spec: RowKernelSpec,
    multiplyAdd: MultiplyAdd,
  ) {
    this.kernel = kernel(writer, name, argumentNames(spec));
    const { func } = this.kernel;
    this.math = new VectorMath(func, multiplyAdd);
    this.offset = func.local('i32');
    this.mask = func.local('v128');
    this.rows = spec.operands.map(() => func.local('i32'));
    this.targets = spec.outputs.map(() => func.local('i32'));
    this.slotBytes = func.local('i32');
    this.levels = Math.max(...spec.outputs.map(({ level }) => level));
    this.findSlots();
  }

  write(): number {
    const { func, args, from, to } = this.kernel;
    const n = args.n!;
    const { operands } = this.spec;
    operands.forEach(({ column, rowOf }, i) => {
      if (rowOf !== 'only') return;
      func.add(set(this.rows[i]!, get(args[`x${i}`]!)));
      if (column) func.add(set(this.splat(i), v128.loadSplat(get(args[`x${i}`]!))));
    });
    if (isFlat(this.spec)) {
      operands.forEach((_, i) => func.add(set(this.rows[i]!, get(args[`x${i}`]!))));
      this.spec.outputs.forEach((_, i) => func.add(set(this.targets[i]!, get(args[`y${i}`]!))));
      const bytes = (units: I32): I32 => i32.mul(units, i32.const(4 * FLAT_UNIT));
      const end = func.let('i32', i32.min(bytes(get(to)), i32.shl(get(n), i32.const(2))));
      // The last vector may reach over the end, into the padding that every tensor has.
      func.add(loop(this.offset, bytes(get(from)), get(end), i32.const(16), this.pass(0, false)));
      return 0;
    }
    const row = func.local('i32');
    const wholeBytes = func.let('i32', i32.shl(i32.and(get(n), i32.const(-4)), i32.const(2)));
    const rest = func.let('i32', i32.and(get(n), i32.const(3)));
    func.add(
      set(this.mask, i32x4.above(i32x4.splat(get(rest)), v128.ints(0, 1, 2, 3))),
      set(this.slotBytes, i32.and(i32.add(i32.shl(get(n), i32.const(2)), i32.const(15)), i32.const(-16))),
    );
    const body = [...this.startRow(row)];
    for (let level = 0; level <= this.levels; level++) {
      const sums = this.reductionsAt(level);
      for (const value of sums) {
        const how = value.kind === 'reduce' && value.how;
        body.push(...set(this.splat(value), f32x4.const(how === 'max' ? -Infinity : 0)));
      }
      const main = this.pass(level, false);
      if (main.length > 0) {
        body.push(
          ...loop(this.offset, i32.const(0), get(wholeBytes), i32.const(16), main),
          ...when(get(rest), [...set(this.offset, get(wholeBytes)), ...this.pass(level, true)]),
        );
      }
      for (const value of sums) body.push(...this.acrossLanes(value));
      body.push(...this.columnsAt(level + 1));
    }
    func.add(loop(row, get(from), get(to), i32.const(1), [...body]));
    return this.slots.size;
  }

  private startRow(row: Local<'i32'>): Statement {
    const { args } = this.kernel;
    const rowBytes = i32.shl(get(args.n!), i32.const(2));
    const statements: number[] = [];
    this.spec.operands.forEach(({ column, rowOf }, i) => {
      if (rowOf === 'only') return;
      const index =
        rowOf === 'same'
          ? get(row)
          : i32.rem(i32.div(get(row), get(args[`div${i}`]!)), get(args[`mod${i}`]!));
      statements.push(...set(this.rows[i]!, at(args[`x${i}`]!, index, column ? i32.const(4) : rowBytes)));
      if (column) statements.push(...set(this.splat(i), v128.loadSplat(get(this.rows[i]!))));
    });
    this.spec.outputs.forEach(({ column }, i) => {
      statements.push(
        ...set(this.targets[i]!, at(args[`y${i}`]!, get(row), column ? i32.const(4) : rowBytes)),
      );
    });
    statements.push(...this.columnsAt(0));
    return statements;
  }

  /** What is one number a row and known before pass `level`: computed once, and stored where it is an output. */
  private columnsAt(level: number): Statement {
    const computed = this.values().flatMap((value) => {
      if (value.kind !== 'apply' || !value.column || value.level !== level) return [];
      const inputs = value.inputs.map((input) => this.value(input, level, new Map()).code);
      return set(this.splat(value), this.applied(value.op, inputs));
    });
    const stored = this.spec.outputs.flatMap((value, i) =>
      value.column && value.level === level
        ? v128.storeLane(get(this.targets[i]!), this.value(value, level, new Map()).code, 0)
        : [],
    );
    return [...computed, ...stored];
  }

  /** Everything one vector of the row needs in a pass: sums, outputs and what later passes take up. */
  private pass(level: number, tail: boolean): Statement {
    const known = new Map<RowValue, Local<'v128'>>();
    const statements: number[] = [];
    const take = (value: RowValue): V128 => {
      const { before, code } = this.value(value, level, known);
      statements.push(...before);
      return code;
    };
    for (const sum of this.reductionsAt(level)) {
      if (sum.kind !== 'reduce') continue;
      const neutral = f32x4.const(sum.how === 'max' ? -Infinity : 0);
      const input = take(sum.input);
      const part = tail ? v128.select(get(this.mask), input, neutral) : input;
      const local = this.splat(sum);
      statements.push(...set(local, (sum.how === 'max' ? f32x4.max : f32x4.add)(get(local), part)));
    }
    for (const [value, slot] of this.slots) {
      if (value.level !== level) continue;
      statements.push(...v128.store(this.slotAt(slot), take(value)));
    }
    this.spec.outputs.forEach((value, i) => {
      if (value.column || value.level !== level) return;
      const target = i32.add(get(this.targets[i]!), get(this.offset));
      const code = take(value);
      statements.push(
        ...(tail
          ? [0, 1, 2].flatMap((lane) =>
              when(
                i32.below(i32.const(lane), i32.and(get(this.kernel.args.n!), i32.const(3))),
                v128.storeLane(target, code, lane, 4 * lane),
              ),
            )
          : v128.store(target, code)),
      );
    });
    return statements;
  }

  /** A value at the present place: statements that must come first, and code that may be used again and again. */
  private value(
    value: RowValue,
    level: number,
    known: Map<RowValue, Local<'v128'>>,
  ): { before: Statement; code: V128 } {
    const found = known.get(value);
    if (found) return { before: [], code: get(found) };
    if (value.kind === 'constant') return { before: [], code: f32x4.const(value.value) };
    if (value.kind === 'reduce') return { before: [], code: get(this.splat(value)) };
    if (value.kind === 'operand' && value.column) return { before: [], code: get(this.splat(value.operand)) };
    if (value.column) return { before: [], code: get(this.splat(value)) };
    const local = this.kernel.func.local('v128');
    const before: number[] = [];
    let code: V128;
    const slot = this.slots.get(value);
    if (value.kind === 'operand') {
      code = v128.load(i32.add(get(this.rows[value.operand]!), get(this.offset)));
    } else if (slot !== undefined && value.level < level) {
      code = v128.load(this.slotAt(slot));
    } else {
      const inputs = value.inputs.map((input) => {
        const part = this.value(input, level, known);
        before.push(...part.before);
        return part.code;
      });
      code = this.applied(value.op, inputs);
    }
    before.push(...set(local, code));
    known.set(value, local);
    return { before, code: get(local) };
  }

  private applied(op: VectorOp, [a = [], b = []]: readonly V128[]): V128 {
    switch (op) {
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
        return f32x4[op](a, b);
      case 'sqrt':
        return f32x4.sqrt(a);
      case 'relu':
        return f32x4.max(a, f32x4.const(0));
      case 'positive':
        return v128.and(f32x4.above(a, f32x4.const(0)), f32x4.const(1));
      default:
        return this.math[op](a);
    }
  }

  private acrossLanes(value: RowValue): Statement {
    if (value.kind !== 'reduce') return [];
    const local = this.splat(value);
    const join = value.how === 'max' ? f32x4.max : f32x4.add;
    return [
      ...set(local, join(get(local), v128.lanes(get(local), get(local), 2, 3, 0, 1))),
      ...set(local, join(get(local), v128.lanes(get(local), get(local), 1, 0, 3, 2))),
    ];
  }

  /** Sums and maxima of values known in a pass, needed later. */
  private reductionsAt(level: number): RowValue[] {
    return this.values().filter((value) => value.kind === 'reduce' && value.input.level === level);
  }

  /** What is dear and needed again in a later pass is kept in scratch memory. */
  private findSlots(): void {
    const visit = (value: RowValue, level: number): void => {
      if (value.kind !== 'apply' || value.column) return;
      if (value.level < level && dear.has(value.op)) {
        if (!this.slots.has(value)) this.slots.set(value, this.slots.size);
      } else value.inputs.forEach((input) => visit(input, level));
    };
    for (const value of this.values()) if (value.kind === 'reduce') visit(value.input, value.input.level);
    for (const value of this.spec.outputs) visit(value, value.level);
  }

  /** All values, each after what it is computed from. */
  private values(): RowValue[] {
    const seen = new Set<RowValue>();
    const visit = (value: RowValue): void => {
      if (seen.has(value)) return;
      if (value.kind === 'apply') value.inputs.forEach(visit);
      if (value.kind === 'reduce') visit(value.input);
      seen.add(value);
    };
    this.spec.outputs.forEach(visit);
    return [...seen];
  }

  private slotAt(slot: number): I32 {
    return i32.add(at(this.kernel.scratch, i32.const(slot), get(this.slotBytes)), get(this.offset));
  }

  /** The local that holds a number of the present row in all four lanes: of an operand or of a sum. */
  private splat(of: RowValue | number): Local<'v128'> {
    const local = this.splats.get(of) ?? this.kernel.func.local('v128');
    this.splats.set(of, local);
    return local;
  }
}
