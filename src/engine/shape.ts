import { HoneError } from '../errors/hone-error';

/** A number, or the name of a size known only when a program runs ('tokens'). */
export type Dim = number | string;
export type Shape = readonly Dim[];

export function shapeError(what: string, ...shapes: Shape[]): HoneError {
  return new HoneError('engine/shape', {
    message: `${what}: ${shapes.map((s) => `[${s.join(', ')}]`).join(' ')}`,
  });
}

/** numpy's rule, right-aligned: equal sizes or 1. Two different names never match. */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw shapeError('broadcast', a, b);
  });
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** The axes of `from` that were stretched to reach it from `to`: a gradient is summed over them. */
export function stretchedAxes(from: Shape, to: Shape): number[] {
  const lead = from.length - to.length;
  return from.flatMap((dim, i) => (i < lead || (to[i - lead] === 1 && dim !== 1) ? [i] : []));
}

/** `axis` counted from the front. */
export function axisOf(shape: Shape, axis: number): number {
  const at = axis < 0 ? axis + shape.length : axis;
  if (at < 0 || at >= shape.length) throw shapeError(`axis ${axis}`, shape);
  return at;
}

export function withoutAxes(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  const gone = new Set(axes.map((axis) => axisOf(shape, axis)));
  return keep ? shape.map((dim, i) => (gone.has(i) ? 1 : dim)) : shape.filter((_, i) => !gone.has(i));
}

export function staticDim(shape: Shape, axis: number): number {
  const dim = shape[axisOf(shape, axis)];
  if (typeof dim !== 'number') throw shapeError(`axis ${axis} must have a known size`, shape);
  return dim;
}
