import type { Rule } from '../pdf/page-content';
import type { GreyImage } from './ocr-engine';

/** A line drawn in the picture, and the pixels along it: spans at `at`, `from` to `to` (exclusive). */
interface Stroke {
  rule: Rule;
  spans: Span[];
}

interface Span {
  at: number;
  from: number;
  to: number;
}

const dark = 150;
// Pixels that dust or thresholding may take out of a line.
const gap = 2;
// Shares of the picture's longer side: a shorter line may be a large Chinese character's, a thicker one a bar or a picture.
const shortest = 0.1;
const thickest = 0.004;
// A grid has this many lines each way at least; fewer are underlines, frames and figures.
const fewest = 3;

// Shares of the longer side: so far beside a line is looked whether paper begins.
const beside = [0.0012, 0.0021, 0.003];
// Of what lies along a line, on its lighter side, that is dark: print is a fifth, a halftone picture half.
const mostDark = 0.3;

/**
 * The lines of tables drawn in a picture, in pixels, and the picture without them, for an engine reads what stands between
 * lines badly. Pictures without a grid come back as they are.
 */
export function liftRules(image: GreyImage): { image: GreyImage; rules: Rule[] } {
  const strokes = [...findStrokes(image, true), ...findStrokes(image, false)];
  const across = strokes.filter(({ rule }) => rule.horizontal);
  const down = strokes.filter(({ rule }) => !rule.horizontal);
  const reach = 2 * thickest * Math.max(image.width, image.height);
  const meets = (a: Rule, b: Rule) =>
    a.at > b.from - reach && a.at < b.to + reach && b.at > a.from - reach && b.at < a.to + reach;
  const crossings = (one: Stroke, others: Stroke[]) => others.filter((o) => meets(one.rule, o.rule)).length;
  const grid = [
    ...across.filter((s) => crossings(s, down) >= 2),
    ...down.filter((s) => crossings(s, across) >= 2),
  ];
  const count = (horizontal: boolean) => grid.filter(({ rule }) => rule.horizontal === horizontal).length;
  if (count(true) < fewest || count(false) < fewest) return { image, rules: [] };
  const lifted = lift(image, grid);
  return { image: whiten(lifted.image), rules: lifted.rules };
}

function findStrokes({ width, height, grey }: GreyImage, horizontal: boolean): Stroke[] {
  const [rows, length] = horizontal ? [height, width] : [width, height];
  const [rowStep, step] = horizontal ? [width, 1] : [1, width];
  const longest = Math.max(width, height);
  const done: Span[][] = [];
  let open: Span[][] = [];
  for (let at = 0; at < rows; at++) {
    const found: Span[] = [];
    let from = -1;
    let last = -1;
    for (let i = 0, p = at * rowStep; i <= length; i++, p += step) {
      const ends = i === length || (from >= 0 && i - last > gap + 1);
      if (ends && from >= 0) {
        if (last + 1 - from >= shortest * longest) found.push({ at, from, to: last + 1 });
        from = -1;
      }
      if (i < length && grey[p]! < dark) {
        if (from < 0) from = i;
        last = i;
      }
    }
    // A line that is not quite straight goes on in the next row where it ends in this one.
    const next: Span[][] = [];
    for (const spans of open) {
      const tail = spans.filter((s) => s.at === at - 1);
      const more = found.filter((s) => tail.some((t) => s.from <= t.to + gap && s.to >= t.from - gap));
      if (more.length === 0) done.push(spans);
      else next.push([...spans, ...more]);
      for (const span of more) found.splice(found.indexOf(span), 1);
    }
    open = [...next, ...found.map((span) => [span])];
  }
  const darkBeside = (spans: readonly Span[], side: number, thickness: number): number => {
    let seen = 0;
    let found = 0;
    for (const share of beside)
      for (const { at, from, to } of spans) {
        const row = at + side * Math.round(thickness + share * longest);
        if (row < 0 || row >= rows) continue;
        for (let i = from; i < to; i += 3) {
          seen++;
          if (grey[row * rowStep + i * step]! < dark) found++;
        }
      }
    return seen === 0 ? 0 : found / seen;
  };
  return [...done, ...open].flatMap((spans) => {
    const from = Math.min(...spans.map((s) => s.from));
    const to = Math.max(...spans.map((s) => s.to));
    const area = spans.reduce((n, s) => n + s.to - s.from, 0);
    const thickness = area / (to - from);
    if (thickness > Math.max(3, thickest * longest)) return [];
    if (Math.min(...[-1, 1].map((side) => darkBeside(spans, side, thickness))) > mostDark) return [];
    const at = spans.reduce((n, s) => n + s.at * (s.to - s.from), 0) / area;
    return [{ rule: { horizontal, at, from, to, thickness }, spans }];
  });
}

// Pixels: larger than letters, smaller than cells.
const block = 48;
// Darker than this it is no shading behind dark letters.
const darkestShade = 110;

/** Shaded cells made white: each block's light pixels become 255, the rest in proportion. */
function whiten({ width, height, grey }: GreyImage): GreyImage {
  const out = grey.slice();
  for (let top = 0; top < height; top += block) {
    for (let left = 0; left < width; left += block) {
      const counts = new Uint32Array(256);
      const [bottom, right] = [Math.min(height, top + block), Math.min(width, left + block)];
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) counts[grey[y * width + x]!]! += 1;
      // What half of the block's pixels are at least as light as: letters cover less.
      let [paper, lighter] = [255, counts[255]!];
      while (paper > 0 && 2 * lighter < (bottom - top) * (right - left)) lighter += counts[--paper]!;
      if (paper < darkestShade || paper > 250) continue;
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++)
          out[y * width + x] = Math.min(255, (grey[y * width + x]! * 255) / paper);
    }
  }
  return { width, height, grey: out };
}

// Pixels beside a line that its blur darkens.
const blur = 3;
// Lighter than this nothing of a line is left.
const faint = 200;

/**
 * The picture without these lines, along the straight through each and on to its ends, which a line that is not quite level
 * has in rows where it is short; and the lines, up to there. What goes through a line, as letters that touch it do, stays.
 */
function lift(image: GreyImage, strokes: readonly Stroke[]): { image: GreyImage; rules: Rule[] } {
  const { width, height } = image;
  const grey = image.grey.slice();
  const rules = strokes.map(({ rule, spans }) => {
    const whole = { ...rule };
    const [step, side] = rule.horizontal ? [1, width] : [width, 1];
    const [length, rows] = rule.horizontal ? [width, height] : [height, width];
    const middle = straightThrough(spans);
    const half = Math.ceil(rule.thickness / 2) + blur;
    /** Whether there was something of the line at `i`, which is then white. */
    const liftAt = (i: number): boolean => {
      const [from, to] = [Math.round(middle(i)) - half, Math.round(middle(i)) + half];
      if (from < 1 || to >= rows - 1) return false;
      // As it is by now: where lines cross, the one that was lifted first is gone.
      const darkAt = (row: number) => grey[row * side + i * step]! < faint;
      let any = false;
      for (let row = from; row <= to; row++) any ||= darkAt(row);
      if (any && !darkAt(from - 1) && !darkAt(to + 1)) {
        for (let row = from; row <= to; row++) grey[row * side + i * step] = 255;
        whole.from = Math.min(whole.from, i);
        whole.to = Math.max(whole.to, i + 1);
      }
      return any;
    };
    for (let i = rule.from; i < rule.to; i++) liftAt(i);
    for (let i = rule.from - 1, last = i; i >= 0 && last - i <= gap; i--) if (liftAt(i)) last = i;
    for (let i = rule.to, last = i; i < length && i - last <= gap; i++) if (liftAt(i)) last = i;
    for (const { at, from, to } of spans)
      for (let row = Math.max(0, at - 2); row <= Math.min(rows - 1, at + 2); row++)
        for (let i = from; i < to; i++) grey[row * side + i * step] = 255;
    return whole;
  });
  return { image: { width, height, grey }, rules };
}

/** The straight line that fits a stroke's spans best, by their lengths: where it is at a place along it. */
function straightThrough(spans: readonly Span[]): (i: number) => number {
  const weight = spans.reduce((n, s) => n + s.to - s.from, 0);
  const mean = (value: (span: Span) => number) =>
    spans.reduce((sum, s) => sum + value(s) * (s.to - s.from), 0) / weight;
  const [along, at] = [mean((s) => (s.from + s.to) / 2), mean((s) => s.at)];
  const spread = mean((s) => ((s.from + s.to) / 2 - along) ** 2);
  const slope = spread < 1 ? 0 : mean((s) => ((s.from + s.to) / 2 - along) * (s.at - at)) / spread;
  return (i) => at + slope * (i - along);
}
