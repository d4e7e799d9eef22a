/** One pass over rows: row i of the next are rows[first[i]] + paired[i] · rows[second[i]]. */
export interface FoldPass {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** 1 where there is a second row, else 0. */
  readonly paired: Float32Array;
}

/**
 * How rows of equal ids become one row each: neighbours are added pairwise until none is left, so that the sums come out the
 * same each time, which additions by many GPU threads into one place do not. Nothing to pass over where all ids differ.
 */
export function foldRows(ids: Int32Array): { passes: FoldPass[]; ids: Int32Array } {
  const passes: FoldPass[] = [];
  let left = ids;
  // Stable: equal ids stay in the order they came in.
  let order = Int32Array.from(ids, (_, i) => i).sort((a, b) => ids[a]! - ids[b]! || a - b);
  for (;;) {
    const first: number[] = [];
    const second: number[] = [];
    const next: number[] = [];
    for (let i = 0; i < order.length; i++) {
      const at = order[i]!;
      const id = left[at]!;
      const pair = i + 1 < order.length && left[order[i + 1]!] === id;
      first.push(at);
      second.push(pair ? order[++i]! : -1);
      next.push(id);
    }
    if (next.length === left.length) return { passes, ids: left };
    passes.push({
      first: Int32Array.from(first),
      second: Int32Array.from(second, (at) => Math.max(0, at)),
      paired: Float32Array.from(second, (at) => (at < 0 ? 0 : 1)),
    });
    left = Int32Array.from(next);
    order = Int32Array.from(next, (_, i) => i);
  }
}
