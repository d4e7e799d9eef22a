import type { BoundingBox } from '../../types';

/** A point, in pixels. */
export type Point = readonly [x: number, y: number];

/** A turned rectangle, in pixels: `width` along the direction that `angle` (radians, clockwise, within ±π/4) gives. */
export interface LineBox {
  x: number;
  y: number;
  width: number;
  height: number;
  angle: number;
}

/** The smallest turned rectangle around the points, which are at least one: rotating calipers over their convex hull. */
export function smallestBox(points: readonly Point[]): LineBox {
  const hull = convexHull(points);
  let best: LineBox | null = null;
  for (let i = 0; i < hull.length; i++) {
    const [ax, ay] = hull[i]!;
    const [bx, by] = hull[(i + 1) % hull.length]!;
    const box = boxAlong(hull, Math.atan2(by - ay, bx - ax));
    if (!best || box.width * box.height < best.width * best.height) best = box;
  }
  return best!;
}

/** The rectangle around the points whose sides run along `direction` and across it. */
function boxAlong(points: readonly Point[], direction: number): LineBox {
  // A rectangle is the same for a quarter turn: the one nearest to upright is given.
  const angle = direction - Math.round(direction / (Math.PI / 2)) * (Math.PI / 2);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [u0, u1, v0, v1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    const u = x * cos + y * sin;
    const v = y * cos - x * sin;
    u0 = Math.min(u0, u);
    u1 = Math.max(u1, u);
    v0 = Math.min(v0, v);
    v1 = Math.max(v1, v);
  }
  const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2];
  return { x: u * cos - v * sin, y: u * sin + v * cos, width: u1 - u0, height: v1 - v0, angle };
}

/** Andrew's monotone chain (1979). */
function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (from: readonly Point[]) => {
    const hull: Point[] = [];
    for (const p of from) {
      while (hull.length > 1 && cross(hull.at(-2)!, hull.at(-1)!, p) <= 0) hull.pop();
      hull.push(p);
    }
    hull.pop();
    return hull;
  };
  const hull = [...half(sorted), ...half(sorted.reverse())];
  return hull.length > 0 ? hull : [sorted[0]!];
}

const cross = (o: Point, a: Point, b: Point): number =>
  (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

/** Where a point of the box's own axes (0 to 1 along and across it) lies in the image. */
export function pointIn({ x, y, width, height, angle }: LineBox, along: number, across: number): Point {
  const u = (along - 0.5) * width;
  const v = (across - 0.5) * height;
  return [x + u * Math.cos(angle) - v * Math.sin(angle), y + u * Math.sin(angle) + v * Math.cos(angle)];
}

/** The upright rectangle around a part of the box, given as shares along and across it. */
export function boundsOf(box: LineBox, [left, top, right, bottom]: BoundingBox = [0, 0, 1, 1]): BoundingBox {
  const corners = [
    pointIn(box, left, top),
    pointIn(box, right, top),
    pointIn(box, left, bottom),
    pointIn(box, right, bottom),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The box in the image turned to the right by quarter turns; `size`: the image's before. */
export function turnedBox(
  box: LineBox,
  turns: number,
  { width: w, height: h }: { width: number; height: number },
): LineBox {
  const swap = turns % 2 === 1;
  const [width, height] = swap ? [box.height, box.width] : [box.width, box.height];
  const places: Point[] = [
    [box.x, box.y],
    [h - box.y, box.x],
    [w - box.x, h - box.y],
    [box.y, w - box.x],
  ];
  const [x, y] = places[turns % 4]!;
  return { x, y, width, height, angle: box.angle };
}
