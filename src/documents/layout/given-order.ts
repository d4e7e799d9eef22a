import type { Word } from '../pdf/page-content';
import type { FoundTable } from '../tables/found-table';
import type { Block } from './layout-page';
import { makeLine, type Line } from './line';
import { cutParagraph, typicalPitch } from './paragraphs';

/** Paragraphs of lines of words, in reading order. */
export type GivenOrder = readonly (readonly (readonly Word[])[])[];

/**
 * Blocks of a page whose lines, paragraphs and order were recognised from its picture, where gaps, pictures and rules count
 * that words alone do not show. A table stands where its first word is read; `taken` words are left out.
 */
export function blocksInOrder(
  order: GivenOrder,
  tables: readonly FoundTable[],
  taken: ReadonlySet<Word>,
): Block[] {
  const tableOf = new Map<Word, FoundTable>();
  for (const table of tables) for (const word of table.words) tableOf.set(word, table);
  const pieces: (Line[] | FoundTable)[] = [];
  const placed = new Set<FoundTable>();
  for (const paragraph of order) {
    let lines: Line[] = [];
    pieces.push(lines);
    for (const words of paragraph) {
      for (const word of words) {
        const table = tableOf.get(word);
        if (!table || placed.has(table)) continue;
        placed.add(table);
        pieces.push(table, (lines = []));
      }
      const free = words.filter((w) => !tableOf.has(w) && !taken.has(w));
      if (free.length > 0) lines.push(makeLine(free));
    }
  }
  const pitch = typicalPitch(pieces.flatMap((piece) => (Array.isArray(piece) ? piece : [])));
  return pieces.flatMap((piece): Block[] =>
    Array.isArray(piece)
      ? cutParagraph(piece, pitch).map((paragraph) => ({ kind: 'paragraph', paragraph }))
      : [{ kind: 'table', table: piece }],
  );
}
