import type { Tensor } from '../graph';
import type { Shape } from '../shape';
import { countOf } from '../value';
import type { Heap } from './heap';
import { SUM_COLUMNS } from './plain-kernels';
import { broadcastRows, NoKernel, type Matrix, type Step } from './plan';
import { COLUMNS, OWN_PACK_FLOATS } from './products';
import { FLAT_UNIT, isFlat } from './row-kernel';
import type { Command } from './team';

/** Kernels that are there from the start, by name, with their numbers in the team. */
export type Known = Readonly<Record<CoreKernel, number>>;
export const coreKernels = [
  ...(['pack', 'gemm', 'batchedGemm', 'gather', 'copyRows', 'permute', 'zero'] as const),
  ...(['columnSums', 'mask', 'accumulate', 'adamw', 'addRows', 'squares'] as const),
] as const;
export type CoreKernel = (typeof coreKernels)[number];

/** Where a tensor lies, with its sizes. */
export interface Place {
  readonly pointer: number;
  readonly dims: readonly number[];
}

/** Less than this many numbers are not worth sharing out. */
const SHARED_NUMBERS = 16384;
const PIECES_PER_THREAD = 4;
/** Rows that one piece of a product has at least, and a multiple of. */
const PIECE_ROWS = 12;

export const floatBits = (value: number): number => new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;

/** Cuts `total` units of work, of `numbers` numbers in all, into pieces. */
export function pieces(total: number, numbers: number, threads: number, multiple = 1): number {
  if (threads === 1 || numbers < SHARED_NUMBERS) return Math.max(1, total);
  const even = Math.ceil(total / (threads * PIECES_PER_THREAD));
  return Math.max(1, Math.ceil(even / multiple) * multiple);
}

/** A flat kernel over `count` numbers. */
export function flat(kernel: number, count: number, threads: number, ...args: number[]): Command {
  const total = Math.ceil(count / FLAT_UNIT);
  return { kernel, total, unit: pieces(total, count, threads), args: [count, ...args] };
}

/** Writes the commands that steps need, with all sizes known. */
export class CommandWriter {
  readonly commands: Command[] = [];

  constructor(
    private readonly heap: Heap,
    private readonly known: Known,
    private readonly threads: number,
    private readonly placeOf: (tensor: Tensor) => Place,
    private readonly sizeOf: (shape: Shape) => number[],
  ) {}

  /** `kernel`: that of a step over rows. */
  write(step: Step, kernel: number): void {
    switch (step.kind) {
      case 'rows':
        return this.rows(step, kernel);
      case 'product':
        return this.product(step);
      case 'columnSums':
        return this.columnSums(step);
      case 'permute':
        return this.permute(step);
      case 'copy':
        return this.copy(step);
      case 'gather':
        return this.gather(step);
      case 'alias':
        return;
    }
  }

  private add(kernel: CoreKernel, total: number, unit: number, ...args: number[]): void {
    this.commands.push({ kernel: this.known[kernel], total, unit, args });
  }

  private rows(
    { spec, lead, tail, operands, results }: Extract<Step, { kind: 'rows' }>,
    kernel: number,
  ): void {
    const leading = this.sizeOf(lead);
    const [rows, n] = [countOf(leading), countOf(this.sizeOf(tail))];
    const outputs = results.map((tensor) => this.placeOf(tensor).pointer);
    if (isFlat(spec)) {
      const inputs = operands.map((tensor) => this.placeOf(tensor).pointer);
      this.commands.push(flat(kernel, rows * n, this.threads, ...inputs, ...outputs));
      return;
    }
    const inputs = operands.flatMap((tensor, i) => {
      const { pointer, dims } = this.placeOf(tensor);
      if (spec.operands[i]?.rowOf !== 'broadcast') return [pointer];
      const { div, mod } = broadcastRows(dims, leading);
      return [pointer, div, mod];
    });
    const unit = pieces(rows, rows * n, this.threads);
    this.commands.push({ kernel, total: rows, unit, args: [n, ...inputs, ...outputs] });
  }

  private product({ a, b, bias, alpha, y }: Extract<Step, { kind: 'product' }>): void {
    const [left, right] = [this.matrix(a), this.matrix(b)];
    const [m, k, n] = [left.rows, left.columns, right.columns];
    const to = this.placeOf(y).pointer;
    const batch = Math.max(left.count, right.count);
    const packedFloats = Math.ceil(n / COLUMNS) * COLUMNS * k;
    const step = ({ count, rows, columns }: { count: number; rows: number; columns: number }): number =>
      count === 1 ? 0 : rows * columns * 4;
    if (batch > 1 && packedFloats <= OWN_PACK_FLOATS) {
      const unit = pieces(batch, batch * m * n, this.threads);
      this.add(
        'batchedGemm',
        ...[batch, unit, left.pointer, step(left), left.stride, Number(a.turned)],
        ...([right.pointer, step(right), right.stride, Number(b.turned)] as const),
        ...([to, m * n * 4, n * 4, m, n, k, floatBits(alpha)] as const),
      );
      return;
    }
    const strips = Math.ceil(n / COLUMNS);
    const packed = this.heap.allocate(packedFloats * 4);
    const biasAt = bias ? this.placeOf(bias).pointer : 0;
    for (let i = 0; i < batch; i++) {
      const [fromA, fromB] = [left.pointer + i * step(left), right.pointer + i * step(right)];
      const unit = pieces(strips, packedFloats, this.threads);
      this.add('pack', strips, unit, fromB, right.stride, Number(b.turned), k, n, packed);
      this.add(
        'gemm',
        ...[m, pieces(m, m * n, this.threads, PIECE_ROWS), fromA, left.stride, Number(a.turned)],
        ...([packed, to + i * m * n * 4, n * 4, n, k, floatBits(alpha), biasAt] as const),
      );
    }
    // What is written there next is written by a later command.
    this.heap.free(packed);
  }

  /** The sizes of a product's operand as it is read, and the bytes between its rows as they lie. */
  private matrix({ tensor, turned }: Matrix) {
    const { pointer, dims } = this.placeOf(tensor);
    const [rows = 1, columns = 1] = dims.slice(-2);
    const count = countOf(dims.slice(0, -2));
    return turned
      ? { pointer, count, rows: columns, columns: rows, stride: columns * 4 }
      : { pointer, count, rows, columns, stride: columns * 4 };
  }

  private columnSums({ x, from, to, alpha, y }: Extract<Step, { kind: 'columnSums' }>): void {
    const { pointer, dims } = this.placeOf(x);
    const [outer, mid, inner] = [dims.slice(0, from), dims.slice(from, to), dims.slice(to)].map(countOf) as [
      number,
      number,
      number,
    ];
    const total = outer * Math.ceil(inner / SUM_COLUMNS);
    const unit = pieces(total, outer * mid * inner, this.threads);
    this.add('columnSums', total, unit, pointer, this.placeOf(y).pointer, mid, inner, floatBits(alpha));
  }

  private permute({ x, perm, y }: Extract<Step, { kind: 'permute' }>): void {
    const { pointer, dims } = this.placeOf(x);
    if (dims.length > 4) throw new NoKernel('more than four axes in another order');
    const missing = 4 - dims.length;
    const sizes = [...Array<number>(missing).fill(1), ...dims];
    const order = [...Array.from({ length: missing }, (_, i) => i), ...perm.map((axis) => axis + missing)];
    const [, d1 = 1, d2 = 1, n = 1] = order.map((axis) => sizes[axis] ?? 1);
    const steps = order.map((axis) => 4 * countOf(sizes.slice(axis + 1)));
    const rows = countOf(dims) / Math.max(1, n);
    const unit = pieces(rows, rows * n, this.threads);
    this.add('permute', rows, unit, pointer, this.placeOf(y).pointer, d1, d2, n, ...steps);
  }

  private copy({ x, pieces: columns, y }: Extract<Step, { kind: 'copy' }>): void {
    const [source, target] = [this.placeOf(x), this.placeOf(y)];
    const [stepX, stepY] = [(source.dims.at(-1) ?? 1) * 4, (target.dims.at(-1) ?? 1) * 4];
    const rows = countOf(target.dims.slice(0, -1));
    const covered = columns.reduce((sum, { width }) => sum + width * 4, 0);
    if (covered < stepY)
      this.commands.push(flat(this.known.zero, countOf(target.dims), this.threads, target.pointer));
    for (const { from, to, width } of columns) {
      const unit = pieces(rows, rows * width, this.threads);
      const [fromAt, toAt] = [source.pointer + from * 4, target.pointer + to * 4];
      this.add('copyRows', rows, unit, fromAt, stepX, toAt, stepY, width * 4);
    }
  }

  private gather({ x, index, width, y }: Extract<Step, { kind: 'gather' }>): void {
    const [source, rows, target] = [this.placeOf(x), this.placeOf(index), this.placeOf(y)];
    const total = countOf(rows.dims);
    const unit = pieces(total, total * width, this.threads);
    this.add('gather', total, unit, source.pointer, rows.pointer, target.pointer, width * 4);
  }
}
