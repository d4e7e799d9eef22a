import { normalise } from '../language';
import { hash32 } from '../random';
import type { Split } from '../types';
import { acceptedRow, type Row } from './row';

/** Of the rows, for test and for dev each. */
const heldOutShare = 0.1;
/** No group is held out that would make a held-out side larger than this. */
const mostHeldOut = 0.25;
/** With fewer rows than this, none are held out by lot. */
const fewestRows = 10;
/** Where texts tie so much of the rows together, rows with the same first text are kept together and no others. */
const mostInOneGroup = 0.5;

/** What is on one side only: all texts; or where too many rows share some, each row's first text. */
export type RowsSplitBy = 'texts' | 'first-text';

export type UnplacedRow = Omit<Row, 'split'>;

/** Equal texts have equal keys, whatever their spacing, case or width. */
export const textKey = (text: string): string => normalise(text) || text;

/** A number for each row; rows that must be on one side have the same. */
export function rowGroups(rows: readonly Pick<Row, 'texts'>[]): { groups: number[]; by: RowsSplitBy } {
  const byTexts = groupsOf(rows.map(({ texts }) => texts));
  if (rows.length < fewestRows || largest(byTexts) <= mostInOneGroup * rows.length)
    return { groups: byTexts, by: 'texts' };
  const byFirst = groupsOf(rows.map(({ texts }) => texts.slice(0, 1)));
  const finer = largest(byFirst) < largest(byTexts);
  return finer ? { groups: byFirst, by: 'first-text' } : { groups: byTexts, by: 'texts' };
}

/** Rows that share a text, or are tied by others that do (union-find). */
function groupsOf(rows: readonly (readonly string[])[]): number[] {
  const parents = rows.map((_, row) => row);
  const root = (row: number): number => {
    let top = row;
    while (parents[top] !== top) top = parents[top]!;
    for (let at = row; parents[at] !== top;) [at, parents[at]] = [parents[at]!, top];
    return top;
  };
  const rowByText = new Map<string, number>();
  rows.forEach((texts, row) =>
    texts.forEach((text) => {
      const key = textKey(text);
      const other = rowByText.get(key);
      if (other === undefined) rowByText.set(key, row);
      else parents[root(row)] = root(other);
    }),
  );
  return rows.map((_, row) => root(row));
}

const largest = (groups: readonly number[]): number => Math.max(0, ...sizesOf(groups).values());

function sizesOf(groups: readonly number[]): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return sizes;
}

/**
 * All rows with their sides. Those that their file or a person assigned keep theirs; the others stay where they are unless a row
 * of their group is held out, whose side they then take (test before dev); groups of new rows alone are held out by lot until
 * test and dev have a tenth each. Rows of one file that says a side for each are never moved.
 */
export function splitRows(known: readonly Row[], added: readonly UnplacedRow[], seed: number): Row[] {
  const rows = [...known, ...added.map((row) => ({ ...row, split: null }))];
  const { groups } = rowGroups(rows);
  const sides = new Map<number, Split>();
  rows.forEach((row, at) => {
    const side = row.assigned ?? row.split;
    if (side) sides.set(groups[at]!, further(sides.get(groups[at]!), side));
  });
  drawSides(rows, groups, sides, seed);
  return rows.map((row, at) => ({ ...row, split: row.assigned ?? sides.get(groups[at]!) ?? 'train' }));
}

const order: readonly Split[] = ['train', 'dev', 'test'];
const further = (a: Split | undefined, b: Split): Split =>
  a !== undefined && order.indexOf(a) > order.indexOf(b) ? a : b;

/** Gives groups without a side one, in an order drawn from `seed`. */
function drawSides(
  rows: readonly Pick<Row, 'texts'>[],
  groups: readonly number[],
  sides: Map<number, Split>,
  seed: number,
): void {
  if (rows.length < fewestRows) return;
  const sizes = sizesOf(groups);
  const free = [...sizes.keys()].filter((group) => !sides.has(group));
  const drawn = free
    .map((group) => ({ group, draw: hash32(`${seed} ${rows[group]!.texts.map(textKey).join('\n')}`) }))
    .sort((a, b) => a.draw - b.draw || a.group - b.group);
  for (const side of ['test', 'dev'] as const) {
    let held = 0;
    for (const [group, one] of sides) if (one === side) held += sizes.get(group)!;
    for (const { group } of drawn) {
      if (held >= heldOutShare * rows.length) break;
      const size = sizes.get(group)!;
      if (sides.has(group) || held + size > Math.max(1, mostHeldOut * rows.length)) continue;
      sides.set(group, side);
      held += size;
    }
  }
}

/** Equal for rows with the same texts, whatever the order of two. */
export function rowKey(texts: readonly string[]): string {
  const keys = texts.map(textKey);
  return JSON.stringify(keys.length === 2 ? keys.sort() : keys);
}

/**
 * The rows with what is there twice set aside: rows with the same texts on a side that is held out leave the other sides
 * ('held-out'), and of rows with the same texts and label on one side the first stays ('duplicate'). `fresh`: only these are judged.
 */
export function withoutRepeats(rows: readonly Row[], fresh: (row: Row) => boolean): Row[] {
  const sides = new Map<string, Split>();
  for (const row of rows.filter(acceptedRow)) {
    const key = rowKey(row.texts);
    sides.set(key, further(sides.get(key), row.split));
  }
  const seen = new Set<string>();
  return rows.map((row): Row => {
    if (!acceptedRow(row)) return row;
    const key = rowKey(row.texts);
    const labelled = `${key} ${JSON.stringify(row.label)}`;
    if (fresh(row) && sides.get(key) !== row.split) return { ...row, status: 'rejected', reason: 'held-out' };
    if (fresh(row) && seen.has(labelled)) return { ...row, status: 'rejected', reason: 'duplicate' };
    seen.add(labelled);
    return row;
  });
}
