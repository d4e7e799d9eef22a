/** One encoder layer of MiniLM's widths over texts of equal length, so that nobody's padding is measured. */
export const shape = { texts: 32, length: 128, hidden: 384, heads: 12, intermediate: 1536, epsilon: 1e-12 };

export const weightShapes = {
  query: [384, 384],
  queryBias: [384],
  key: [384, 384],
  keyBias: [384],
  value: [384, 384],
  valueBias: [384],
  output: [384, 384],
  outputBias: [384],
  norm1: [384],
  norm1Bias: [384],
  up: [384, 1536],
  upBias: [1536],
  down: [1536, 384],
  downBias: [384],
  norm2: [384],
  norm2Bias: [384],
} as const;
export type WeightName = keyof typeof weightShapes;
export const weightNames = Object.keys(weightShapes) as WeightName[];

/** Numbers that every machine makes alike, uniform in [-scale, scale]. */
export function numbers(count: number, seed: number, scale: number): Float32Array<ArrayBuffer> {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * scale;
  });
}

export const sizeOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/** The same for every library: weights of a young BERT layer. */
export const weightsOf = (name: WeightName): Float32Array<ArrayBuffer> => {
  const size = sizeOf(weightShapes[name]);
  if (name === 'norm1' || name === 'norm2') return new Float32Array(size).fill(1);
  return numbers(size, weightNames.indexOf(name) + 1, 0.03);
};

const inputSize = shape.texts * shape.length * shape.hidden;
/** What goes in, and what comes back as the gradient of what goes out. */
export const input = (): Float32Array<ArrayBuffer> => numbers(inputSize, 101, 1);
export const upstream = (): Float32Array<ArrayBuffer> => numbers(inputSize, 102, 1);

/** Root of the sum of squares. */
export const lengthOf = (array: ArrayLike<number>): number =>
  Math.sqrt(Array.from(array).reduce((sum, number) => sum + number * number, 0));

/** What a library's layer gave: seconds of each repeat, and numbers by which two libraries are seen to compute the same. */
export interface LayerResult {
  seconds: number[];
  /** Sum of output times upstream. */
  value: number;
  /** Length of the gradient of `up`. */
  gradient: number;
}
