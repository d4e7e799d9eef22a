import { get, i32, type Func, type I32, type Local, type ModuleWriter } from './emit';

/**
 * A kernel takes a range of its work, scratch memory of its thread, and the address of its arguments: words, named here.
 * Addresses and strides are in bytes, numbers of rows and columns are not; floats are passed as their bits.
 */
export interface Kernel<N extends string> {
  readonly func: Func;
  readonly from: Local<'i32'>;
  readonly to: Local<'i32'>;
  readonly scratch: Local<'i32'>;
  readonly args: Readonly<Record<N, Local<'i32'>>>;
}

/** Bytes of scratch memory that every thread has. */
export const SCRATCH_BYTES = 2 ** 21;

export function kernel<N extends string>(writer: ModuleWriter, name: string, names: readonly N[]): Kernel<N> {
  const func = writer.func(name, 4);
  const at = func.parameter(3);
  const entries = names.map((of, i) => [of, func.let('i32', i32.load(get(at), 4 * i))] as const);
  return {
    func,
    from: func.parameter(0),
    to: func.parameter(1),
    scratch: func.parameter(2),
    args: Object.fromEntries(entries) as Record<N, Local<'i32'>>,
  };
}

/** base + index · stride */
export const at = (base: Local<'i32'>, index: I32, stride: I32): I32 =>
  i32.add(get(base), i32.mul(index, stride));
