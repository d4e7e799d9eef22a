import type { Box } from '../layout/box';
import type { FoundTable } from './found-table';

// Points by which the feet of bars on one line differ, and their heads where they are of one length.
const same = 1.5;
const fewestBars = 4;
// Of the bars on one line so many have lengths of their own; the cells of a row share theirs.
const mostLengths = 0.6;
// Of the spaces between bars, that are white.
const leastApart = 0.3;

/** Boxes that stand on one line and end at different heights, or begin at one and end at different places. */
export function isBarChart(fills: readonly Box[]): boolean {
  return (
    areBars(fills.map(({ x0, x1, y0, y1 }) => ({ foot: y1, head: y0, from: x0, to: x1 }))) ||
    [fills, inRows(fills)].every((boxes) =>
      areBars(boxes.map(({ x0, x1, y0, y1 }) => ({ foot: x0, head: x1, from: y0, to: y1 }))),
    )
  );
}

// Rows under a chart that say what its bars are, and how far below their feet these begin, in em.
const mostLabelRows = 4;
const labelReach = 2.5;

/** Whether a few rows stand under bars: what is written along a chart's axis. */
export function isUnderBars(table: FoundTable, fills: readonly Box[]): boolean {
  const rows = Math.max(...table.cells.map((cell) => cell.row + cell.row_span));
  if (rows > mostLabelRows) return false;
  const size = Math.max(...[...table.words].map((word) => word.size));
  const bars = fills.filter(
    ({ x0, x1, y1 }) =>
      (x0 + x1) / 2 > table.x0 &&
      (x0 + x1) / 2 < table.x1 &&
      y1 > table.y0 - labelReach * size &&
      y1 < table.y0 + size,
  );
  return areBars(bars.map(({ x0, x1, y0, y1 }) => ({ foot: y1, head: y0, from: x0, to: x1 })));
}

// Bars made of several boxes, and boxes in one; of the edges between boxes, those that another bar has too: columns share theirs.
const fewestStacked = 3;
const mostShared = 0.4;

/** Bars of boxes that touch, each parted at places of its own. */
export function areStackedBars(fills: readonly Box[]): boolean {
  const bars = inRows(fills).map((bar) =>
    fills
      .filter(
        ({ x0, x1, y0, y1 }) =>
          isSame(y0, bar.y0) && isSame(y1, bar.y1) && x0 >= bar.x0 - same && x1 <= bar.x1 + same,
      )
      .map(({ x1 }) => x1)
      .filter((edge) => !isSame(edge, bar.x1)),
  );
  const parted = bars.filter((edges) => edges.length + 1 >= fewestStacked);
  if (parted.length < fewestStacked) return false;
  const all = parted.flatMap((edges, i) =>
    edges.map((edge) => parted.some((other, k) => k !== i && other.some((one) => isSame(one, edge)))),
  );
  return all.filter(Boolean).length <= mostShared * all.length;
}

/** Boxes of one height that touch side by side are one: the shaded cells of a row, that differ from row to row. */
function inRows(fills: readonly Box[]): Box[] {
  const sorted = [...fills].sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0);
  const rows: Box[] = [];
  for (const fill of sorted) {
    const last = rows.findLast(
      ({ y0, y1, x1 }) => isSame(y0, fill.y0) && isSame(y1, fill.y1) && isSame(x1, fill.x0),
    );
    if (last) last.x1 = fill.x1;
    else rows.push({ ...fill });
  }
  return rows;
}

const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= same;

interface Bar {
  foot: number;
  head: number;
  /** Across its length. */
  from: number;
  to: number;
}

function areBars(all: readonly Bar[]): boolean {
  const sorted = [...all].sort((a, b) => a.foot - b.foot);
  for (let i = 0; i < sorted.length;) {
    let end = i + 1;
    while (end < sorted.length && sorted[end]!.foot - sorted[i]!.foot <= same) end++;
    const bars = sorted.slice(i, end);
    i = end;
    if (bars.length < fewestBars || !areApart(bars)) continue;
    const heads = bars.map((bar) => bar.head).sort((a, b) => a - b);
    const lengths = heads.filter((head, k) => k === 0 || head - heads[k - 1]! > same).length;
    if (lengths >= Math.max(3, mostLengths * bars.length)) return true;
  }
  return false;
}

/** White stands between bars, or between groups of two or three; cells touch. */
function areApart(bars: readonly Bar[]): boolean {
  const across = [...bars].sort((a, b) => a.from - b.from);
  const spaces = across.slice(1).map((bar, i) => bar.from - across[i]!.to);
  return (
    spaces.every((space) => space > -same) &&
    spaces.filter((space) => space > same).length >= leastApart * spaces.length
  );
}
