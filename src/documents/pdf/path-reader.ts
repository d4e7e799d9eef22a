import { OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Box } from '../layout/box';
import type { Matrix, Rule } from './page-content';

// pdf.js' DrawOPS, the number of coordinates behind each.
const coordinates = [2, 2, 6, 4, 0];
const close = 4;
// Points. A filled box no thicker than this is a line.
const thickest = 3;
const skew = 0.6;
// A page with more is a drawing or a map; what is beyond is no table.
const mostRules = 20_000;
// The same of shapes; the smallest that is kept, in points: smaller ones are letters, marks and corners.
const mostShapes = 8_000;
const smallest = 8;
const flattest = 3;
// Of an outline's length, that slants or bends: round corners of a frame are less.
const mostLevel = 0.6;

const fills = new Set<number>([
  OPS.fill,
  OPS.eoFill,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
]);
const strokes = new Set<number>([
  OPS.stroke,
  OPS.closeStroke,
  OPS.fillStroke,
  OPS.eoFillStroke,
  OPS.closeFillStroke,
  OPS.closeEOFillStroke,
]);

type Point = [number, number];

/** Turns paths into horizontal and vertical lines and filled boxes; of curves and slants only where they are is kept. */
export class PathReader {
  readonly rules: Rule[] = [];
  readonly fills: Box[] = [];
  private readonly outlines: Box[] = [];
  /** Where the last of the outlines ends, if it is no filled one. */
  private strokeEnd: Point | null = null;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  read(
    operator: number,
    data: ArrayLike<number> | null | undefined,
    m: Matrix,
    lineWidth: number,
    white: boolean,
  ): void {
    const fill = fills.has(operator);
    const stroke = strokes.has(operator);
    if (!data || typeof data.length !== 'number' || (!fill && !stroke)) return;
    if (this.rules.length > mostRules) return;
    const thickness = lineWidth * Math.sqrt(Math.abs(m[0] * m[3] - m[1] * m[2]));
    let points: Point[] = [];
    let curved = false;
    const end = () => {
      if (points.length > 1) {
        if (stroke) this.strokeLines(points, thickness);
        if (fill && !curved) this.fillBox(points, white);
        if ((stroke || !white) && this.outlines.length < mostShapes) this.addOutline(points, stroke);
      }
      points = [];
      curved = false;
    };
    for (let i = 0; i < data.length;) {
      const kind = data[i]!;
      const count = coordinates[kind];
      if (count === undefined) break;
      if (kind === 0) end();
      if (kind === close) {
        if (points.length > 0) points.push(points[0]!);
      } else {
        const x = data[i + count - 1]!;
        const y = data[i + count]!;
        if (kind > 1) curved = true;
        points.push([m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]]);
      }
      i += 1 + count;
    }
    end();
  }

  private strokeLines(points: Point[], thickness: number): void {
    for (let i = 1; i < points.length; i++) this.line(points[i - 1]!, points[i]!, thickness);
  }

  private line(a: Point, b: Point, thickness: number): void {
    const dx = Math.abs(a[0] - b[0]);
    const dy = Math.abs(a[1] - b[1]);
    if (dy <= skew && dx > 1) this.add(true, (a[1] + b[1]) / 2, a[0], b[0], thickness);
    else if (dx <= skew && dy > 1) this.add(false, (a[0] + b[0]) / 2, a[1], b[1], thickness);
  }

  private fillBox(points: Point[], white: boolean): void {
    const xs = points.map((p) => p[0]);
    const ys = points.map((p) => p[1]);
    const x0 = Math.min(...xs);
    const x1 = Math.max(...xs);
    const y0 = Math.min(...ys);
    const y1 = Math.max(...ys);
    const w = x1 - x0;
    const h = y1 - y0;
    if (h <= thickest && w > 2 * h) {
      if (!white) this.add(true, (y0 + y1) / 2, x0, x1, h);
    } else if (w <= thickest && h > 2 * w) {
      if (!white) this.add(false, (x0 + x1) / 2, y0, y1, w);
    } else if (!white && points.length <= 6 && w > 4 && h > 4 && w * h < 0.7 * this.width * this.height) {
      this.fills.push({ x0, y0, x1, y1 });
    }
  }

  /** Around what slants or bends: circles, arrows, curves of a chart. */
  get shapes(): Box[] {
    return this.outlines.filter(isLarge);
  }

  private addOutline(points: readonly Point[], stroke: boolean): void {
    if (!isFree(points)) return;
    const box = around(points);
    if (!stroke) {
      if (isLarge(box)) {
        this.outlines.push(box);
        this.strokeEnd = null;
      }
      return;
    }
    // A curve is often drawn piece by piece.
    const from = points[0]!;
    const end = this.strokeEnd;
    if (end && Math.abs(end[0] - from[0]) <= skew && Math.abs(end[1] - from[1]) <= skew) {
      const last = this.outlines.at(-1)!;
      this.outlines[this.outlines.length - 1] = around([...corners(last), ...corners(box)]);
    } else this.outlines.push(box);
    this.strokeEnd = points.at(-1)!;
  }

  private add(horizontal: boolean, at: number, a: number, b: number, thickness: number): void {
    const from = Math.min(a, b);
    const to = Math.max(a, b);
    const limit = horizontal ? this.height : this.width;
    if (!Number.isFinite(from + to + at) || at < -5 || at > limit + 5) return;
    this.rules.push({ horizontal, at, from, to, thickness });
  }
}

function around(points: readonly Point[]): Box {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const [x, y] of points) {
    box.x0 = Math.min(box.x0, x);
    box.x1 = Math.max(box.x1, x);
    box.y0 = Math.min(box.y0, y);
    box.y1 = Math.max(box.y1, y);
  }
  return box;
}

const corners = ({ x0, y0, x1, y1 }: Box): Point[] => [
  [x0, y0],
  [x1, y1],
];

const isLarge = ({ x0, y0, x1, y1 }: Box): boolean =>
  Math.max(x1 - x0, y1 - y0) >= smallest && Math.min(x1 - x0, y1 - y0) >= flattest;

/** Most of the outline runs neither level nor upright. */
function isFree(points: readonly Point[]): boolean {
  let free = 0;
  let all = 0;
  for (let i = 1; i < points.length; i++) {
    const dx = Math.abs(points[i]![0] - points[i - 1]![0]);
    const dy = Math.abs(points[i]![1] - points[i - 1]![1]);
    const length = dx + dy;
    all += length;
    if (dx > skew && dy > skew) free += length;
  }
  return free > 0 && free >= (1 - mostLevel) * all;
}
