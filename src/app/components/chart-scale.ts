/** Round steps (1, 2, 5 times a power of ten) that cover [low, high] in about `count` ticks. */
export function ticks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

export interface Point {
  x: number;
  y: number;
}

/** Lowest and highest of the values, widened so that a flat line is in the middle, but not below `floor`; [0, 1] for none. */
export function extent(values: number[], margin = 0.08, floor = -Infinity): [number, number] {
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const pad = high > low ? (high - low) * margin : Math.abs(high) * margin || 0.5;
  return [Math.max(low - pad, Math.min(floor, low)), high + pad];
}

/** At most `limit` points, each the mean of its bucket: a curve of thousands of steps stays readable and cheap. */
export function thin(points: Point[], limit: number): Point[] {
  if (points.length <= limit) return points;
  const size = points.length / limit;
  return Array.from({ length: limit }, (_, index) => {
    const bucket = points.slice(Math.floor(index * size), Math.floor((index + 1) * size));
    return {
      x: bucket.at(-1)!.x,
      y: bucket.reduce((sum, point) => sum + point.y, 0) / bucket.length,
    };
  });
}
