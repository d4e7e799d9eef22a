import {
  call,
  doWhile,
  f32,
  f32x4,
  get,
  i32,
  i32x4,
  loop,
  set,
  v128,
  when,
  type Func,
  type I32,
  type Local,
  type ModuleWriter,
  type MultiplyAdd,
  type Statement,
  type V128,
} from './emit';
import { at, kernel, SCRATCH_BYTES } from './kernel';

/** A tile of the product is kept in registers: 6 rows of two vectors, 12 of the 16 that x64 has. */
const ROWS = 6;
const VECTORS = 2;
export const COLUMNS = 4 * VECTORS;
/** Depth and columns of the part of B that stays in the second cache, and rows of A that are transposed at once. */
const DEPTH = 384;
const PANEL = 384;
const BLOCK = 96;
const A_BYTES = BLOCK * DEPTH * 4;
/** Floats of a packed B that a thread can hold beside its block of A. */
export const OWN_PACK_FLOATS = (SCRATCH_BYTES - A_BYTES) / 4;

const word = i32.const;
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
type Word = Local<'i32'>;
const plus = (local: Word, n: number): I32 => (n === 0 ? get(local) : i32.add(get(local), word(n)));
const move = (local: Word, n: number): Statement => set(local, plus(local, n));

/**
 * Matrix products: B is packed in strips of 8 columns, A is read where it lies or transposed block by block, tiles of 6 by 8
 * stay in registers (Goto & van de Geijn 2008). Every number is summed in one order, however the rows are shared out.
 */
export function writeProducts(writer: ModuleWriter, multiplyAdd: MultiplyAdd): void {
  const tile = writeTile(writer, multiplyAdd);
  const transpose = writeTranspose(writer);
  const pack = writePack(writer);
  const rows = writeRows(writer, tile, transpose);

  // Strips [from, to) of B's packed form; b [k, n], or [n, k] when `transB`.
  const packing = kernel(writer, 'pack', ['b', 'ldb', 'transB', 'k', 'n', 'packed']);
  {
    const { b, ldb, transB, k, n, packed } = packing.args;
    packing.func.add(call(pack, ...[b, ldb, transB, k, n, packed, packing.from, packing.to].map(get)));
  }

  // Rows [from, to) of c = α·(A·B + bias), bias 0: none.
  const names = ['a', 'lda', 'transA', 'packed', 'c', 'ldc', 'n', 'k', 'alpha', 'bias'] as const;
  const product = kernel(writer, 'gemm', names);
  product.func.add(
    call(
      rows,
      ...[...names.map((name) => product.args[name]), product.from, product.to, product.scratch].map(get),
    ),
  );

  // Products [from, to) of a batch, each packed in the thread's own memory.
  const batched = kernel(writer, 'batchedGemm', [
    ...(['a', 'stepA', 'lda', 'transA', 'b', 'stepB', 'ldb', 'transB'] as const),
    ...(['c', 'stepC', 'ldc', 'm', 'n', 'k', 'alpha'] as const),
  ]);
  {
    const { func, from, to, scratch, args } = batched;
    const g = func.local('i32');
    const packed = func.let('i32', plus(scratch, A_BYTES));
    const strips = func.let('i32', i32.div(plus(args.n, COLUMNS - 1), word(COLUMNS)));
    const of = (base: Word, step: Word): I32 => at(base, get(g), get(step));
    const { a, stepA, lda, transA, b, stepB, ldb, transB, c, stepC, ldc, m, n, k, alpha } = args;
    func.add(
      loop(g, get(from), get(to), word(1), [
        ...call(pack, of(b, stepB), get(ldb), get(transB), get(k), get(n), get(packed), word(0), get(strips)),
        ...call(
          rows,
          ...[of(a, stepA), get(lda), get(transA), get(packed), of(c, stepC), get(ldc)],
          ...[get(n), get(k), get(alpha), word(0), word(0), get(m), get(scratch)],
        ),
      ]),
    );
  }
}

/** tile(a, lda, strip, k, c, ldc, rows, columns, alpha, bias, first, last): one tile over one depth. */
function writeTile(writer: ModuleWriter, multiplyAdd: MultiplyAdd): number {
  const func = writer.func('tile', 12);
  const parameter = (i: number): Word => func.parameter(i);
  const [a, lda, b, k, c, ldc] = range(6).map(parameter) as [Word, Word, Word, Word, Word, Word];
  const [rows, columns, alpha, bias, first, last] = range(6).map((i) => parameter(i + 6)) as [
    Word,
    Word,
    Word,
    Word,
    Word,
    Word,
  ];
  // Rows beyond the last are the last once more, and not stored.
  const rowOf = (i: number): I32 => i32.min(word(i), i32.sub(get(rows), word(1)));
  const as = range(ROWS).map((i) => func.let('i32', at(a, rowOf(i), get(lda))));
  const cs = range(ROWS).map((i) => func.let('i32', at(c, rowOf(i), get(ldc))));
  const sums = range(ROWS).map(() => range(VECTORS).map(() => func.local('v128')));
  const each = (make: (i: number, w: number) => Statement): Statement =>
    sums.flatMap((row, i) => row.flatMap((_, w) => make(i, w)));

  func.add(
    when(
      get(first),
      when(
        get(bias),
        each((i, w) => set(sums[i]![w]!, v128.load(get(bias), 16 * w))),
        each((i, w) => set(sums[i]![w]!, f32x4.const(0))),
      ),
      each((i, w) => set(sums[i]![w]!, v128.load(get(cs[i]!), 16 * w))),
    ),
  );

  const bs = range(VECTORS).map(() => func.local('v128'));
  const x = func.local('v128');
  const step = (u: number): Statement => [
    ...bs.flatMap((local, w) => set(local, v128.load(get(b), (u * VECTORS + w) * 16))),
    ...as.flatMap((row, i) => [
      ...set(x, v128.loadSplat(get(row), 4 * u)),
      ...bs.flatMap((local, w) => set(sums[i]![w]!, multiplyAdd(get(x), get(local), get(sums[i]![w]!)))),
    ]),
  ];
  const rounds = (unroll: number, count: Word): Statement =>
    when(
      get(count),
      doWhile(
        [
          ...range(unroll).flatMap(step),
          ...move(b, unroll * VECTORS * 16),
          ...as.flatMap((row) => move(row, unroll * 4)),
          ...move(count, -1),
        ],
        get(count),
      ),
    );
  const fours = func.let('i32', i32.div(get(k), word(4)));
  const rest = func.let('i32', i32.and(get(k), word(3)));
  func.add(rounds(4, fours), rounds(1, rest));

  const factor = func.local('v128');
  func.add(
    when(get(last), [
      ...set(factor, i32x4.splat(get(alpha))),
      ...each((i, w) => set(sums[i]![w]!, f32x4.mul(get(sums[i]![w]!), get(factor)))),
    ]),
  );
  const stored = (store: (i: number, w: number) => Statement): Statement =>
    range(ROWS).flatMap((i) =>
      when(
        i32.below(word(i), get(rows)),
        range(VECTORS).flatMap((w) => store(i, w)),
      ),
    );
  const whole = (i: number, w: number): Statement => v128.store(get(cs[i]!), get(sums[i]![w]!), 16 * w);
  const part = (i: number, w: number): Statement =>
    when(
      i32.atLeast(get(columns), word(4 * w + 4)),
      whole(i, w),
      range(3).flatMap((lane) =>
        when(
          i32.below(word(4 * w + lane), get(columns)),
          v128.storeLane(get(cs[i]!), get(sums[i]![w]!), lane, 16 * w + 4 * lane),
        ),
      ),
    );
  func.add(when(i32.equal(get(columns), word(COLUMNS)), stored(whole), stored(part)));
  return func.index;
}

/** Four vectors as the rows of a 4 by 4 matrix, transposed. */
function transposed(func: Func, from: readonly V128[]): { statements: Statement; columns: Local<'v128'>[] } {
  const rows = from.map(() => func.local('v128'));
  const halves = from.map(() => func.local('v128'));
  const columns = from.map(() => func.local('v128'));
  const [r0, r1, r2, r3] = rows.map(get) as [V128, V128, V128, V128];
  const [h0, h1, h2, h3] = halves.map(get) as [V128, V128, V128, V128];
  const pairs = [
    v128.lanes(r0, r1, 0, 4, 1, 5),
    v128.lanes(r2, r3, 0, 4, 1, 5),
    v128.lanes(r0, r1, 2, 6, 3, 7),
    v128.lanes(r2, r3, 2, 6, 3, 7),
  ];
  const results = [
    v128.lanes(h0, h1, 0, 1, 4, 5),
    v128.lanes(h0, h1, 2, 3, 6, 7),
    v128.lanes(h2, h3, 0, 1, 4, 5),
    v128.lanes(h2, h3, 2, 3, 6, 7),
  ];
  const statements = [
    ...rows.flatMap((row, i) => set(row, from[i]!)),
    ...halves.flatMap((half, i) => set(half, pairs[i]!)),
    ...columns.flatMap((column, i) => set(column, results[i]!)),
  ];
  return { statements, columns };
}

/** transpose(a, lda, rows, k, to, ldt): a [k, rows] -> to [rows, k], both up to the next multiple of 4. */
function writeTranspose(writer: ModuleWriter): number {
  const func = writer.func('transposeBlock', 6);
  const [a, lda, rows, k, to, ldt] = range(6).map((i) => func.parameter(i)) as [
    Word,
    Word,
    Word,
    Word,
    Word,
    Word,
  ];
  const [i, j] = [func.local('i32'), func.local('i32')];
  const sources = range(4).map(() => func.local('i32'));
  const target = func.local('i32');
  const { statements, columns } = transposed(
    func,
    sources.map((source) => v128.load(i32.add(get(source), i32.shl(get(i), word(2))))),
  );
  const lastRow = i32.sub(get(k), word(1));
  func.add(
    loop(j, word(0), get(k), word(4), [
      ...sources.flatMap((source, s) => set(source, at(a, i32.min(plus(j, s), lastRow), get(lda)))),
      ...set(target, i32.add(get(to), i32.shl(get(j), word(2)))),
      ...loop(i, word(0), get(rows), word(4), [
        ...statements,
        ...columns.flatMap((column) => [
          ...v128.store(get(target), get(column)),
          ...set(target, i32.add(get(target), get(ldt))),
        ]),
      ]),
    ]),
  );
  return func.index;
}

/** pack(b, ldb, transB, k, n, packed, from, to): strips of 8 columns, each [k, 8]; columns beyond n hold anything. */
function writePack(writer: ModuleWriter): number {
  const func = writer.func('packStrips', 8);
  const [b, ldb, transB, k] = range(4).map((i) => func.parameter(i)) as [Word, Word, Word, Word];
  const [n, packed, from, to] = range(4).map((i) => func.parameter(i + 4)) as [Word, Word, Word, Word];
  const [strip, j, target, source] = range(4).map(() => func.local('i32')) as [Word, Word, Word, Word];

  const straight = [
    ...set(source, i32.add(get(b), i32.mul(get(strip), word(COLUMNS * 4)))),
    ...loop(j, word(0), get(k), word(1), [
      ...range(VECTORS).flatMap((w) => v128.store(get(target), v128.load(get(source), 16 * w), 16 * w)),
      ...set(source, i32.add(get(source), get(ldb))),
      ...move(target, COLUMNS * 4),
    ]),
  ];

  const lines = range(COLUMNS).map(() => func.local('i32'));
  const fours = func.let('i32', i32.and(get(k), word(-4)));
  const quads = range(VECTORS).map((w) =>
    transposed(
      func,
      lines.slice(4 * w, 4 * w + 4).map((line) => v128.load(get(line))),
    ),
  );
  const lastLine = i32.sub(get(n), word(1));
  const turned = [
    ...lines.flatMap((line, c) =>
      set(line, at(b, i32.min(i32.add(i32.mul(get(strip), word(COLUMNS)), word(c)), lastLine), get(ldb))),
    ),
    ...loop(j, word(0), get(fours), word(4), [
      ...quads.flatMap(({ statements }) => statements),
      ...quads.flatMap(({ columns }, w) =>
        columns.flatMap((column, r) => v128.store(get(target), get(column), 16 * w + COLUMNS * 4 * r)),
      ),
      ...lines.flatMap((line) => move(line, 16)),
      ...move(target, COLUMNS * 16),
    ]),
    ...loop(j, get(fours), get(k), word(1), [
      ...lines.flatMap((line, c) => [
        ...f32.store(get(target), f32.load(get(line)), 4 * c),
        ...move(line, 4),
      ]),
      ...move(target, COLUMNS * 4),
    ]),
  ];
  func.add(
    loop(strip, get(from), get(to), word(1), [
      ...set(target, at(packed, i32.mul(get(strip), get(k)), word(COLUMNS * 4))),
      ...when(get(transB), turned, straight),
    ]),
  );
  return func.index;
}

/** rows(a, lda, transA, packed, c, ldc, n, k, alpha, bias, from, to, scratch): rows [from, to) of c. */
function writeRows(writer: ModuleWriter, tile: number, transpose: number): number {
  const func = writer.func('rows', 13);
  const [a, lda, transA, packed, c, ldc, n] = range(7).map((i) => func.parameter(i)) as [
    Word,
    Word,
    Word,
    Word,
    Word,
    Word,
    Word,
  ];
  const [k, alpha, bias, from, to, scratch] = range(6).map((i) => func.parameter(i + 7)) as [
    Word,
    Word,
    Word,
    Word,
    Word,
    Word,
  ];
  const counters = range(5).map(() => func.local('i32')) as [Word, Word, Word, Word, Word];
  const [block, depth, panel, i, j] = counters;
  const [blockEnd, depthLength, panelEnd, source, stride] = range(5).map(() => func.local('i32')) as [
    Word,
    Word,
    Word,
    Word,
    Word,
  ];
  const bytes = (local: Word): I32 => i32.shl(get(local), word(2));
  const ends = (local: Word, start: Word, length: number, end: Word): Statement =>
    set(local, i32.min(plus(start, length), get(end)));
  const tiles = call(
    tile,
    ...[at(source, i32.sub(get(i), get(block)), get(stride)), get(stride)],
    // Strip j/8 from row `depth` on.
    ...[
      at(packed, i32.add(i32.mul(get(j), get(k)), i32.mul(get(depth), word(COLUMNS))), word(4)),
      get(depthLength),
    ],
    ...[i32.add(at(c, get(i), get(ldc)), bytes(j)), get(ldc)],
    ...[i32.min(i32.sub(get(blockEnd), get(i)), word(ROWS)), i32.min(i32.sub(get(n), get(j)), word(COLUMNS))],
    ...[get(alpha), i32.select(get(bias), i32.add(get(bias), bytes(j)), word(0))],
    ...[i32.equal(get(depth), word(0)), i32.equal(i32.add(get(depth), get(depthLength)), get(k))],
  );
  const transposedA = [
    ...set(stride, i32.shl(i32.and(plus(depthLength, 3), word(-4)), word(2))),
    ...set(source, get(scratch)),
    ...call(
      transpose,
      ...[i32.add(at(a, get(depth), get(lda)), bytes(block)), get(lda)],
      ...[i32.sub(get(blockEnd), get(block)), get(depthLength), get(scratch), get(stride)],
    ),
  ];
  const whereItLies = [
    ...set(stride, get(lda)),
    ...set(source, i32.add(at(a, get(block), get(lda)), bytes(depth))),
  ];
  func.add(
    loop(block, get(from), get(to), word(BLOCK), [
      ...ends(blockEnd, block, BLOCK, to),
      ...loop(depth, word(0), get(k), word(DEPTH), [
        ...set(depthLength, i32.min(i32.sub(get(k), get(depth)), word(DEPTH))),
        ...when(get(transA), transposedA, whereItLies),
        ...loop(panel, word(0), get(n), word(PANEL), [
          ...ends(panelEnd, panel, PANEL, n),
          ...loop(
            i,
            get(block),
            get(blockEnd),
            word(ROWS),
            loop(j, get(panel), get(panelEnd), word(COLUMNS), tiles),
          ),
        ]),
      ]),
    ]),
  );
  return func.index;
}
