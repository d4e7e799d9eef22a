import type { Graph, Tensor } from '../engine/graph';
import type { OnnxWriter } from '../engine/onnx';
import { staticDim } from '../engine/shape';
import type { Pooling } from './types';

/** Arrays by the name of the program's input. */
export type PoolingFeeds = Readonly<Record<string, Float32Array | Int32Array>>;

/** Below any hidden state that matters. */
const NEVER = -1e9;

/** sentence-transformers' older names of the modes, one boolean each in Pooling's config.json. */
export const poolingFlags: Record<Pooling, string> = {
  cls: 'pooling_mode_cls_token',
  mean: 'pooling_mode_mean_tokens',
  max: 'pooling_mode_max_tokens',
  mean_sqrt_len_tokens: 'pooling_mode_mean_sqrt_len_tokens',
  weightedmean: 'pooling_mode_weightedmean_tokens',
  lasttoken: 'pooling_mode_lasttoken',
};

export const poolings = Object.keys(poolingFlags) as Pooling[];

/** Weight of token `position`, from `first` on, in the vector of a text of `length` tokens; max has none. */
const shares: Record<Exclude<Pooling, 'max'>, (position: number, length: number, first: number) => number> = {
  cls: (position, _, first) => (position === first ? 1 : 0),
  mean: (_, length, first) => 1 / (length - first),
  mean_sqrt_len_tokens: (_, length, first) => 1 / Math.sqrt(length - first),
  // (position + 1) / Σ of those
  weightedmean: (position, length, first) =>
    (position + 1) / ((length * (length + 1) - first * (first + 1)) / 2),
  lasttoken: (position, length) => (position === length - 1 ? 1 : 0),
};

/**
 * Arrays for texts of these lengths, packed one after another, of each of which the first `left` tokens are left out.
 * `pooling` [texts, tokens]: pooled = pooling · hidden. For max: `places` [texts, longest], which token stands there, and
 * `place` [tokens], where a token stands; `beyond` [texts, longest, 1], 0 where one stands, else very low.
 */
export function poolingFeeds(
  mode: Pooling,
  lengths: readonly number[],
  left: readonly number[],
): PoolingFeeds {
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const longest = Math.max(...lengths);
  let token = 0;
  if (mode !== 'max') {
    const pooling = new Float32Array(lengths.length * tokens);
    lengths.forEach((length, row) => {
      const first = left[row] ?? 0;
      for (let i = first; i < length; i++) pooling[row * tokens + token + i] = shares[mode](i, length, first);
      token += length;
    });
    return { pooling };
  }
  const places = new Int32Array(lengths.length * longest);
  const beyond = new Float32Array(places.length).fill(NEVER);
  const place = new Int32Array(tokens);
  lengths.forEach((length, row) => {
    for (let i = 0; i < length; i++) {
      const at = row * longest + i;
      places[at] = token;
      if (i >= (left[row] ?? 0)) beyond[at] = 0;
      place[token++] = at;
    }
  });
  return { places, place, beyond };
}

/** x [tokens, hidden] -> [texts, hidden], not normalised. */
export function pooled(g: Graph, mode: Pooling, x: Tensor): Tensor {
  if (mode !== 'max') return g.gemm(g.input('pooling', ['texts', 'tokens']), x);
  const hidden = staticDim(x.shape, -1);
  const places = g.input('places', ['texts', 'longest'], 'int32');
  const place = g.input('place', ['tokens'], 'int32');
  const padded = g.regroup(x, places, place, undefined, hidden);
  const real = g.add(padded, g.input('beyond', ['texts', 'longest', 1]));
  return g.reshape(g.max(g.swapLast(real)), ['texts', hidden]);
}

/**
 * The same over a padded batch: x [batch, sequence, hidden], mask [batch, sequence] 1 for tokens, which come first in a
 * row -> [batch, hidden]. `left` [batch, sequence], where given: 0 for tokens that are left out, 1 for others.
 */
export function exportPooled(
  onnx: OnnxWriter,
  mode: Pooling,
  x: string,
  mask: string,
  left: string | null = null,
): string {
  const flat = { keepdims: { int: 0 } };
  const column = (values: string): string => onnx.node('Unsqueeze', [values, onnx.ints([2])]);
  const columns = column(left ? onnx.node('Mul', [mask, left]) : mask);
  const padding = onnx.node('Sub', [onnx.floats([1]), columns]);
  if (mode === 'max') {
    const real = onnx.node('Add', [x, onnx.node('Mul', [padding, onnx.floats([NEVER])])]);
    return onnx.node('ReduceMax', [real], { axes: { ints: [1] }, ...flat });
  }
  if (mode === 'cls' && !left) return onnx.node('Gather', [x, onnx.ints([0], true)], { axis: { int: 1 } });
  const along = (values: string): string => onnx.node('CumSum', [values, onnx.ints([1], true)]);
  const weighted = (weights: string): string =>
    onnx.node('ReduceSum', [onnx.node('Mul', [x, weights]), onnx.ints([1])], flat);
  if (mode === 'lasttoken' || mode === 'cls') {
    // The last one has the whole count behind it, itself included; the first one itself.
    const place = mode === 'cls' ? onnx.floats([1]) : onnx.node('ReduceSum', [columns, onnx.ints([1])]);
    const one = onnx.node('Cast', [onnx.node('Equal', [along(columns), place])], { to: { int: 1 } });
    return weighted(onnx.node('Mul', [one, columns]));
  }
  const weights = mode === 'weightedmean' ? onnx.node('Mul', [along(column(mask)), columns]) : columns;
  const sum = onnx.node('ReduceSum', [weights, onnx.ints([1])], flat);
  const least = onnx.node('Max', [sum, onnx.floats([1e-9])]);
  return onnx.node('Div', [
    weighted(weights),
    mode === 'mean_sqrt_len_tokens' ? onnx.node('Sqrt', [least]) : least,
  ]);
}
