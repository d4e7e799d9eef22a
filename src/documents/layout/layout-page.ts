import type { Rule, Word } from '../pdf/page-content';
import { alignedTables } from '../tables/aligned-tables';
import { isBarChart } from '../tables/bar-chart';
import type { FoundTable } from '../tables/found-table';
import { lyingWords, withLyingHeads } from '../tables/lying-heads';
import { mergeRules } from '../tables/rule-grid';
import { ruledTables } from '../tables/ruled-tables';
import { holdsMiddle, type Box } from './box';
import { splitColumns, type Item } from './columns';
import type { Furniture } from './furniture';
import { blocksInOrder } from './given-order';
import { makeLines, type Line } from './line';
import { partSideHeads } from './side-heads';
import { makeParagraphs, type Paragraph } from './paragraphs';
import { taggedHeads } from './tagged';
import type { UprightPage } from './upright';

export type Block = { kind: 'paragraph'; paragraph: Paragraph } | { kind: 'table'; table: FoundTable };

/** A page's paragraphs and tables in reading order, furniture left out. */
export function layoutPage(page: UprightPage, furniture: readonly Furniture[]): Block[] {
  const taken = new Set<Word>(furniture.flatMap((f) => f.line.words));
  const content = page.words.filter((w) => !taken.has(w));
  const { tables: ruled, drawings } = ruledTables(page, content);
  for (const table of ruled) for (const word of table.words) taken.add(word);
  const free = content.filter((w) => !taken.has(w));
  const items: Item<FoundTable>[] = [
    ...free.map((word) => ({ x0: word.x0, y0: word.y0, x1: word.x1, y1: word.y1, word })),
    ...ruled.map((table) => ({ x0: table.x0, y0: table.y0, x1: table.x1, y1: table.y1, table })),
  ];
  const lying = lyingWords(page).filter((word) => !taken.has(word));
  const level = mergeRules(page.rules.filter((rule) => rule.horizontal));
  const blocks = splitColumns(items).flatMap((column) =>
    layoutColumn(column, { drawings, rules: level, lying, fills: page.fills, shapes: page.shapes ?? [] }).map(
      withTaggedHeads,
    ),
  );
  if (!page.order) return blocks;
  const running = new Set<Word>(furniture.flatMap((f) => f.line.words));
  const tables = blocks.flatMap((b) => (b.kind === 'table' ? [b.table] : []));
  return blocksInOrder(page.order, tables, running);
}

/** What is drawn on a page, and the words that run another way. */
interface Drawn {
  drawings: readonly Box[];
  rules: readonly Rule[];
  lying: readonly Word[];
  fills: readonly Box[];
  shapes: readonly Box[];
}

function layoutColumn(items: Item<FoundTable>[], { drawings, rules, lying, fills, shapes }: Drawn): Block[] {
  const tables = items.flatMap((i) => (i.table ? [i.table] : []));
  const lines = makeLines(items.flatMap((i) => (i.word ? [i.word] : [])));
  // Labels of a diagram may stand in rows; they are no table.
  const aligned = alignedTables(lines, tables, rules, shapes)
    .filter(
      (t) => !drawings.some((d) => holdsMiddle(d, t)) && !isBarChart(fills.filter((f) => holdsMiddle(t, f))),
    )
    .map((t) => withLyingHeads(t, lying));
  const inTable = new Set<Word>(aligned.flatMap((t) => [...t.words]));
  const rest = partSideHeads(lines.filter((l) => !l.words.some((w) => inTable.has(w))));
  const all = [...tables, ...aligned].sort((a, b) => a.y0 - b.y0);
  const blocks: Block[] = [];
  let waiting: Line[] = [];
  const flush = () => {
    blocks.push(...makeParagraphs(waiting).map((paragraph) => ({ kind: 'paragraph' as const, paragraph })));
    waiting = [];
  };
  for (const line of rest) {
    while (all[0] && middle(all[0]) < middle(line)) {
      flush();
      blocks.push({ kind: 'table', table: all.shift()! });
    }
    waiting.push(line);
  }
  flush();
  blocks.push(...all.map((table) => ({ kind: 'table' as const, table })));
  return blocks;
}

function withTaggedHeads(block: Block): Block {
  if (block.kind !== 'table') return block;
  const { words, cells, headerRows } = block.table;
  const rows = Math.max(0, ...cells.map(({ row, row_span: span }) => row + span));
  return { ...block, table: { ...block.table, headerRows: taggedHeads(words, rows) ?? headerRows } };
}

const middle = (box: { y0: number; y1: number }): number => (box.y0 + box.y1) / 2;
