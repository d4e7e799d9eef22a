import { HoneError } from '../errors/hone-error';

/**
 * Matryoshka truncation: the first `dimension` numbers of every vector, scaled back to length 1.
 *
 * vectors: row-major [n, width]; result: row-major [n, dimension]. A zero vector stays zero.
 * Throws engine/shape when `vectors` is not a whole number of rows or `dimension` is not in 1..width.
 */
export function truncate(vectors: Float32Array, width: number, dimension: number): Float32Array {
  const rows = rowCount(vectors, width);
  checkDimension(dimension, width);
  const inverse = inverseNorms(vectors, width, [dimension])[0]!;
  const result = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row += 1) {
    const scale = inverse[row]!;
    for (let at = 0; at < dimension; at += 1) {
      result[row * dimension + at] = vectors[row * width + at]! * scale;
    }
  }
  return result;
}

/** 1 / ‖row[:d]‖ for every ascending dimension d and row; 0 where the norm is 0. */
export function inverseNorms(
  vectors: Float32Array,
  width: number,
  dimensions: readonly number[],
): Float64Array[] {
  const rows = rowCount(vectors, width);
  const inverse = dimensions.map(() => new Float64Array(rows));
  for (let row = 0; row < rows; row += 1) {
    let [sum, at] = [0, row * width];
    dimensions.forEach((dimension, nth) => {
      for (const end = row * width + dimension; at < end; at += 1) sum += vectors[at]! * vectors[at]!;
      inverse[nth]![row] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    });
  }
  return inverse;
}

export function rowCount(vectors: Float32Array, width: number): number {
  const rows = vectors.length / width;
  if (!Number.isInteger(rows)) {
    throw new HoneError('engine/shape', { message: `${vectors.length} numbers are no rows of ${width}` });
  }
  return rows;
}

export function checkDimension(dimension: number, width: number): void {
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > width) {
    throw new HoneError('engine/shape', { message: `dimension ${dimension} is not between 1 and ${width}` });
  }
}
