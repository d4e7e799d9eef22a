import { makeLines } from '../layout/line';
import type { Box } from '../layout/box';
import type { Rule, Word } from '../pdf/page-content';
import { alignedTables } from './aligned-tables';
import type { FoundTable } from './found-table';
import { rowCount } from './striped';

// Rows of what may be a shaded heading or total of a table, and how many more the whole has at least.
const mostRows = 2;
const fewestMore = 3;

/**
 * Shaded bands behind a heading, a section or a total, which alone look like tables of a row or two: those whose words all belong to
 * a larger table that white space shows when the band is not taken out of it.
 */
export function bandsOf(
  ruled: readonly FoundTable[],
  words: readonly Word[],
  rules: readonly Rule[],
  shapes: readonly Box[],
): Set<FoundTable> {
  const bands = ruled.filter((table) => table.shaded && rowCount(table) <= mostRows);
  if (bands.length === 0) return new Set();
  const others = ruled.filter((table) => !bands.includes(table));
  const free = words.filter((word) => !others.some((table) => table.words.has(word)));
  const whole = alignedTables(makeLines(free), others, rules, shapes);
  return new Set(
    bands.filter((band) =>
      whole.some(
        (table) =>
          rowCount(table) >= rowCount(band) + fewestMore &&
          [...band.words].every((word) => table.words.has(word)),
      ),
    ),
  );
}
