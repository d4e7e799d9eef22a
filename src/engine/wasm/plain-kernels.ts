import {
  f32,
  f32x4,
  f64,
  f64x2,
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
import { at, kernel } from './kernel';
import { FLAT_UNIT } from './row-kernel';

const word = i32.const;
type Word = Local<'i32'>;

/** Floats that one partial sum of squares covers: fixed, so that the sum does not depend on the threads. */
export const SQUARES_UNIT = 65536;
/** Columns that one unit of 'columnSums' covers: a line of the cache. */
export const SUM_COLUMNS = 16;

/** Kernels that move numbers, and what is done outside of programs. */
export function writePlainKernels(writer: ModuleWriter, multiplyAdd: MultiplyAdd): void {
  writeCopies(writer);
  writeColumnSums(writer);
  writeMask(writer);
  writeUpdates(writer, multiplyAdd);
}

/** Copies `bytes`, a multiple of 4; moves both addresses. */
function copying(func: Func, source: Word, target: Word, bytes: I32): Statement {
  const end = func.local('i32');
  const whole = func.local('i32');
  const counter = func.local('i32');
  const moved = (by: number): Statement => [
    ...set(source, i32.add(get(source), word(by))),
    ...set(target, i32.add(get(target), word(by))),
  ];
  return [
    ...set(end, bytes),
    ...set(whole, i32.and(get(end), word(-16))),
    ...loop(counter, word(0), get(whole), word(16), [
      ...v128.store(get(target), v128.load(get(source))),
      ...moved(16),
    ]),
    ...loop(counter, get(whole), get(end), word(4), [
      ...f32.store(get(target), f32.load(get(source))),
      ...moved(4),
    ]),
  ];
}

function writeCopies(writer: ModuleWriter): void {
  {
    // y[r] = x[index[r]], rows of `width` bytes
    const { func, from, to, args } = kernel(writer, 'gather', ['x', 'index', 'y', 'width']);
    const [row, source] = [func.local('i32'), func.local('i32')];
    const target = func.let('i32', at(args.y, get(from), get(args.width)));
    func.add(
      loop(row, get(from), get(to), word(1), [
        ...set(source, at(args.x, i32.load(at(args.index, get(row), word(4))), get(args.width))),
        ...copying(func, source, target, get(args.width)),
      ]),
    );
  }
  {
    // Rows of `width` bytes from every `stepX` to every `stepY`
    const { func, from, to, args } = kernel(writer, 'copyRows', ['x', 'stepX', 'y', 'stepY', 'width']);
    const [row, source, target] = [func.local('i32'), func.local('i32'), func.local('i32')];
    func.add(
      loop(row, get(from), get(to), word(1), [
        ...set(source, at(args.x, get(row), get(args.stepX))),
        ...set(target, at(args.y, get(row), get(args.stepY))),
        ...copying(func, source, target, get(args.width)),
      ]),
    );
  }
  {
    // y [·, d1, d2, n] = x at steps s0, s1, s2, s3 for its axes; a unit is a row of n
    const names = ['x', 'y', 'd1', 'd2', 'n', 's0', 's1', 's2', 's3'] as const;
    const { func, from, to, args } = kernel(writer, 'permute', names);
    const [row, i, source] = [func.local('i32'), func.local('i32'), func.local('i32')];
    const target = func.let('i32', at(args.y, i32.mul(get(from), get(args.n)), word(4)));
    const along = (index: I32, step: Word): I32 => i32.mul(index, get(step));
    const outer = i32.div(get(row), i32.mul(get(args.d1), get(args.d2)));
    const middle = i32.rem(i32.div(get(row), get(args.d2)), get(args.d1));
    const inner = i32.rem(get(row), get(args.d2));
    const start = i32.add(along(outer, args.s0), i32.add(along(middle, args.s1), along(inner, args.s2)));
    func.add(
      loop(row, get(from), get(to), word(1), [
        ...set(source, i32.add(get(args.x), start)),
        ...loop(i, word(0), get(args.n), word(1), [
          ...f32.store(get(target), f32.load(get(source))),
          ...set(source, i32.add(get(source), get(args.s3))),
          ...set(target, i32.add(get(target), word(4))),
        ]),
      ]),
    );
  }
  const { flat } = flatKernel(writer, 'zero', ['y'], ({ y }) => v128.store(y, f32x4.const(0)));
  flat();
}

/** A kernel over [from, to) units of numbers that lie alike in several tensors; `words` are other arguments. */
function flatKernel<T extends string, W extends string = never>(
  writer: ModuleWriter,
  name: string,
  tensors: readonly T[],
  body: (at: Record<T, I32>, words: Record<W, V128>, offset: Word, func: Func) => Statement,
  words: readonly W[] = [],
): { flat: () => void } {
  const { func, from, to, args } = kernel(writer, name, ['n', ...tensors, ...words]);
  const argument = args as Record<string, Word>;
  const offset = func.local('i32');
  const bytes = (units: I32): I32 => i32.mul(units, word(4 * FLAT_UNIT));
  const end = func.let('i32', i32.min(bytes(get(to)), i32.shl(get(argument.n!), word(2))));
  const places = Object.fromEntries(tensors.map((of) => [of, i32.add(get(argument[of]!), get(offset))]));
  const splats = words.map((of) => [of, get(func.let('v128', i32x4.splat(get(argument[of]!))))] as const);
  const statements = body(
    places as Record<T, I32>,
    Object.fromEntries(splats) as Record<W, V128>,
    offset,
    func,
  );
  return { flat: () => func.add(loop(offset, bytes(get(from)), get(end), word(16), statements)) };
}

/** y [outer, inner] = α · Σ over mid of x [outer, mid, inner]; a unit is 16 columns of one outer. */
function writeColumnSums(writer: ModuleWriter): void {
  const { func, from, to, args } = kernel(writer, 'columnSums', ['x', 'y', 'mid', 'inner', 'alpha']);
  const [unit, source, target, left, row] = [0, 1, 2, 3, 4].map(() => func.local('i32')) as [
    Word,
    Word,
    Word,
    Word,
    Word,
  ];
  const sums = [0, 1, 2, 3].map(() => func.local('v128'));
  const step = func.let('i32', i32.shl(get(args.inner), word(2)));
  const groups = func.let('i32', i32.div(i32.add(get(args.inner), word(SUM_COLUMNS - 1)), word(SUM_COLUMNS)));
  const outer = i32.div(get(unit), get(groups));
  const first = i32.mul(i32.rem(get(unit), get(groups)), word(SUM_COLUMNS));
  const alpha = func.let('v128', i32x4.splat(get(args.alpha)));
  const column = func.local('i32');
  func.add(
    loop(unit, get(from), get(to), word(1), [
      ...set(column, first),
      ...set(left, i32.sub(get(args.inner), get(column))),
      ...set(
        source,
        i32.add(at(args.x, i32.mul(outer, get(args.mid)), get(step)), i32.shl(get(column), word(2))),
      ),
      ...set(target, i32.add(at(args.y, outer, get(step)), i32.shl(get(column), word(2)))),
      ...sums.flatMap((sum) => set(sum, f32x4.const(0))),
      ...loop(row, word(0), get(args.mid), word(1), [
        ...sums.flatMap((sum, i) => set(sum, f32x4.add(get(sum), v128.load(get(source), 16 * i)))),
        ...set(source, i32.add(get(source), get(step))),
      ]),
      ...sums.flatMap((sum) => set(sum, f32x4.mul(get(sum), get(alpha)))),
      ...when(
        i32.atLeast(get(left), word(SUM_COLUMNS)),
        sums.flatMap((sum, i) => v128.store(get(target), get(sum), 16 * i)),
        sums.flatMap((sum, i) =>
          [0, 1, 2, 3].flatMap((lane) =>
            when(
              i32.below(word(4 * i + lane), get(left)),
              v128.storeLane(get(target), get(sum), lane, 16 * i + 4 * lane),
            ),
          ),
        ),
      ),
    ]),
  );
}

/** As fillMask in dropout-mask.ts, four pairs of numbers at a time. */
function writeMask(writer: ModuleWriter): void {
  const ints = (value: number): V128 => v128.ints(value, value, value, value);
  const { flat } = flatKernel(
    writer,
    'mask',
    ['y'],
    ({ y }, { first, second, kept, threshold }, offset, func) => {
      // Only every other vector is begun here; one hash gives two numbers of 16 bits.
      const h = func.local('v128');
      const [low, high] = [func.local('v128'), func.local('v128')];
      const mixed = (by: number): Statement => set(h, v128.xor(get(h), i32x4.shrUnsigned(get(h), by)));
      const index = i32x4.add(i32x4.splat(i32.shl(get(offset), word(0))), v128.ints(0, 8, 16, 24));
      const kept16 = (half: V128): V128 => v128.andNot(kept, i32x4.shr(i32x4.sub(half, threshold), 31));
      return when(i32.equal(i32.and(get(offset), word(16)), word(0)), [
        ...set(h, i32x4.add(v128.xor(i32x4.shrUnsigned(index, 2), first), second)),
        ...mixed(16),
        ...set(h, i32x4.mul(get(h), ints(0x85ebca6b | 0))),
        ...mixed(13),
        ...set(h, i32x4.mul(get(h), ints(0xc2b2ae35 | 0))),
        ...mixed(16),
        ...set(low, kept16(v128.and(get(h), ints(0xffff)))),
        ...set(high, kept16(i32x4.shrUnsigned(get(h), 16))),
        ...v128.store(y, v128.lanes(get(low), get(high), 0, 4, 1, 5)),
        ...v128.store(y, v128.lanes(get(low), get(high), 2, 6, 3, 7), 16),
      ]);
    },
    ['first', 'second', 'kept', 'threshold'],
  );
  flat();
}

/** Sums and AdamW, in place. */
function writeUpdates(writer: ModuleWriter, multiplyAdd: MultiplyAdd): void {
  flatKernel(writer, 'accumulate', ['a', 'b'], ({ a, b }) =>
    v128.store(a, f32x4.add(v128.load(a), v128.load(b))),
  ).flat();

  const names = [
    'clip',
    'beta1',
    'rest1',
    'beta2',
    'rest2',
    'epsilon',
    'decay',
    'stepSize',
    'correction',
  ] as const;
  flatKernel(
    writer,
    'adamw',
    ['w', 'm', 'v', 'g'],
    (place, s, _offset, func) => {
      const [g, m, v] = [func.local('v128'), func.local('v128'), func.local('v128')];
      const root = f32x4.add(f32x4.div(f32x4.sqrt(get(v)), s.correction), s.epsilon);
      const change = f32x4.div(f32x4.mul(s.stepSize, get(m)), root);
      return [
        ...set(g, f32x4.mul(s.clip, v128.load(place.g))),
        ...set(m, multiplyAdd(s.beta1, v128.load(place.m), f32x4.mul(s.rest1, get(g)))),
        ...set(v, multiplyAdd(s.beta2, v128.load(place.v), f32x4.mul(f32x4.mul(s.rest2, get(g)), get(g)))),
        ...v128.store(place.m, get(m)),
        ...v128.store(place.v, get(v)),
        ...v128.store(place.w, f32x4.sub(f32x4.mul(s.decay, v128.load(place.w)), change)),
      ];
    },
    names,
  ).flat();

  {
    // sums[ids[i]] += rows[i]; a unit is four columns, so that rows that meet are added in order
    const { func, from, to, args } = kernel(writer, 'addRows', ['sums', 'ids', 'rows', 'count', 'width']);
    const [i, offset, target, source] = [0, 1, 2, 3].map(() => func.local('i32')) as [Word, Word, Word, Word];
    const end = func.let('i32', i32.min(i32.shl(get(to), word(4)), get(args.width)));
    const add = (vector: boolean): Statement =>
      vector
        ? v128.store(get(target), f32x4.add(v128.load(get(target)), v128.load(get(source))))
        : v128.storeLane(get(target), f32x4.add(v128.loadSplat(get(target)), v128.loadSplat(get(source))), 0);
    const across = (from_: I32, to_: I32, by: number): Statement =>
      loop(offset, from_, to_, word(by), [
        ...set(
          target,
          i32.add(at(args.sums, i32.load(at(args.ids, get(i), word(4))), get(args.width)), get(offset)),
        ),
        ...set(source, i32.add(at(args.rows, get(i), get(args.width)), get(offset))),
        ...add(by === 16),
      ]);
    const start = i32.shl(get(from), word(4));
    const whole = func.let('i32', i32.and(get(end), word(-16)));
    func.add(
      loop(i, word(0), get(args.count), word(1), [
        ...across(start, get(whole), 16),
        ...across(get(whole), get(end), 4),
      ]),
    );
  }
  {
    // sums[u] = Σ x², in double precision, of unit u of x
    const { func, from, to, args } = kernel(writer, 'squares', ['x', 'n', 'sums']);
    const [unit, offset, start, end] = [0, 1, 2, 3].map(() => func.local('i32')) as [Word, Word, Word, Word];
    const [low, high, part] = [func.local('v128'), func.local('v128'), func.local('v128')];
    const bytes = func.let('i32', i32.shl(get(args.n), word(2)));
    const square = (half: V128): V128 => f64x2.mul(f64x2.promote(half), f64x2.promote(half));
    const addTo = (vector: V128): Statement => [
      ...set(part, vector),
      ...set(low, f64x2.add(get(low), square(get(part)))),
      ...set(high, f64x2.add(get(high), square(v128.lanes(get(part), get(part), 2, 3, 2, 3)))),
    ];
    const whole = i32.and(get(end), word(-16));
    func.add(
      loop(unit, get(from), get(to), word(1), [
        ...set(start, i32.mul(get(unit), word(4 * SQUARES_UNIT))),
        ...set(end, i32.min(i32.add(get(start), word(4 * SQUARES_UNIT)), get(bytes))),
        ...set(low, f64x2.splatZero),
        ...set(high, f64x2.splatZero),
        ...loop(offset, get(start), whole, word(16), addTo(v128.load(i32.add(get(args.x), get(offset))))),
        ...when(
          i32.and(get(end), word(15)),
          addTo(
            v128.and(
              v128.load(i32.add(get(args.x), whole)),
              i32x4.above(i32x4.splat(i32.and(get(args.n), word(3))), v128.ints(0, 1, 2, 3)),
            ),
          ),
        ),
        ...set(low, f64x2.add(get(low), get(high))),
        ...f64.store(
          at(args.sums, get(unit), word(8)),
          f64.add(f64x2.lane(get(low), 0), f64x2.lane(get(low), 1)),
        ),
      ]),
    );
  }
}
