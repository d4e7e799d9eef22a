import type { Line } from '../layout/line';
import type { Rule } from '../pdf/page-content';
import { joinLines } from '../layout/paragraphs';
import type { Cell } from '../types';
import type { AlignedLine, Column } from './aligned-columns';
import { isYears } from './aligned-rows';

// In em: a line drawn under text stands between this much above its base line and so much above the next line's.
const above = 0.15;
const belowTop = 0.45;
// Of a column's width, that a line under it covers.
const mostOfColumn = 0.5;
// Of the columns right of the labels, that are underlined where headings end.
const mostOfColumns = 0.8;
// Points by which a line may end inside the column it belongs to.
const slack = 2;

/** Level lines drawn between two lines of text. */
export function drawnBetween(rules: readonly Rule[], a: Line, b: Line): Rule[] {
  const from = a.baseline - above * a.size;
  const to = b.baseline - belowTop * b.size;
  return rules.filter((rule) => rule.horizontal && rule.at > from && rule.at < to);
}

const reachOver = (rules: readonly Rule[], { x0, x1 }: Column): number =>
  rules.reduce((n, rule) => n + Math.max(0, Math.min(rule.to, x1) - Math.max(rule.from, x0)), 0);

/** Marks each line that drawn lines over most columns part from the one above. */
export function markParted(
  lines: readonly AlignedLine[],
  columns: readonly Column[],
  rules: readonly Rule[],
): void {
  if (rules.length === 0) return;
  const own = columns.slice(1);
  lines.forEach((line, i) => {
    const between = i === 0 ? [] : drawnBetween(rules, lines[i - 1]!.line, line.line);
    const under = own.filter((c) => reachOver(between, c) >= mostOfColumn * (c.x1 - c.x0));
    line.parted = between.length > 0 && under.length >= mostOfColumns * own.length;
  });
}

/**
 * Where headings end at lines drawn column by column, one that spans several columns has a line of its own under it: spans
 * these and no others. `heads`: how many lines are headings. Gives how many are drawn in this way, or 0.
 */
export function spanUnderlined(
  lines: readonly AlignedLine[],
  columns: readonly Column[],
  heads: number,
  rules: readonly Rule[],
): number {
  const end = lines.findIndex((line, i) => i > 0 && i <= heads && line.parted);
  if (end < 1) return 0;
  const bottom = drawnBetween(rules, lines[end - 1]!.line, lines[end]!.line);
  const spans: { cell: AlignedLine['cells'][number]; from: number; to: number }[] = [];
  for (let i = 0; i + 1 < end; i++) {
    for (const cell of lines[i]!.cells) {
      const found = spanBelow(lines, columns, i, end, cell.phrase, rules);
      if (found) spans.push({ cell, ...found });
    }
  }
  if (spans.length === 0 && (bottom.length < 2 || isYears(lines[end - 1]!))) return 0;
  for (const { cell, from, to } of spans) {
    cell.from = from;
    cell.to = to;
  }
  return end;
}

/** The columns over which the first line under a heading runs, where they are several. */
function spanBelow(
  lines: readonly AlignedLine[],
  columns: readonly Column[],
  at: number,
  end: number,
  { x0, x1 }: Column,
  rules: readonly Rule[],
): { from: number; to: number } | null {
  const middle = (x0 + x1) / 2;
  for (let i = at; i + 1 < end; i++) {
    const rule = drawnBetween(rules, lines[i]!.line, lines[i + 1]!.line).find(
      (r) => r.from < middle && r.to > middle,
    );
    if (!rule) continue;
    const under = columns.flatMap((c, k) => {
      const center = (c.x0 + c.x1) / 2;
      return center > rule.from - slack && center < rule.to + slack ? [k] : [];
    });
    return under.length > 1 ? { from: under[0]!, to: under.at(-1)! } : null;
  }
  return null;
}

/**
 * Cells of headings so drawn: what stands under one another in a column is one heading, but for those that span several
 * columns, which stand in rows of their own above; the others reach from theirs to the lowest.
 */
export function drawnHeads(lines: readonly AlignedLine[]): Cell[] {
  const heads: { from: number; to: number; texts: string[]; level: number }[] = [];
  for (const { from, to, phrase } of lines.flatMap((line) => line.cells)) {
    const above = heads.filter((head) => head.from <= to && head.to >= from);
    const last = above.at(-1);
    if (last && last.from === from && last.to === to) last.texts.push(phrase.text);
    else
      heads.push({ from, to, texts: [phrase.text], level: Math.max(-1, ...above.map((h) => h.level)) + 1 });
  }
  const rows = Math.max(...heads.map((head) => head.level)) + 1;
  return heads.map(({ from, to, texts, level }) => {
    const covered = heads.some((head) => head.level > level && head.from <= to && head.to >= from);
    return {
      ...{ row: level, col: from, row_span: covered ? 1 : rows - level, col_span: to - from + 1 },
      text: joinLines(texts),
    };
  });
}
