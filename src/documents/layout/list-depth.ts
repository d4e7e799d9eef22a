import type { Draft } from '../element';

/** A draft with where its first line begins, in points, and its font size. */
export interface Placed {
  draft: Draft;
  x0: number;
  size: number;
  /** It begins with a bullet or a number. */
  marker: boolean;
}

// In em: set in by less an item is no deeper, by more it stands in another column.
const step = 0.8;
const column = 8;
const deepest = 6;

/**
 * Gives items of lists, in reading order, their depth by how far they are set in, where at least two depths follow one
 * another; those whose depth the file says keep it. A title, or an item in another column, begins anew.
 */
export function giveDepths(placed: readonly Placed[]): void {
  let list: Placed[] = [];
  const close = () => {
    deepen(list);
    list = [];
  };
  for (const next of placed) {
    const { type, level } = next.draft;
    const last = list.at(-1);
    const isApart = last !== undefined && Math.abs(next.x0 - last.x0) > column * next.size;
    if (type === 'Title' || isApart) close();
    // The labels of sources end, not begin, at one place.
    if (type === 'ListItem' && level === undefined && !next.draft.text.startsWith('[')) list.push(next);
  }
  close();
  partTagged(placed);
}

/** Word tags a list in a list as a list of its own: items right below one another that are all said to be of the first depth. */
function partTagged(placed: readonly Placed[]): void {
  let run: Placed[] = [];
  const close = () => {
    deepen(run);
    run = [];
  };
  for (const next of placed) {
    const { type, level, page } = next.draft;
    const last = run.at(-1);
    const goesOn = type === 'ListItem' && level === 1 && next.marker;
    const isApart =
      last !== undefined && (last.draft.page !== page || Math.abs(next.x0 - last.x0) > column * next.size);
    if (!goesOn || isApart) close();
    if (goesOn) run.push(next);
  }
  close();
}

/** Items of one list, where at least two are not equally deep. */
function deepen(list: readonly Placed[]): void {
  const depths = depthsOf(list);
  if (Math.max(0, ...depths) > 1) list.forEach(({ draft }, i) => (draft.level = depths[i]!));
}

function depthsOf(list: readonly Placed[]): number[] {
  const open: number[] = [];
  return list.map(({ x0, size }) => {
    while (open.length > 0 && x0 < open.at(-1)! - step * size) open.pop();
    if (open.length === 0 || (x0 > open.at(-1)! + step * size && open.length < deepest)) open.push(x0);
    return open.length;
  });
}
