import type { Box } from '../layout/box';
import type { Rule } from '../pdf/page-content';

// Points. Lines this near are one line drawn in parts; corners this near touch.
const same = 1.6;
const dash = 3;
const touch = 3;
const shortest = 6;
// Between a cell's border and its text: office programs leave 5.4.
const widestPadding = 8;
// More shaded boxes than this are a drawing.
const mostFills = 3000;
// More crossings than this is a drawing.
const mostPairs = 2e6;

/** Lines that cross or touch one another. */
export interface RuleGroup {
  horizontal: Rule[];
  vertical: Rule[];
}

/** A fill's edges are borders too: many tables are told apart by shading alone. */
const edges = ({ x0, y0, x1, y1 }: Box): Rule[] => [
  { horizontal: true, at: y0, from: x0, to: x1, thickness: 0 },
  { horizontal: true, at: y1, from: x0, to: x1, thickness: 0 },
  { horizontal: false, at: x0, from: y0, to: y1, thickness: 0 },
  { horizontal: false, at: x1, from: y0, to: y1, thickness: 0 },
];

/** Shading behind each line or paragraph of a cell lies within the cell, shaded itself or drawn, and is no border. */
function ofCells(fills: readonly Box[], rules: readonly Rule[]): readonly Box[] {
  if (fills.length > mostFills) return fills;
  const vertical = rules.filter((rule) => !rule.horizontal && rule.thickness > 0);
  return fills.filter((inner) => {
    const within = fills.some(
      (outer) =>
        outer.y0 < inner.y0 + 1 &&
        outer.y1 > inner.y1 - 1 &&
        isPadding(inner.x0 - outer.x0) &&
        isPadding(outer.x1 - inner.x1),
    );
    if (within) return false;
    const beside = vertical.filter((rule) => rule.from < inner.y0 + 1 && rule.to > inner.y1 - 1);
    const drawn =
      beside.some((rule) => isPadding(inner.x0 - rule.at)) &&
      beside.some((rule) => isPadding(rule.at - inner.x1));
    return !drawn;
  });
}

const isPadding = (space: number): boolean => space > 1 && space <= widestPadding;

/** Joins pieces of one line (dashes, one piece per cell, both edges of a double line) and leaves out specks. */
export function mergeRules(rules: readonly Rule[]): Rule[] {
  const merged: Rule[] = [];
  for (const horizontal of [true, false]) {
    const own = rules.filter((r) => r.horizontal === horizontal).sort((a, b) => a.at - b.at);
    let bundle: Rule[] = [];
    const close = () => {
      merged.push(...joinBundle(bundle));
      bundle = [];
    };
    for (const rule of own) {
      if (bundle.length > 0 && rule.at - bundle[bundle.length - 1]!.at > same) close();
      bundle.push(rule);
    }
    close();
  }
  return merged.filter((r) => r.to - r.from >= shortest);
}

function joinBundle(bundle: Rule[]): Rule[] {
  bundle.sort((a, b) => a.from - b.from);
  const joined: Rule[] = [];
  for (const rule of bundle) {
    const last = joined[joined.length - 1];
    if (last && rule.from <= last.to + dash) {
      const longer = rule.to - rule.from > last.to - last.from;
      last.at = longer ? rule.at : last.at;
      last.to = Math.max(last.to, rule.to);
      last.thickness = Math.max(last.thickness, rule.thickness);
    } else {
      joined.push({ ...rule });
    }
  }
  return joined;
}

/** The page's lines, grouped by what they touch. */
export function groupRules(rules: readonly Rule[], fills: readonly Box[]): RuleGroup[] {
  const all = mergeRules([...rules, ...ofCells(fills, rules).flatMap(edges)]);
  const horizontal = all.filter((r) => r.horizontal);
  const vertical = all.filter((r) => !r.horizontal);
  if (horizontal.length * vertical.length > mostPairs) return [];
  const parent = all.map((_, i) => i);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]!]!;
    return i;
  };
  horizontal.forEach((h, i) => {
    vertical.forEach((v, j) => {
      const meets =
        v.at >= h.from - touch && v.at <= h.to + touch && h.at >= v.from - touch && h.at <= v.to + touch;
      if (meets) parent[root(i)] = root(horizontal.length + j);
    });
  });
  const groups = new Map<number, RuleGroup>();
  [...horizontal, ...vertical].forEach((rule, i) => {
    const key = root(i);
    const group = groups.get(key) ?? { horizontal: [], vertical: [] };
    group[rule.horizontal ? 'horizontal' : 'vertical'].push(rule);
    groups.set(key, group);
  });
  return [...groups.values()];
}

// Points. A cell's shading often ends a padding's width inside its border; nothing can be written in between.
export const narrowestColumn = 6.5;
export const lowestRow = 4;

/** Distinct positions, those nearer than `tolerance` averaged, ascending. */
export function positions(values: readonly number[], tolerance: number): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const found: { sum: number; n: number; last: number }[] = [];
  for (const value of sorted) {
    const last = found[found.length - 1];
    if (last && value - last.last <= tolerance) {
      last.sum += value;
      last.n++;
      last.last = value;
    } else {
      found.push({ sum: value, n: 1, last: value });
    }
  }
  return found.map((f) => f.sum / f.n);
}

/**
 * Where lines stand, ascending: drawn ones first, then edges of shading where none is near, as shading often ends a
 * padding's width inside its border, on either side of it.
 */
export function gridPositions(rules: readonly Rule[], tolerance: number): number[] {
  const at = (own: readonly Rule[]) =>
    positions(
      own.map((rule) => rule.at),
      tolerance,
    );
  const drawn = at(rules.filter((rule) => rule.thickness > 0));
  const shaded = rules.filter(
    (rule) => rule.thickness === 0 && drawn.every((place) => Math.abs(place - rule.at) > tolerance),
  );
  return [...drawn, ...at(shaded)].sort((a, b) => a - b);
}

/** Share of [from, to] that lines within `reach` of `at` cover. */
export function covered(rules: readonly Rule[], at: number, reach: number, from: number, to: number): number {
  const parts = rules
    .filter((r) => Math.abs(r.at - at) <= reach && r.to > from && r.from < to)
    .sort((a, b) => a.from - b.from);
  let length = 0;
  let end = from;
  for (const part of parts) {
    length += Math.max(0, Math.min(part.to, to) - Math.max(part.from, end));
    end = Math.max(end, part.to);
  }
  return length / Math.max(1e-6, to - from);
}
