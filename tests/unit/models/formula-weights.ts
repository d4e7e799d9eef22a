import type { Weights } from '../../../src/models/types';

/** As `values` of tests/goldens/models/architectures.py: numbers from -0.5 to 0.5 that follow from a name. */
export function formulaValues(name: string, count: number): Float64Array {
  let seed = 2166136261;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 16777619);
  return Float64Array.from({ length: count }, (_, i) => {
    let x = (Math.imul(i, 2654435761) + seed) | 0;
    x ^= x >>> 16;
    x = Math.imul(x, 0x85ebca6b);
    x ^= x >>> 13;
    x = Math.imul(x, 0xc2b2ae35);
    x ^= x >>> 16;
    return (x >>> 8) / 2 ** 24 - 0.5;
  });
}

/** As `fill` there. */
export function formulaWeights(shapes: Record<string, number[]>): Weights {
  return new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const vector = shape.length === 1;
      const centre = vector && name.endsWith('weight') ? 1 : 0;
      const count = shape.reduce((product, size) => product * size, 1);
      const data = formulaValues(name, count).map((value) => value * (vector ? 0.4 : 0.5) + centre);
      return [name, { shape, data: Float32Array.from(data) }];
    }),
  );
}
