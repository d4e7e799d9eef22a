/** Places on a slide, in any unit, from its top left corner. */
export interface Placed {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

type Side = 'x' | 'y';

/**
 * In the order in which a slide is read: bands from top to bottom, in each its columns from left to right, in those bands again
 * (XY cut, Nagy and Seth 1984). What overlaps both ways is read by its top.
 */
export function inReadingOrder<T extends Placed>(shapes: readonly T[]): T[] {
  if (shapes.length < 2) return [...shapes];
  const bands = parted(shapes, 'y');
  if (bands.length > 1) return bands.flatMap(inReadingOrder);
  const columns = parted(shapes, 'x');
  if (columns.length > 1) return columns.flatMap(inReadingOrder);
  return [...shapes].sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0);
}

/** Groups with room between them; shapes that touch a little are apart all the same. */
function parted<T extends Placed>(shapes: readonly T[], side: Side): T[][] {
  const from = (one: Placed) => one[`${side}0`];
  const to = (one: Placed) => one[`${side}1`];
  const sorted = [...shapes].sort((a, b) => from(a) - from(b));
  const groups: T[][] = [];
  let reach = -Infinity;
  for (const shape of sorted) {
    const touch = 0.1 * Math.min(to(shape) - from(shape), reach - from(groups.at(-1)?.[0] ?? shape));
    if (groups.length === 0 || from(shape) >= reach - Math.max(0, touch)) groups.push([]);
    groups.at(-1)!.push(shape);
    reach = Math.max(reach, to(shape));
  }
  return groups;
}
