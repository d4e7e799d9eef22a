import type { Rule, Word } from '../pdf/page-content';
import { alignedTables } from '../tables/aligned-tables';
import { bandsOf } from '../tables/bands';
import { areStackedBars, isBarChart, isUnderBars } from '../tables/bar-chart';
import { crossedShare, isAxis, mostCrossed } from '../tables/figures';
import type { FoundTable } from '../tables/found-table';
import { lyingWords, withLyingHeads } from '../tables/lying-heads';
import { mergeRules } from '../tables/rule-grid';
import { ruledTables } from '../tables/ruled-tables';
import { enclose, holdsMiddle, type Box } from './box';
import { splitColumns, type Item } from './columns';
import { courtCaption } from './court-captions';
import type { Furniture } from './furniture';
import { blocksInOrder } from './given-order';
import { makeLines, type Line } from './line';
import { isProse } from './prose';
import { partSideHeads } from './side-heads';
import { makeParagraphs, type Paragraph } from './paragraphs';
import { taggedHeads } from './tagged';
import { textBoxes } from './text-boxes';
import type { UprightPage } from './upright';

export type Block = { kind: 'paragraph'; paragraph: Paragraph } | { kind: 'table'; table: FoundTable };

/** A page's paragraphs and tables in reading order, furniture left out. */
export function layoutPage(page: UprightPage, furniture: readonly Furniture[]): Block[] {
  const taken = new Set<Word>(furniture.flatMap((f) => f.line.words));
  const content = page.words.filter((w) => !taken.has(w));
  const { tables: lined, drawings } = ruledTables(page, content);
  const level = mergeRules(page.rules.filter((rule) => rule.horizontal));
  const bands = bandsOf(lined, content, level, page.shapes ?? []);
  const ruled = lined.filter((table) => !bands.has(table));
  for (const table of ruled) for (const word of table.words) taken.add(word);
  const unruled = content.filter((w) => !taken.has(w));
  const caption = page.order ? null : courtCaption(unruled);
  const free = caption ? unruled.filter((word) => !caption.brackets.includes(word)) : unruled;
  const items: Item<Standing>[] = [
    ...free.map((word) => ({ x0: word.x0, y0: word.y0, x1: word.x1, y1: word.y1, word })),
    ...ruled.map((table) => ({ x0: table.x0, y0: table.y0, x1: table.x1, y1: table.y1, table })),
  ];
  const lying = lyingWords(page).filter((word) => !taken.has(word));
  const upright = page.rules.filter((rule) => !rule.horizontal);
  const drawn = { drawings, rules: level, upright, lying, fills: page.fills, shapes: page.shapes ?? [] };
  const boxes = page.order
    ? []
    : textBoxes(page, free).filter((box) => !drawings.some((d) => holdsMiddle(d, box)));
  const plain = layoutItems(items, [], drawn);
  const own = [...(caption?.sides ?? []), ...(boxes.length > 0 ? withoutCells(boxes, plain) : [])];
  const blocks = (own.length > 0 ? layoutItems(items, own, drawn) : plain).map(withTaggedHeads);
  if (!page.order) return blocks;
  const running = new Set<Word>(furniture.flatMap((f) => f.line.words));
  const tables = blocks.flatMap((b) => (b.kind === 'table' ? [b.table] : []));
  return blocksInOrder(page.order, tables, running);
}

/** A box beside the text, and what stands in it. */
interface TextBox extends Box {
  blocks: Block[];
}

type Standing = FoundTable | TextBox;

const isBox = (standing: Standing): standing is TextBox => 'blocks' in standing;

/** Boxes that are no cells of the tables found without them; running text beside a box is no table. */
function withoutCells(boxes: readonly Box[], blocks: readonly Block[]): Box[] {
  const tables = blocks.flatMap((b) => (b.kind === 'table' ? [b.table] : []));
  return boxes.filter((box) => {
    const around = tables.find((table) => holdsMiddle(table, box));
    if (!around) return true;
    return isProse([...around.words].filter((word) => !holdsMiddle(box, word)));
  });
}

/** Items column by column, those in each of the boxes by themselves. */
function layoutItems(items: Item<Standing>[], boxes: readonly Box[], drawn: Drawn): Block[] {
  let open = items;
  for (const [i, box] of boxes.entries()) {
    const inside = open.filter((item) => holdsMiddle(box, item));
    // A box in a box is read when that is.
    const around = boxes.slice(0, i).some((other) => holdsMiddle(other, box));
    if (inside.length === 0 || around || inside.length === open.length) continue;
    const inner = boxes.slice(i + 1).filter((other) => holdsMiddle(box, other));
    const table = { ...enclose(inside), blocks: layoutItems(inside, inner, drawn) };
    open = [...open.filter((item) => !inside.includes(item)), { ...enclose(inside), table }];
  }
  return splitColumns(open).flatMap((column) => layoutColumn(column, drawn));
}

/** What is drawn on a page, and the words that run another way. */
interface Drawn {
  drawings: readonly Box[];
  rules: readonly Rule[];
  upright: Rule[];
  lying: readonly Word[];
  fills: readonly Box[];
  shapes: readonly Box[];
}

function layoutColumn(items: Item<Standing>[], drawn: Drawn): Block[] {
  const { drawings, rules, lying, fills, shapes } = drawn;
  const standing = items.flatMap((i) => (i.table ? [i.table] : []));
  const tables = standing.filter((one): one is FoundTable => !isBox(one));
  const boxes = standing.filter(isBox);
  const lines = makeLines(items.flatMap((i) => (i.word ? [i.word] : [])));
  // Labels of a diagram may stand in rows; they are no table.
  const aligned = alignedTables(lines, tables, rules, shapes)
    .filter(
      (t) =>
        !drawings.some((d) => holdsMiddle(d, t)) &&
        !isAxis(t, drawings) &&
        crossedShare({ horizontal: [], vertical: drawn.upright }, [...t.words]) <= mostCrossed &&
        !isUnderBars(t, fills) &&
        !isChart(fills.filter((f) => holdsMiddle(t, f))),
    )
    .map((t) => withLyingHeads(t, lying));
  const inTable = new Set<Word>(aligned.flatMap((t) => [...t.words]));
  const free = lines.filter((l) => !l.words.some((w) => inTable.has(w)));
  const rest = partSideHeads(boxes.length > 0 ? besideBoxes(free, boxes) : free);
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
  return boxes.toSorted(fromBelow).reduce((all, box) => withBox(all, box, rest), blocks);
}

// Points by which the tops of boxes in a row differ.
const sameHeight = 4;
const fromBelow = (a: Box, b: Box): number =>
  Math.abs(a.y0 - b.y0) < sameHeight ? b.x0 - a.x0 : b.y0 - a.y0;

/**
 * A box left of the text is read before what begins below its top, one right of it before what begins below its bottom, so
 * that it does not part the paragraph beside it.
 */
function withBox(blocks: Block[], box: TextBox, lines: readonly Line[]): Block[] {
  const isRight = lines.some((line) => line.x1 <= box.x0 && line.y1 > box.y0 && line.y0 < box.y1);
  const from = isRight ? box.y1 : box.y0 - sameHeight;
  const at = blocks.findIndex((block) => (block.kind === 'table' ? block.table : block.paragraph).y0 >= from);
  return blocks.toSpliced(at < 0 ? blocks.length : at, 0, ...box.blocks);
}

const isChart = (fills: readonly Box[]): boolean => isBarChart(fills) || areStackedBars(fills);

/** Lines that end at a box know so: they are shorter than the column's others. */
function besideBoxes(lines: readonly Line[], boxes: readonly Box[]): Line[] {
  const reach = new Map<Line, number>();
  for (const box of boxes) {
    const beside = lines.filter(
      (line) => line.x1 <= box.x0 && line.y1 > box.y0 - line.size && line.y0 < box.y1 + line.size,
    );
    const end = Math.max(...beside.map(({ x1 }) => x1));
    for (const line of beside) reach.set(line, Math.min(end, reach.get(line) ?? Infinity));
  }
  return lines.map((line) => {
    const end = reach.get(line);
    return end === undefined ? line : { ...line, text: line.text, reach: end };
  });
}

function withTaggedHeads(block: Block): Block {
  if (block.kind !== 'table') return block;
  const { words, cells, headerRows } = block.table;
  const rows = Math.max(0, ...cells.map(({ row, row_span: span }) => row + span));
  return { ...block, table: { ...block.table, headerRows: taggedHeads(words, rows) ?? headerRows } };
}

const middle = (box: { y0: number; y1: number }): number => (box.y0 + box.y1) / 2;
